/**
 * What a network learns from a table: which columns, and which task follows from what they hold. Knows nothing of features.
 */
import type { DataRequest, TargetPlan, Task } from '../../models/specification/index.ts';
import type { ColumnProfile, TableContent } from '../manifest.ts';
import type { ColumnIndex, TableManifest } from './features-columns.ts';
import { refused } from './refusals.ts';
import { labelsOf, separatedLabels, sniffSeparator } from './target-labels.ts';
import { isZeroOrOne, taskOf } from './target-task.ts';

export interface PlannedTarget {
  readonly target: TargetPlan;
  readonly task: Task;
  readonly columns: readonly ColumnProfile[];
}

const CLASSES_MAX = 10_000;
const LISTED_MAX = 20;

/**
 * Plans the target of a job with a table: the request's, else the dataset's.
 * @throws AppError ERR_TRAINING where there is none, where it is unknown, or cannot be what the request wants.
 */
export function planTarget({ content, rows }: TableManifest, request: DataRequest, index: ColumnIndex): PlannedTarget {
  const columns = targetColumns(content, request, index);
  const separator = separatorOf(columns, request);
  const type = taskOf(columns, request.task, separator !== undefined, rows);
  const separates = type === 'multiLabelClassification' && columns.length === 1 && !isZeroOrOne(columns[0]);
  const target = { columns: columns.map(({ name }) => name), ...(separates && { separator: separator ?? '|' }) };
  return { target, columns, task: { type, labels: taskLabels(type, columns, target) } };
}

function targetColumns(content: TableContent, request: DataRequest, index: ColumnIndex): ColumnProfile[] {
  const { target } = request;
  if (Array.isArray(target)) return target.map((name, position) => index.get(name, `/target/${position}`));
  const name = target ?? content.target;
  if (name !== undefined) return [index.get(name, '/target')];
  throw refused('/target', `Expected the column to learn: one of ${candidates(content)}. Received: none.`);
}

function candidates({ columns, text }: TableContent): string {
  const names = columns
    .filter((column) => column.name !== text && column.type !== 'timestamp' && column.distinct > 1)
    .map(({ name }) => JSON.stringify(name));
  const more = names.length > LISTED_MAX ? ` and ${names.length - LISTED_MAX} more` : '';
  return `${names.slice(0, LISTED_MAX).join(', ') || 'none, since no column has two values'}${more}`;
}

/** The separator of a column that names several labels in one value: the request's, else one that its values show. */
function separatorOf(columns: readonly ColumnProfile[], request: DataRequest): string | undefined {
  const separator = request.preprocessing?.separator;
  const [only] = columns;
  const isText = columns.length === 1 && only?.type === 'text';
  if (separator !== undefined && !isText)
    throw refused('/preprocessing/separator', 'Expected one target column of texts to separate. Received: another.');
  if (separator !== undefined && request.task !== undefined && request.task !== 'multiLabelClassification')
    throw refused('/preprocessing/separator', `Expected no separator for "${request.task}". Received: "${separator}".`);
  return separator ?? (isText ? sniffSeparator(only) : undefined);
}

function taskLabels(type: Task['type'], columns: readonly ColumnProfile[], { separator }: TargetPlan): string[] {
  const [only] = columns;
  if (only && separator !== undefined) return checked(only, separatedLabels(only, separator), 'labels');
  if (!only || type !== 'classification') return columns.map(({ name }) => name);
  const labels = labelsOf(only);
  if (labels) return checked(only, labels, 'classes');
  const expected = `classes, few and short enough for the dataset to list them all, in column "${only.name}"`;
  throw refused('/target', `Expected ${expected}. Received: ${only.distinct} values.`);
}

function checked({ name }: ColumnProfile, labels: string[], what: string): string[] {
  if (labels.length >= 2 && labels.length <= CLASSES_MAX) return labels;
  const received = labels.length === 1 ? `only ${JSON.stringify(labels[0])}` : `${labels.length}`;
  throw refused('/target', `Expected from 2 to ${CLASSES_MAX} ${what} in column "${name}". Received: ${received}.`);
}
