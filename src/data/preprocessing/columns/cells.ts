/**
 * One value of a column as preprocessing takes it, whether it came from the dataset, from JSON or from a line of CSV: a number,
 * a text, or null where it is missing. Knows nothing of what becomes of it.
 */
import Type, { type Static } from 'typebox';
import type { ColumnType } from '../../manifest.ts';
import { type TimeReader, timeReader } from './times.ts';

export type Cell = number | string | null;

/** How the values of a column are read. */
export interface CellReader {
  /** A value of a JSON row. A missing key is a missing value. */
  json(value: unknown): Cell | Misfit;
  /**
   * A value of a line of CSV.
   * @param commas whether a comma may stand for the point of a number: where it does not separate values.
   */
  csv(text: string, commas: boolean): Cell | Misfit;
}

/** What was expected instead, in words. */
export interface Misfit {
  readonly expected: string;
}

/** What a value is read as. */
export const CellType = Type.Enum(['number', 'integer', 'boolean', 'timestamp', 'text'] satisfies ColumnType[]);
export type CellType = Static<typeof CellType>;

/** What every column that is saved says of where its values come from. */
export const SourceColumn = Type.Object({
  name: Type.String(),
  type: CellType,
  /** Of times that the dataset did not have in the form of ISO 8601. */
  dateFormat: Type.Optional(Type.String()),
});
export type SourceColumn = Static<typeof SourceColumn>;

const EXPECTED: { readonly [T in ColumnType]: string } = {
  number: 'a number',
  integer: 'a number',
  boolean: 'true or false',
  timestamp: 'a time such as "2024-05-31T12:00:00Z", or seconds since 1970',
  text: 'a text',
};

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** 1.234,5 and 0,5: as an import reads them, too. */
const COMMA_NUMBER = /^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$/;
/** What an import of CSV takes for missing unless it is told otherwise. */
const MISSING = new Set([
  '',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  'null',
  'NULL',
  'Null',
  'NaN',
  'nan',
  'NAN',
  '-nan',
  '-NaN',
  '-',
  '?',
]);
const BOOLEANS = new Map<string, number>([
  ...['true', 't', 'yes', 'y', 'on', '1'].map((word) => [word, 1] as const),
  ...['false', 'f', 'no', 'n', 'off', '0'].map((word) => [word, 0] as const),
]);

/** @param dateFormat of a column of times, as its profile says it. @param nulls what is missing in CSV, where the import was told. */
export function cellReader(type: ColumnType, dateFormat?: string, nulls?: readonly string[]): CellReader {
  const missing = nulls ? new Set(nulls.map((word) => word.trim())) : MISSING;
  const timeOf = timeReader(dateFormat);
  return {
    json: (value) => cellOfJson(type, value, timeOf),
    csv: (text, commas) => cellOfText(type, text, { timeOf, commas, missing }),
  };
}

function cellOfJson(type: ColumnType, value: unknown, timeOf: TimeReader): Cell | Misfit {
  if (value === undefined || value === null) return null;
  if (type === 'text') return typeof value === 'string' ? value : { expected: EXPECTED.text };
  if (type === 'boolean' && typeof value === 'boolean') return value ? 1 : 0;
  if (type === 'boolean' && value !== 0 && value !== 1) return { expected: EXPECTED.boolean };
  const number = type === 'timestamp' && typeof value === 'string' ? timeOf(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : { expected: EXPECTED[type] };
}

interface TextReading {
  readonly timeOf: TimeReader;
  readonly commas: boolean;
  readonly missing: ReadonlySet<string>;
}

function cellOfText(type: ColumnType, text: string, { timeOf, commas, missing }: TextReading): Cell | Misfit {
  const plain = text.trim();
  if (missing.has(plain)) return null;
  if (type === 'text') return text;
  const number = numberOf(type, plain, timeOf, commas);
  return number !== undefined && Number.isFinite(number) ? number : { expected: EXPECTED[type] };
}

/** A value of the dataset's own table. */
export function cellOfTable(value: number | string | null | undefined): Cell {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** What a category or a class is called: `3`, `true`, or the text itself. Times are called by their seconds. */
export function textOfCell(type: ColumnType, cell: number | string): string {
  if (type === 'boolean') return Number(cell) === 0 ? 'false' : 'true';
  return typeof cell === 'string' ? cell : String(cell);
}

/** The same for a value as a profile lists it: `3.0` and `3` are one number. */
export function textOfProfile(type: ColumnType, value: string): string {
  if (type === 'boolean') return BOOLEANS.get(value.toLowerCase()) === 0 ? 'false' : 'true';
  if (type !== 'number' && type !== 'integer') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : String(number);
}

function numberOf(type: ColumnType, plain: string, timeOf: TimeReader, commas: boolean): number | undefined {
  if (type === 'boolean') return BOOLEANS.get(plain.toLowerCase());
  if (PLAIN_NUMBER.test(plain)) return Number(plain);
  if (commas && COMMA_NUMBER.test(plain)) return Number(plain.replaceAll('.', '').replace(',', '.'));
  return type === 'timestamp' ? timeOf(plain) : undefined;
}
