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

/**
 * Looks at all rows for the columns that have no choice yet, and for those whose choice may have failed.
 * @param doubtful whether choices that are no more than guesses are looked at, too.
 * @throws AppError ERR_DATA where a value is not of the type that the options say.
 */
export async function settleTypes(
  engine: Engine,
  scan: TableScan,
  choices: readonly (ColumnChoice | undefined)[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ColumnChoice[]> {
  const open = choices.map((choice, index) => candidatesOf(scan, scan.columns[index] as ScanColumn, choice, options));
  const tests = open.flatMap((candidates, index) =>
    candidates.map((candidate, at) => `coalesce(bool_and(${candidate.fits(`c${index}`)}), true) AS t${index}_${at}`),
  );
  const seen = open.flatMap((candidates, index) =>
    candidates.length > 0 ? [`count(c${index}) > 0 AS n${index}`] : [],
  );
  const sql = `SELECT ${[...tests, ...seen].join(', ') || '1'} FROM ${scan.from(scan.files)}`;
  const [result = {}] = await engine.rows(sql, signal);
  const settled: ColumnChoice[] = [];
  for (const [index, candidates] of open.entries()) {
    const before = choices[index];
    const fitting = candidates.filter((_, at) => result[`t${index}_${at}`] === true);
    if (before?.said && candidates.length > 0 && fitting.length === 0) {
      await refuseValue(engine, scan, index, before.candidate, signal);
    }
    const kept = before && (before.said || candidates.length === 0) ? before : undefined;
    settled.push(kept ?? choose(scan.columns[index] as ScanColumn, fitting, result[`n${index}`] === true));
  }
  return settled;
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
