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
/** Of wider tables, the values of numbers are not listed, and those of texts for many columns in one pass. */
const LISTED_EACH_MAX = 256;
const LISTED_TOGETHER = 50;

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
    const basic = batch.map(({ name, type }, index) => readFacts(counted, index, name, type));
    const isListed = ({ name, type, distinct }: ColumnFacts): boolean => {
      const wanted = columns.length <= LISTED_EACH_MAX || type === 'text' || mayBeTarget(name, target);
      return wanted && distinct <= EXACT_MAX * 1.2;
    };
    const wanted = basic.filter(isListed);
    const list = columns.length <= LISTED_EACH_MAX ? listEach : listTogether;
    const listed = await list(engine, from, wanted, valuesMax, signal, (share) => {
      progress((start + share * batch.length) / columns.length);
    });
    facts.push(...basic.map((each) => ({ ...each, ...listed.get(each.name) })));
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

/** A pass for each: grouping is quick for any number of rows. */
async function listEach(
  engine: Engine,
  from: string,
  columns: readonly ColumnFacts[],
  valuesMax: number,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<ReadonlyMap<string, Listed>> {
  const listed = new Map<string, Listed>();
  for (const { name, type } of columns) {
    const column = identifier(name);
    const grouped = `SELECT ${column} AS v, count(*) AS n FROM ${from} WHERE ${column} IS NOT NULL GROUP BY ALL`;
    const sql = `SELECT ${shownSql(type, 'v')} AS value, n::DOUBLE AS n, count(*) OVER ()::DOUBLE AS d FROM (${grouped}) ORDER BY n DESC, v LIMIT ${valuesMax}`;
    const rows = await engine.rows(sql, signal);
    const values = rows.map((row) => ({ value: String(row['value']), rows: Number(row['n']) }));
    listed.set(name, toListed(type, Number(rows[0]?.['d'] ?? 0), values, valuesMax));
    progress(listed.size / columns.length);
  }
  return listed;
}

/** The same with a histogram of each of many columns: of thousands, a query for each takes longer than all that it reads. */
async function listTogether(
  engine: Engine,
  from: string,
  columns: readonly ColumnFacts[],
  valuesMax: number,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<ReadonlyMap<string, Listed>> {
  const listed = new Map<string, Listed>();
  for (let start = 0; start < columns.length; start += LISTED_TOGETHER) {
    const batch = columns.slice(start, start + LISTED_TOGETHER);
    const histograms = batch.map(({ name }, index) => `histogram(${identifier(name)}) AS h${index}`);
    const sorted = batch.map((_, index) => {
      const pairs = `list_transform(map_entries(h${index}), e -> {'n': -e.value::DOUBLE, 'v': e.key})`;
      return `cardinality(h${index})::DOUBLE AS d${index}, list_sort(${pairs})[1:${valuesMax}] AS l${index}`;
    });
    const shown = batch.flatMap(({ type }, index) => [
      `d${index}`,
      `list_transform(l${index}, e -> CAST(${shownSql(type, 'e.v')} AS VARCHAR)) AS v${index}`,
      `list_transform(l${index}, e -> -e.n) AS n${index}`,
    ]);
    const inner = `SELECT ${sorted.join(', ')} FROM (SELECT ${histograms.join(', ')} FROM ${from})`;
    const [row = {}] = await engine.rows(`SELECT ${shown.join(', ')} FROM (${inner})`, signal);
    for (const [index, { name, type }] of batch.entries()) {
      const counts = listOf(row[`n${index}`]).map(Number);
      const values = listOf(row[`v${index}`]).map((value, at) => ({ value: String(value), rows: counts[at] ?? 0 }));
      listed.set(name, toListed(type, Number(row[`d${index}`] ?? 0), values, valuesMax));
    }
    progress(listed.size / columns.length);
  }
  return listed;
}

function listOf(value: EngineRow[string] | undefined): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function shownSql(type: ColumnType, value: string): string {
  if (type === 'timestamp') return isoSql(value);
  return type === 'text' || type === 'boolean' ? value : `${value}::DOUBLE`;
}

function toListed(
  type: ColumnType,
  distinct: number,
  values: NonNullable<ColumnFacts['values']>,
  valuesMax: number,
): Listed {
  // Half a list of long texts would be of no use to anybody.
  const short = values.every((each) => each.value.length <= VALUE_CHARACTERS_MAX);
  const telling = type === 'text' || distinct <= (type === 'integer' ? valuesMax : MEASURES_MAX);
  return { distinct, exact: true, ...(short && telling ? { values } : {}) };
}
