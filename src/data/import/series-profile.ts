/** Which columns of a long table of series say one thing of each series: what can be told of a series as a whole, or not. */
import type { ColumnProfile } from '../manifest.ts';
import { type Engine, identifier } from '../table/index.ts';

/** Looked at in one pass: what is held of each series is bounded. */
const BATCH_COLUMNS = 50;
/** Of wider tables, planning goes by the number of values. */
const COLUMNS_MAX = 1000;

/**
 * @param from what FROM takes.
 * @returns the columns with `sameInSeries`, but for those of series and time. A series that lacks a value in some rows alone
 * has not one.
 */
export async function profileSeries(
  engine: Engine,
  from: string,
  columns: readonly ColumnProfile[],
  { series, time }: { readonly series: string; readonly time?: string },
  signal: AbortSignal,
): Promise<ColumnProfile[]> {
  const asked = columns.filter(({ name }) => name !== series && name !== time).slice(0, COLUMNS_MAX);
  const same = new Map<string, boolean>();
  for (let start = 0; start < asked.length; start += BATCH_COLUMNS) {
    const batch = asked.slice(start, start + BATCH_COLUMNS);
    // Of hashes, not of values: texts of any length are of one size then, and what is missing has one, too.
    const each = batch.map(({ name }, index) => {
      const hash = `hash(${identifier(name)})`;
      return `min(${hash}) = max(${hash}) AS s${index}`;
    });
    const grouped = `SELECT ${each.join(', ')} FROM ${from} GROUP BY ${identifier(series)}`;
    const all = batch.map((_, index) => `bool_and(s${index}) AS s${index}`);
    const [row = {}] = await engine.rows(`SELECT ${all.join(', ')} FROM (${grouped})`, signal);
    for (const [index, { name }] of batch.entries()) same.set(name, row[`s${index}`] === true);
  }
  return columns.map((column) => {
    const sameInSeries = same.get(column.name);
    return sameInSeries === undefined ? column : { ...column, sameInSeries };
  });
}
