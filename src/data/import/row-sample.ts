/** Some rows of a table beside it, for questions that need no more, and which columns those questions are about. */
import type { ColumnProfile } from '../manifest.ts';
import { type Engine, identifier } from '../table/index.ts';

export interface WarningSource {
  readonly engine: Engine;
  /** What FROM takes, with the columns' names. */
  readonly from: string;
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
  readonly target: string | undefined;
  /** The column that tells the series of a long table: what is asked of a series, each of them answers. */
  readonly series: string | undefined;
  readonly signal: AbortSignal;
}

/** A table of which some rows lie beside. */
export interface SampledSource extends WarningSource {
  /** What FROM takes: the rows, or of many some, the same ones each time. What holds for nearly all is seen there, too. */
  readonly sample: string;
}

/** Of wider tables only the first columns are compared: each comparison is a pass. */
const COMPARED_MAX = 200;
/** Of values that two columns may share. */
export const CLASSES_MAX = 1000;
const SAMPLE_ROWS = 50_000;

/** Puts some of many rows beside the table, with the columns that are compared: reading all for each question takes longer. */
export async function takeSample(source: WarningSource): Promise<SampledSource> {
  const { engine, from, columns, rows, target, signal } = source;
  if (rows <= 4 * SAMPLE_ROWS) return { ...source, sample: from };
  const names = new Set([...featuresOf(source), ...measuresOf(source)].filter(isCompared).map(({ name }) => name));
  if (columns.some((column) => column.name === target && isCompared(column))) names.add(target as string);
  const list = names.size > 0 ? [...names].map(identifier).join(', ') : '1';
  const system = `TABLESAMPLE system(${((100 * SAMPLE_ROWS) / rows).toFixed(4)} PERCENT) REPEATABLE (7)`;
  await engine.rows(`CREATE TEMP TABLE sample AS SELECT ${list} FROM ${from} ${system}`, signal);
  return { ...source, sample: 'sample' };
}

/** Texts of many values are not: they may be long. */
function isCompared({ type, distinct }: ColumnProfile): boolean {
  return type !== 'text' || distinct <= CLASSES_MAX;
}

/** Columns of numbers that measure something. */
export function measuresOf({ columns }: WarningSource): readonly ColumnProfile[] {
  return columns
    .filter(
      ({ type, becomes, distinct }) =>
        (type === 'number' || type === 'integer') && becomes === 'number' && distinct > 10,
    )
    .slice(0, COMPARED_MAX);
}

/** Columns that may tell the target. */
export function featuresOf({ columns, target, series }: WarningSource): readonly ColumnProfile[] {
  return columns
    .filter(({ name, becomes }) => name !== target && name !== series && becomes !== 'ignored')
    .slice(0, COMPARED_MAX);
}
