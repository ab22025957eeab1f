/**
 * Counts what a user and a planner want to know of a table's columns, in few passes over all rows. What the columns are good
 * for is decided elsewhere.
 */

import { messageOf } from '../../errors.ts';
import type { ColumnType } from '../manifest.ts';
import { type Engine, type EngineRow, identifier, isoSql } from '../table/index.ts';
import { mayBeTarget } from './target-names.ts';

export interface ColumnFacts {
  readonly name: string;
  readonly type: ColumnType;
  readonly rows: number;
  readonly nulls: number;
  /** Exact where `exact`, else an estimate. */
  readonly distinct: number;
  readonly exact: boolean;
  readonly range?: { readonly min: number; readonly max: number; readonly mean: number; readonly deviation: number };
  readonly values?: readonly { readonly value: string; readonly rows: number }[];
  readonly lengths?: {
    readonly characters: { readonly max: number; readonly p95: number };
    readonly words: { readonly max: number; readonly p95: number };
  };
  /** Of texts: words of one, on average. */
  readonly meanWords?: number;
}

/** Above it, distinct values are estimated. */
const EXACT_MAX = 10_000;
const VALUES_MAX = 1000;
/** Values that are kept of all columns together: a manifest is read as a whole. */
const ALL_VALUES_MAX = 200_000;
/** DuckDB takes more than its share of time and memory for more. */
const BATCH_COLUMNS = 250;
const VALUE_CHARACTERS_MAX = 256;
/** Numbers and times with more different values measure something: none of the values tells by itself. */
const MEASURES_MAX = 100;
/** Of wider tables, the values of numbers are not listed: that takes a pass for each. */
const LISTED_NUMBERS_MAX = 256;

/**
 * @param from what FROM takes; a table of at least one row.
 * @param target the column whose values are wanted in any case.
 */
export async function profileColumns(
  engine: Engine,
  from: string,
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
  target: string | undefined,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<ColumnFacts[]> {
  const valuesMax = Math.max(10, Math.min(VALUES_MAX, Math.floor(ALL_VALUES_MAX / columns.length)));
  const facts: ColumnFacts[] = [];
  for (let start = 0; start < columns.length; start += BATCH_COLUMNS) {
    const batch = columns.slice(start, start + BATCH_COLUMNS);
    const counted = await countAll(engine, from, batch, signal);
    for (const [index, { name, type }] of batch.entries()) {
      const basic = readFacts(counted, index, name, type);
      const wanted = columns.length <= LISTED_NUMBERS_MAX || type === 'text' || mayBeTarget(name, target);
      const listed = wanted && basic.distinct <= EXACT_MAX * 1.2;
      facts.push(listed ? { ...basic, ...(await listValues(engine, from, basic, valuesMax, signal)) } : basic);
      progress(facts.length / columns.length);
    }
  }
  return facts;
}

/** One pass for all of a batch. The squares of huge numbers are infinite: where that happens, numbers are scaled down. */
async function countAll(
  engine: Engine,
  from: string,
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
  signal: AbortSignal,
): Promise<EngineRow> {
  const sql = (scale: number): string =>
    `SELECT count(*)::DOUBLE AS n, ${columns.map(({ name, type }, index) => countSql(name, type, index, scale)).join(', ')} FROM ${from}`;
  try {
    return (await engine.rows(sql(1), signal))[0] ?? {};
  } catch (error) {
    if (!/out of range/i.test(messageOf(error))) throw error;
    return (await engine.rows(sql(1e160), signal))[0] ?? {};
  }
}

function countSql(name: string, type: ColumnType, index: number, scale: number): string {
  const column = identifier(name);
  const counts = `count(${column})::DOUBLE AS n${index}, approx_count_distinct(${column})::DOUBLE AS d${index}`;
  if (type === 'boolean') return counts;
  if (type === 'text') {
    const words = `(length(${column}) - length(replace(${column}, ' ', '')) + 1)`;
    return [
      counts,
      `max(length(${column}))::DOUBLE AS c${index}`,
      `approx_quantile(length(${column}), 0.95)::DOUBLE AS cq${index}`,
      `max(${words})::DOUBLE AS w${index}`,
      `approx_quantile(${words}, 0.95)::DOUBLE AS wq${index}`,
      `avg(${words}) AS wm${index}`,
    ].join(', ');
  }
  const number = type === 'timestamp' ? `epoch(${column})` : column;
  const scaled = scale === 1 ? number : `CASE WHEN isfinite(${number}) THEN ${number} / ${scale} END`;
  return [
    counts,
    ...['min', 'max'].map((each) => `${each}(${number})::DOUBLE AS ${each}${index}`),
    `avg(${scaled})::DOUBLE * ${scale} AS mean${index}`,
    `stddev_pop(${scaled})::DOUBLE * ${scale} AS deviation${index}`,
  ].join(', ');
}

function readFacts(row: EngineRow, index: number, name: string, type: ColumnType): ColumnFacts {
  const number = (key: string): number => Number(row[`${key}${index}`] ?? 0);
  const rows = Number(row['n']);
  const present = number('n');
  const basic = { name, type, rows, nulls: rows - present, distinct: Math.min(number('d'), present), exact: false };
  if (present === 0 || type === 'boolean') return basic;
  if (type !== 'text') {
    const [min, max] = [number('min'), number('max')];
    const range = { min, max, mean: number('mean'), deviation: number('deviation') };
    return { ...basic, range };
  }
  const size = (all: string, most: string): { max: number; p95: number } => ({
    ...{ max: number(all), p95: Math.round(number(most)) },
  });
  return { ...basic, lengths: { characters: size('c', 'cq'), words: size('w', 'wq') }, meanWords: number('wm') };
}

type Listed = Pick<ColumnFacts, 'distinct' | 'exact' | 'values'>;

async function listValues(
  engine: Engine,
  from: string,
  { name, type }: ColumnFacts,
  valuesMax: number,
  signal: AbortSignal,
): Promise<Listed> {
  const column = identifier(name);
  const grouped = `SELECT ${column} AS v, count(*) AS n FROM ${from} WHERE ${column} IS NOT NULL GROUP BY ALL`;
  const value = type === 'timestamp' ? isoSql('v') : type === 'text' || type === 'boolean' ? 'v' : 'v::DOUBLE';
  const sql = `SELECT ${value} AS value, n::DOUBLE AS n, count(*) OVER ()::DOUBLE AS d FROM (${grouped}) ORDER BY n DESC, v LIMIT ${valuesMax}`;
  const rows = await engine.rows(sql, signal);
  const distinct = Number(rows[0]?.['d'] ?? 0);
  const values = rows.map((row) => ({ value: String(row['value']), rows: Number(row['n']) }));
  // Half a list of long texts would be of no use to anybody.
  const short = values.every((each) => each.value.length <= VALUE_CHARACTERS_MAX);
  const telling = type === 'text' || distinct <= (type === 'integer' ? valuesMax : MEASURES_MAX);
  return { distinct, exact: true, ...(short && telling ? { values } : {}) };
}
