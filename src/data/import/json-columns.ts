/** The columns of rows of JSON: objects within are flattened, and what a column has held is what it is. */
import type { JsonObject } from './json-rows.ts';
import { refusedData } from './refusal.ts';
import type { ScanColumn } from './table-scan.ts';

export type JsonValue = string | number | boolean | null;

export interface JsonColumn {
  readonly index: number;
  integers: boolean;
  numbers: boolean;
  booleans: boolean;
  strings: boolean;
}

const LEVELS_MAX = 3;

export function describeColumn(column: JsonColumn, name: string): ScanColumn {
  const at = `c${column.index}`;
  const kinds = Number(column.integers || column.numbers) + Number(column.booleans) + Number(column.strings);
  if (kinds > 1) return { name, holds: 'text', sql: at };
  if (column.numbers) return { name, holds: 'number', sql: `CAST(${at} AS DOUBLE)` };
  if (column.integers) return { name, holds: 'integer', sql: `CAST(${at} AS BIGINT)` };
  if (column.booleans) return { name, holds: 'boolean', sql: `CAST(${at} AS BOOLEAN)` };
  return { name, holds: 'strings' };
}

/** @param take gets every value with the names that lead to it, joined with dots. */
export function flatten(
  object: JsonObject,
  prefix: string,
  level: number,
  take: (key: string, value: unknown) => void,
): void {
  for (const [key, value] of Object.entries(object)) {
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value) && level < LEVELS_MAX;
    if (inner) flatten(value as JsonObject, `${prefix}${key}.`, level + 1, take);
    else take(prefix + key, value);
  }
}

export function columnOf(columns: Map<string, JsonColumn>, key: string, columnsMax: number, name: string): JsonColumn {
  const known = columns.get(key);
  if (known) return known;
  if (columns.size >= columnsMax) throw refusedData(`at most ${columnsMax} columns`, `more in ${name}`);
  const column = { index: columns.size, integers: false, numbers: false, booleans: false, strings: false };
  columns.set(key, column);
  return column;
}

/** Takes note of what a column holds. @throws AppError ERR_DATA for what is no value. */
export function noteValue(column: JsonColumn, value: unknown, where: () => string): void {
  if (value === null) return;
  if (typeof value === 'string') {
    if (value.includes('\0')) throw refusedData('text without NUL', `one in ${where()}`);
    column.strings = true;
  } else if (typeof value === 'boolean') column.booleans = true;
  else if (typeof value !== 'number') {
    throw refusedData(
      'text, numbers, true, false or null',
      `${Array.isArray(value) ? 'a list' : 'an object'} in ${where()}`,
    );
  } else if (!Number.isFinite(value)) throw refusedData('finite numbers', `a larger one in ${where()}`);
  else if (Number.isSafeInteger(value)) column.integers = true;
  else column.numbers = true;
}
