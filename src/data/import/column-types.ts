/**
 * Finds the types of a table's columns. A guess from the first rows is taken as it is and holds or fails while all rows are
 * converted; only what fails, or cannot be guessed, costs a look at the whole file of its own.
 */
import { messageOf } from '../../errors.ts';
import type { ColumnType } from '../manifest.ts';
import type { Engine } from '../table/index.ts';
import { findRow } from './find-row.ts';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';
import type { ScanColumn, TableScan } from './table-scan.ts';
import {
  BOOLEAN,
  type Candidate,
  COMMA_NUMBER,
  candidateOf,
  INTEGER,
  NUMBER,
  SAID_BOOLEAN,
  saidTimestamp,
  TEXT,
  TIMESTAMPS,
} from './type-candidates.ts';
import { type Commas, guessType } from './type-guess.ts';

/** What becomes of one column. */
export interface ColumnChoice {
  readonly candidate: Candidate;
  /** Whether the options say so: then a value that does not fit is an error. */
  readonly said: boolean;
  /** Of dates that may be read in two ways: a sentence. */
  readonly note?: string;
}

/** @returns a choice for each column; undefined where only a look at all rows can tell. */
export function guessTypes(scan: TableScan, options: ImportOptions): (ColumnChoice | undefined)[] {
  return scan.columns.map((column, index) => {
    const said = options.types?.[column.name];
    if (said) return { candidate: saidCandidate(column, said, options, scan.commas), said: true };
    if (column.holds !== 'raw' && column.holds !== 'strings') return { candidate: known(column), said: false };
    const guess = guessType(
      scan.sample.map((row) => row[index] ?? null),
      scan.commas,
    );
    if (column.holds === 'strings' && guess.type !== 'timestamp') return { candidate: TEXT, said: false };
    if (guess.type === 'text' && options.dateFormat !== undefined) return undefined;
    const candidate = candidateOf(guess);
    return candidate && { candidate, said: false };
  });
}

/** Of more columns at once, DuckDB plans longer than it reads: the time grows with the square. */
const BATCH_COLUMNS = 250;

/**
 * Looks at all rows for the columns that have no choice yet, and for those whose choice may have failed.
 * @param from the first of the columns that it is about. @param to the one after the last.
 * @returns a choice for each of these.
 * @throws AppError ERR_DATA where a value is not of the type that the options say.
 */
export async function settleTypes(
  engine: Engine,
  scan: TableScan,
  choices: readonly (ColumnChoice | undefined)[],
  options: ImportOptions,
  signal: AbortSignal,
  from = 0,
  to = choices.length,
): Promise<ColumnChoice[]> {
  const all = choices.map((choice, index) =>
    index < from || index >= to ? [] : candidatesOf(scan, scan.columns[index] as ScanColumn, choice, options),
  );
  const open = to - from > BATCH_COLUMNS ? await withoutFitting(engine, scan, all, choices, signal) : all;
  const { fits, seen } = await testCandidates(engine, scan, open, signal);
  const settled: ColumnChoice[] = [];
  for (let index = from; index < to; index++) {
    const candidates = open[index] ?? [];
    const before = choices[index];
    const fitting = candidates.filter((_, at) => fits.has(`${index}_${at}`));
    if (before?.said && candidates.length > 0 && fitting.length === 0) {
      await refuseValue(engine, scan, index, before.candidate, signal);
    }
    const kept = before && (before.said || candidates.length === 0) ? before : undefined;
    settled.push(kept ?? choose(scan.columns[index] as ScanColumn, fitting, seen.has(index)));
  }
  return settled;
}

/** Of thousands of columns most are what they seem: one test each spares all others. */
async function withoutFitting(
  engine: Engine,
  scan: TableScan,
  all: readonly (readonly Candidate[])[],
  choices: readonly (ColumnChoice | undefined)[],
  signal: AbortSignal,
): Promise<readonly (readonly Candidate[])[]> {
  const guessed = all.map((candidates, index) => {
    const choice = choices[index];
    return candidates.length > 0 && choice && !choice.said ? [choice.candidate] : [];
  });
  const { fits } = await testCandidates(engine, scan, guessed, signal);
  return all.map((candidates, index) => (fits.has(`${index}_0`) ? [] : candidates));
}

/** @returns which candidates fit all values, as `column_place`, and which columns have values. */
async function testCandidates(
  engine: Engine,
  scan: TableScan,
  open: readonly (readonly Candidate[])[],
  signal: AbortSignal,
): Promise<{ readonly fits: ReadonlySet<string>; readonly seen: ReadonlySet<number> }> {
  const fits = new Set<string>();
  const seen = new Set<number>();
  const columns = open.flatMap((candidates, index) => (candidates.length > 0 ? [index] : []));
  for (let start = 0; start < columns.length; start += BATCH_COLUMNS) {
    const batch = columns.slice(start, start + BATCH_COLUMNS);
    const list = batch.flatMap((index) => {
      const tests = (open[index] ?? []).map(
        (candidate, at) => `coalesce(bool_and(${candidate.fits(`c${index}`)}), true) AS t${index}_${at}`,
      );
      return [...tests, `count(c${index}) > 0 AS n${index}`];
    });
    const [row = {}] = await engine.rows(`SELECT ${list.join(', ')} FROM ${scan.from(scan.files)}`, signal);
    for (const [key, value] of Object.entries(row)) {
      if (value !== true) continue;
      if (key.startsWith('t')) fits.add(key.slice(1));
      else seen.add(Number(key.slice(1)));
    }
  }
  return { fits, seen };
}

/** A column without any value is text: there is nothing to say that it is a number. */
function choose({ name }: ScanColumn, fitting: readonly Candidate[], seen: boolean): ColumnChoice {
  const [candidate = TEXT, ...others] = seen ? fitting : [];
  const other = others.find(({ type }) => type === candidate.type);
  if (candidate.type !== 'timestamp' || !other) return { candidate, said: false };
  const note =
    `Dates in column "${name}" can be read in two ways: they were taken as ${candidate.dateFormat}, not as ` +
    `${other.dateFormat}. The option dateFormat says which one is meant.`;
  return { candidate, said: false, note };
}

/** What the column may still be, the likeliest first; none if it is settled. */
function candidatesOf(
  scan: TableScan,
  column: ScanColumn,
  choice: ColumnChoice | undefined,
  options: ImportOptions,
): readonly Candidate[] {
  if (choice?.said) return choice.candidate.type === 'text' ? [] : [choice.candidate];
  if (column.holds !== 'raw' && column.holds !== 'strings') return [];
  if (choice?.candidate === TEXT) return [];
  const dates = options.dateFormat === undefined ? TIMESTAMPS : [saidTimestamp(options.dateFormat), ...TIMESTAMPS];
  if (column.holds === 'strings' || choice?.candidate.type === 'timestamp') return dates;
  if (choice?.candidate.type === 'boolean') return [BOOLEAN];
  const numbers = { none: [NUMBER], possible: [NUMBER, COMMA_NUMBER], said: [COMMA_NUMBER, NUMBER] }[scan.commas];
  return choice ? [INTEGER, ...numbers] : [BOOLEAN, INTEGER, ...numbers, ...dates];
}

function known({ holds, sql }: ScanColumn): Candidate {
  return { type: holds as ColumnType, sql: (column) => sql ?? column, fits: () => 'true' };
}

function saidCandidate(column: ScanColumn, type: ColumnType, options: ImportOptions, commas: Commas): Candidate {
  if (column.holds === type) return known(column);
  const text = column.holds === 'raw' || column.holds === 'strings' ? undefined : column.sql;
  const candidate = {
    ...{ number: commas === 'said' ? COMMA_NUMBER : NUMBER, integer: INTEGER, boolean: SAID_BOOLEAN, text: TEXT },
    timestamp: options.dateFormat === undefined ? (TIMESTAMPS[0] as Candidate) : saidTimestamp(options.dateFormat),
  }[type];
  if (text === undefined) return candidate;
  const cast = `CAST(${text} AS VARCHAR)`;
  return { ...candidate, sql: () => candidate.sql(cast), fits: () => candidate.fits(cast) };
}

/** @throws AppError ERR_DATA that names file, row, column and value. */
async function refuseValue(
  engine: Engine,
  scan: TableScan,
  index: number,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<void> {
  const column = `c${index}`;
  const found = await findRow(engine, scan, column, `NOT ${candidate.fits(column)}`, signal);
  if (!found) return;
  const name = scan.columns[index]?.name;
  const expected = `values of type ${candidate.type} in column "${name}", as the options say`;
  throw refusedData(expected, `${shown(found.value)} in row ${found.row} of ${found.file}`);
}

/** Whether an error says that a value did not fit the type that was guessed for its column. */
export function isMisfit(error: unknown): boolean {
  return /does not fit its column|Conversion Error|Could not (convert|parse)|Failed to (cast|parse)|out of range/i.test(
    messageOf(error),
  );
}

const SHOWN_CHARACTERS_MAX = 60;

function shown(value: string): string {
  return JSON.stringify(value.length > SHOWN_CHARACTERS_MAX ? `${value.slice(0, SHOWN_CHARACTERS_MAX)}…` : value);
}
