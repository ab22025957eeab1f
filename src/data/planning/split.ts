/** Which split a job gets, and about how many rows that leaves it. */
import type { DataRequest, SplitPlan } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import { refused } from './refusals.ts';

export interface PlannedSplit {
  readonly split: SplitPlan;
  readonly trainingRows: number;
  readonly measuredRows: number;
}

const TEST_SHARE = 0.1;

/**
 * Plans how rows are divided: by the dataset's own parts where it has them, in the same shares of every class where there are
 * classes, at random otherwise, unless the request says how.
 */
export function planSplit(
  { rows, parts }: DatasetManifest,
  { split: asked = {} }: DataRequest,
  validation: number,
  hasClasses: boolean,
): PlannedSplit {
  const by = asked.by ?? (asked.column ? 'column' : parts ? 'given' : hasClasses ? 'stratified' : 'random');
  const needsColumn = by === 'group' || by === 'time' || by === 'column';
  if (needsColumn && !asked.column) throw refused('/split', `Expected a column to split by ${by}. Received: none.`);
  if (!needsColumn && asked.column)
    throw refused('/split/column', `Expected no column for a split that is "${by}". Received: "${asked.column}".`);
  if (by === 'given' && !parts)
    throw refused('/split/by', 'Expected a dataset that brings its own parts. Received: one without.');
  if (by === 'stratified' && !hasClasses)
    throw refused('/split/by', 'Expected a target of classes for a stratified split. Received: another.');
  const test = asked.test ?? TEST_SHARE;
  if (validation + test >= 1)
    throw refused(
      '/split/test',
      `Expected shares for validation and test below 1 together. Received: ${validation + test}.`,
    );
  const own = by === 'given' ? parts?.validation : undefined;
  const split = {
    ...{ by, ...(asked.column && { column: asked.column }), test },
    validation: own === undefined ? validation : own / rows,
  };
  return { split, ...rowsOf(split, rows, parts) };
}

function rowsOf(split: SplitPlan, rows: number, parts: DatasetManifest['parts']): Omit<PlannedSplit, 'split'> {
  if (split.by !== 'given' || !parts) {
    const test = Math.round(rows * split.test);
    const validation = Math.round(rows * split.validation);
    return { trainingRows: rows - test - validation, measuredRows: Math.max(test, validation) };
  }
  const test = parts.test ?? Math.round(parts.train * split.test);
  const trainable = parts.test === undefined ? parts.train - test : parts.train;
  const validation = parts.validation ?? Math.round(trainable * split.validation);
  const trainingRows = parts.validation === undefined ? trainable - validation : trainable;
  return { trainingRows, measuredRows: Math.max(test, validation) };
}
