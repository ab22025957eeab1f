/** What kind of data a table is and what a job would learn from it: by the options, else by names and counts. */
import type { ColumnProfile, TableContent } from '../manifest.ts';
import { type Engine, identifier } from '../table/index.ts';
import type { ImportOptions } from './options.ts';
import { TARGETS } from './target-names.ts';

export type TableRoles = Pick<TableContent, 'target' | 'text' | 'series' | 'time'> & {
  readonly kind: 'tabular' | 'text' | 'sequence';
};

const SERIES =
  /^(series|group|sequence|seq|unit|subject|sensor|device|machine|station|store|item|ticker|symbol|id|.*[_ -]id)$/i;
const TIME = /^(time|timestamp|date|datetime|step|t|ts|cycle|tick|day|hour|week|month|year)$/i;
/** Beside a text, more columns than these make a table that has a text in it. */
const COLUMNS_BESIDE_TEXT_MAX = 3;

/** @param from what FROM takes, with the columns' names, in the order of rows. */
export async function findRoles(
  engine: Engine,
  from: string,
  columns: readonly ColumnProfile[],
  rows: number,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<TableRoles> {
  const sequence = await findSequence(engine, from, columns, rows, options, signal);
  if (sequence) return { kind: 'sequence', ...sequence, ...targetOf(columns, options, Object.values(sequence), false) };
  const text = findText(columns, options);
  if (text !== undefined) return { kind: 'text', text, ...targetOf(columns, options, [text], true) };
  return { kind: 'tabular', ...targetOf(columns, options, [], true) };
}

function findText(columns: readonly ColumnProfile[], options: ImportOptions): string | undefined {
  if (options.text !== undefined) return options.text;
  const texts = columns.filter(({ becomes, name }) => becomes === 'text' && name !== options.target);
  if (options.kind === 'text') return texts[0]?.name ?? longest(columns, options.target);
  if (options.kind !== undefined || texts.length !== 1) return undefined;
  const others = columns.filter(({ becomes }) => becomes !== 'text' && becomes !== 'ignored');
  return others.length <= COLUMNS_BESIDE_TEXT_MAX ? texts[0]?.name : undefined;
}

function longest(columns: readonly ColumnProfile[], target: string | undefined): string | undefined {
  const texts = columns.filter(({ type, name }) => type === 'text' && name !== target);
  return texts.sort((a, b) => (b.lengths?.characters.p95 ?? 0) - (a.lengths?.characters.p95 ?? 0))[0]?.name;
}

type Sequence = { readonly series?: string; readonly time?: string };

async function findSequence(
  engine: Engine,
  from: string,
  columns: readonly ColumnProfile[],
  rows: number,
  { kind, series, time, text }: ImportOptions,
  signal: AbortSignal,
): Promise<Sequence | undefined> {
  const said = { ...(series === undefined ? {} : { series }), ...(time === undefined ? {} : { time }) };
  if (kind === 'sequence' || (kind === undefined && Object.keys(said).length > 0)) return said;
  if (kind !== undefined || text !== undefined) return undefined;
  const group = columns.find(
    ({ name, nulls, distinct, type }) =>
      SERIES.test(name) && nulls === 0 && type !== 'number' && distinct >= 2 && distinct * 5 <= rows,
  );
  const clock = columns.find(({ name, nulls, type }) => TIME.test(name) && nulls === 0 && type !== 'text');
  if (!group || !clock) return undefined;
  const values = columns.filter(({ name, type }) => ![group.name, clock.name].includes(name) && type !== 'text');
  if (values.length === 0) return undefined;
  const rises = await risesWithin(engine, from, group.name, clock.name, signal);
  return rises ? { series: group.name, time: clock.name } : undefined;
}

/** Whether time goes on from row to row of each series. */
async function risesWithin(
  engine: Engine,
  from: string,
  series: string,
  time: string,
  signal: AbortSignal,
): Promise<boolean> {
  const ordered = `SELECT ${identifier(series)} AS s, ${identifier(time)} AS t, row_number() OVER () AS r FROM ${from}`;
  const steps = `SELECT t > lag(t) OVER (PARTITION BY s ORDER BY r) AS rises FROM (${ordered})`;
  const [row] = await engine.rows(`SELECT coalesce(bool_and(rises), false) AS rises FROM (${steps})`, signal);
  return row?.['rises'] === true;
}

/** @param last whether the last column is the target where no name says so, as it is in most tables. */
function targetOf(
  columns: readonly ColumnProfile[],
  { target }: ImportOptions,
  taken: readonly (string | undefined)[],
  last: boolean,
): { readonly target?: string } {
  if (target !== undefined) return { target };
  const free = columns.filter(({ name }) => !taken.includes(name));
  const named = TARGETS.map((wanted) => free.find(({ name }) => name.toLowerCase() === wanted)).find(Boolean);
  if (named) return { target: named.name };
  const candidate = free.at(-1);
  const fits = candidate?.becomes === 'number' || candidate?.becomes === 'category';
  return last && candidate && fits && free.length + taken.length > 1 ? { target: candidate.name } : {};
}
