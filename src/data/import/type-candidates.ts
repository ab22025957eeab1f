/** What a column of texts may become, as SQL: how to make values of it, and how to tell whether all of them can be made. */
import type { ColumnType } from '../manifest.ts';
import { literal } from '../table/index.ts';
import { DATE_FORMATS, type DateFormat, type Guess } from './type-guess.ts';

export interface Candidate {
  readonly type: ColumnType;
  /** Of timestamps that are not ISO 8601: the format's name. */
  readonly dateFormat?: string;
  /** Of a text. Fails on one that it does not fit, if it is `fits` at least once that is false. */
  readonly sql: (column: string) => string;
  /** Whether a text that is not null fits. */
  readonly fits: (column: string) => string;
}

/** Given to `error()`: how a conversion that does not fit is told from all else that can go wrong. */
export const MISFIT = 'a value that does not fit its column';
const misfit = `error(${literal(MISFIT)})`;

export const TEXT: Candidate = { type: 'text', sql: (column) => column, fits: () => 'true' };

/** 007 and 2.5 are no integers, though DuckDB would make some of them; above 2⁵³ doubles are not exact. */
const notInteger = (column: string, number: string): string =>
  `(${column} BETWEEN '00' AND '09:' OR ${number} <> trunc(${number}) OR abs(${number}) > ${Number.MAX_SAFE_INTEGER})`;

export const INTEGER: Candidate = {
  type: 'integer',
  sql(column) {
    const number = `CAST(${column} AS DOUBLE)`;
    return `CASE WHEN ${notInteger(column, number)} THEN ${misfit} ELSE CAST(${number} AS BIGINT) END`;
  },
  fits(column) {
    const number = `TRY_CAST(${column} AS DOUBLE)`;
    return `(${number} IS NOT NULL AND NOT ${notInteger(column, number)})`;
  },
};

export const NUMBER: Candidate = {
  type: 'number',
  sql: (column) => `CAST(${column} AS DOUBLE)`,
  // Whole numbers with zeros in front, or too long to be exact, are names of things.
  fits: (column) =>
    `(TRY_CAST(${column} AS DOUBLE) IS NOT NULL AND NOT (${column} BETWEEN '00' AND '09:')` +
    ` AND NOT (strlen(${column}) > 15 AND regexp_full_match(${column}, '[+-]?[0-9]{16,}')))`,
};

/** Of a column of DOUBLE: fails on a NaN, which a file may mean as nothing. */
export function definite(column: string): string {
  return `CASE WHEN isnan(${column}) THEN ${misfit} ELSE ${column} END`;
}

const pointed = (column: string): string => `replace(replace(${column}, '.', ''), ',', '.')`;

export const COMMA_NUMBER: Candidate = {
  type: 'number',
  sql: (column) => NUMBER.sql(pointed(column)),
  fits: (column) => `(regexp_full_match(trim(${column}), '[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+)(,\\d+)?'))`,
};

export const BOOLEAN: Candidate = {
  type: 'boolean',
  sql: (column) =>
    `CASE WHEN lower(trim(${column})) = 'true' THEN true WHEN lower(trim(${column})) = 'false' THEN false ` +
    `WHEN ${column} IS NULL THEN NULL ELSE ${misfit} END`,
  fits: (column) => `(lower(trim(${column})) IN ('true', 'false'))`,
};

/** Where the options say that a column is boolean: more words mean it. */
export const SAID_BOOLEAN: Candidate = {
  type: 'boolean',
  sql: (column) => `(lower(trim(${column})) IN ('true', 'yes', 'y', 't', '1', 'on'))`,
  fits: (column) =>
    `(lower(trim(${column})) IN ('true', 'yes', 'y', 't', '1', 'on', 'false', 'no', 'n', 'f', '0', 'off'))`,
};

export function timestamp(format: DateFormat): Candidate {
  if (!format.parse) {
    // By way of a time with a zone: the other cast reads a zone and leaves it out. Without one it is UTC.
    return {
      type: 'timestamp',
      sql: (column) => `make_timestamp(epoch_us(CAST(${column} AS TIMESTAMPTZ)))`,
      fits: (column) => `(isfinite(TRY_CAST(${column} AS TIMESTAMPTZ)) IS TRUE)`,
    };
  }
  const formats = `[${format.parse.map(literal).join(', ')}]`;
  return {
    type: 'timestamp',
    dateFormat: format.name,
    sql: (column) => `strptime(trim(${column}), ${formats})`,
    fits: (column) => `(try_strptime(trim(${column}), ${formats}) IS NOT NULL)`,
  };
}

/** @param format of strptime, as the options say it. */
export function saidTimestamp(format: string): Candidate {
  return timestamp({ name: format, pattern: /^/, parse: [format] });
}

export const TIMESTAMPS: readonly Candidate[] = DATE_FORMATS.map(timestamp);

/** @returns the candidate of a guess that leaves no choice. */
export function candidateOf(guess: Guess): Candidate | undefined {
  if (guess.type === 'text') return TEXT;
  if (guess.type === 'integer') return INTEGER;
  if (guess.type === 'number') return guess.comma ? COMMA_NUMBER : NUMBER;
  if (guess.type === 'boolean') return BOOLEAN;
  const [format, ...others] = guess.formats ?? [];
  return format && others.length === 0 ? timestamp(format) : undefined;
}
