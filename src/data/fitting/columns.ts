/** Which columns of a table a version reads, and whether another table has them as they have to be. */
import type { Problem } from '../../errors.ts';
import type { DataPlan } from '../../models/specification/index.ts';
import type { ColumnProfile, ColumnType, DatasetManifest } from '../manifest.ts';
import { unknownName } from '../nearest.ts';
import type { Preprocessing } from '../preprocessing/index.ts';

export interface NeededColumn {
  readonly name: string;
  /** Unset: whatever it is, it is read as a text. */
  readonly type?: ColumnType | 'numeric';
  /** Whether a row may lack it. */
  readonly nullable: boolean;
}

const PROBLEMS_MAX = 20;

/** @returns undefined where a version takes arrays. */
export function neededColumns(plan: DataPlan, preprocessing: Preprocessing): readonly NeededColumn[] | undefined {
  return preprocessing.kind === 'tabular' ? preprocessing.columns : columnsBesides(plan);
}

/** The same of a training, before anything is learnt. @param manifest of what it trains on. */
export function plannedColumns(plan: DataPlan, { content }: DatasetManifest): readonly NeededColumn[] | undefined {
  if (plan.kind !== 'tabular' || content.form !== 'table') return columnsBesides(plan);
  const types = new Map(content.columns.map(({ name, type }) => [name, type]));
  return plan.features.map(({ name, nullable }) => ({ name, type: types.get(name) ?? 'text', nullable }));
}

/** Of any kind but that whose columns say more than a plan does. */
function columnsBesides(plan: DataPlan): readonly NeededColumn[] | undefined {
  if (plan.kind === 'text') return [{ name: plan.column, type: 'text', nullable: true }];
  if (plan.kind !== 'sequence' || plan.layout === 'array') return undefined;
  const { series, time, features } = plan;
  return [
    ...features.map((name) => ({ name, type: 'numeric' as const, nullable: true })),
    ...(series === undefined ? [] : [{ name: series, nullable: false }]),
    ...(time === undefined ? [] : [{ name: time, type: 'numeric' as const, nullable: true }]),
  ];
}

/** @param whole every row has to be readable. */
export function columnProblems(
  { kind, content }: DatasetManifest,
  version: string,
  needed: readonly NeededColumn[],
  whole: boolean,
): Problem[] {
  if (content.form !== 'table') {
    const detail = `Expected a table, as ${version} takes its columns. Received: a dataset of kind "${kind}".`;
    return [{ pointer: '/dataset', detail }];
  }
  const columns = new Map(content.columns.map((column) => [column.name, column]));
  return needed
    .flatMap((wanted) => {
      const detail = problemOf(wanted, columns.get(wanted.name), [...columns.keys()], whole);
      return detail === undefined ? [] : [{ pointer: '/dataset', detail }];
    })
    .slice(0, PROBLEMS_MAX);
}

function problemOf(
  wanted: NeededColumn,
  column: ColumnProfile | undefined,
  names: readonly string[],
  whole: boolean,
): string | undefined {
  const { name, type, nullable } = wanted;
  if (!column) return `Expected a column "${name}", which the version reads. Received: ${nearest(name, names)}.`;
  // Of a column without any value an import cannot tell what it was meant to hold.
  const isEmpty = column.nulls > 0 && column.distinct === 0;
  if (type !== undefined && !isEmpty && !isReadAs(type, column.type))
    return `Expected values of type ${inWords(type)} in column "${name}", as in training. Received: ${column.type}.`;
  if (whole && !nullable && column.nulls > 0)
    return `Expected a value in every row of column "${name}", as in training. Received: ${column.nulls} rows without.`;
  return undefined;
}

function nearest(name: string, names: readonly string[]): string {
  const told = unknownName(name, names);
  const at = told.indexOf('; the nearest');
  return at < 0 ? 'none of that name' : `none of that name${told.slice(at)}`;
}

/** Whole numbers and fractions are numbers, and a yes or no is one where a series is made of it. */
function isReadAs(wanted: ColumnType | 'numeric', type: ColumnType): boolean {
  if (wanted === type) return true;
  if (wanted === 'numeric') return type !== 'text';
  return isNumber(wanted) && isNumber(type);
}

function isNumber(type: ColumnType): boolean {
  return type === 'number' || type === 'integer';
}

function inWords(type: ColumnType | 'numeric'): string {
  return type === 'numeric' ? 'number' : type;
}
