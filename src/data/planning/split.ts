/** Which split a job gets, and about how many rows that leaves it. */
import type { DataRequest, Fold, SplitPlan } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import type { HeldBack } from './kind.ts';
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
  held: HeldBack,
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
  if (held.fold && by === 'time')
    throw refused(
      '/folds',
      'Expected no folds where rows are split by time: most would be told from later ones. Received: some.',
    );
  const test = asked.test ?? TEST_SHARE;
  // Of a fold, a share of what is not tested.
  const validation = held.fold ? (1 - test) / held.fold.count : held.validation;
  if (validation + test >= 1)
    throw refused(
      '/split/test',
      `Expected shares for validation and test below 1 together. Received: ${validation + test}.`,
    );
  const own = by === 'given' && !held.fold ? parts?.validation : undefined;
  const split = {
    ...{ by, ...(asked.column && { column: asked.column }), test },
    validation: own === undefined ? validation : own / rows,
    ...(held.fold && { fold: held.fold }),
  };
  const planned = { split, ...(held.fold ? rowsOfFold(split, held.fold, rows, parts) : rowsOf(split, rows, parts)) };
  if (!held.fold || planned.trainingRows >= held.fold.count - 1) return planned;
  const received = `${rows} rows for ${held.fold.count} folds`;
  throw refused('/folds', `Expected at least one row for each fold besides those to test with. Received: ${received}.`);
}

/** All rows that are not tested, but for those of the fold. */
function rowsOfFold(
  split: SplitPlan,
  { count }: Fold,
  rows: number,
  parts: DatasetManifest['parts'],
): Omit<PlannedSplit, 'split'> {
  const { by, test: share } = split;
  const test =
    (by === 'given' ? parts?.test : undefined) ?? Math.round((by === 'given' && parts ? parts.train : rows) * share);
  const validation = Math.round((rows - test) / count);
  return { trainingRows: rows - test - validation, measuredRows: Math.max(test, validation) };
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
