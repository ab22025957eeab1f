/** Which task follows from the columns of a target, and whether the one that a request wants is possible with them. */
import type { DataRequest, TaskType } from '../../models/specification/index.ts';
import type { ColumnProfile } from '../manifest.ts';
import { refused } from './refusals.ts';
import { labelsOf } from './target-labels.ts';

/** A column of whole numbers with as many values or fewer is taken for classes. */
const CLASSES_OF_NUMBERS_MAX = 20;
/** Few rows have few values, which makes no classes of them: a class has so many rows on average. */
const ROWS_OF_A_CLASS_MIN = 2;

/**
 * @param separates whether the only column is known to name several labels in one value.
 * @param rows of the table.
 * @throws AppError ERR_TRAINING where the columns can be no target together, or not of the task that is asked for.
 */
export function taskOf(
  columns: readonly ColumnProfile[],
  asked: DataRequest['task'],
  separates: boolean,
  rows: number,
): TaskType {
  const time = columns.find(({ type }) => type === 'timestamp');
  if (time)
    throw refused('/target', `Expected a target of numbers, texts or booleans. Received: "${time.name}", times.`);
  if (asked === 'forecasting') {
    const advice = 'upload the table with the option "kind": "sequence" to forecast';
    throw refused('/task', `Expected a task for rows that stand by themselves; ${advice}. Received: "forecasting".`);
  }
  if (asked === undefined)
    return columns.length === 1 ? taskOfOne(columns[0], separates, rows) : taskOfSeveral(columns);
  const reason = obstacle(columns, asked);
  if (reason !== undefined) throw refused('/task', `Expected ${reason} for "${asked}". Received: ${shown(columns)}.`);
  return asked;
}

/** Whether a column says yes or no: a label by itself. */
export function isZeroOrOne(column: ColumnProfile | undefined): boolean {
  if (column?.type === 'boolean') return true;
  return isNumeric(column) && (labelsOf(column)?.every((label) => label === '0' || label === '1') ?? false);
}

function taskOfOne(column: ColumnProfile | undefined, separates: boolean, rows: number): TaskType {
  if (separates) return 'multiLabelClassification';
  if (!isNumeric(column) || column.type === 'boolean') return 'classification';
  return isClassified(column, rows) ? 'classification' : 'regression';
}

/** Whether numbers are classes unless a job says otherwise: whole ones, of few values, each of which comes again. */
export function isClassified(column: ColumnProfile | undefined, rows: number): boolean {
  if (!isNumeric(column)) return false;
  const labels = labelsOf(column) ?? [];
  // Whole numbers with missing ones among them are often kept as fractions: 1.0, 2.0.
  const areWhole = labels.every((label) => Number.isInteger(Number(label)));
  if (labels.length === 0 || labels.length > CLASSES_OF_NUMBERS_MAX || !areWhole) return false;
  return rows - column.nulls >= labels.length * ROWS_OF_A_CLASS_MIN;
}

function taskOfSeveral(columns: readonly ColumnProfile[]): TaskType {
  if (columns.every(isZeroOrOne)) return 'multiLabelClassification';
  if (columns.every(isNumeric)) return 'regression';
  throw refused('/target', `Expected several targets to be numbers, or all 0 and 1. Received: ${shown(columns)}.`);
}

/** What the columns would have to be. */
function obstacle(columns: readonly ColumnProfile[], asked: TaskType): string | undefined {
  switch (asked) {
    case 'regression':
      return columns.every(isNumeric) ? undefined : 'columns of numbers';
    case 'classification':
      return columns.length === 1 ? undefined : 'one column';
    case 'multiLabelClassification': {
      const possible = columns.every(isZeroOrOne) || (columns.length === 1 && columns[0]?.type === 'text');
      return possible ? undefined : 'columns of 0 and 1, or one of texts with a separator,';
    }
  }
}

function isNumeric(column: ColumnProfile | undefined): column is ColumnProfile {
  return column?.type === 'number' || column?.type === 'integer' || column?.type === 'boolean';
}

function shown(columns: readonly ColumnProfile[]): string {
  return columns
    .slice(0, 5)
    .map(({ name, type }) => `"${name}", of type ${type}`)
    .join('; ');
}
