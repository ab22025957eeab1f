/**
 * Reads JSON and NDJSON: rows are flattened and written down as CSV, which DuckDB reads in parallel and within bounds; what
 * kind of values a column has is known from JSON itself.
 */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { literal } from '../table/index.ts';
import { checkNames } from './csv-dialect.ts';
import { newFile, plainText } from './csv-text.ts';
import type { ImportTools, UploadedFile } from './importing.ts';
import { type JsonForm, type JsonObject, readJsonRows } from './json-rows.ts';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';
import type { ScanColumn, ScanFile, TableScan } from './table-scan.ts';

type Value = string | number | boolean | null;

interface Column {
  readonly index: number;
  integers: boolean;
  numbers: boolean;
  booleans: boolean;
  strings: boolean;
}

const LEVELS_MAX = 3;
const SAMPLE_ROWS = 1000;
const LINE_BYTES_MAX = 16_000_000;

/**
 * @param forms how each file's rows lie.
 * @throws AppError ERR_DATA for what `readJsonRows` refuses, lists as values, and too many columns.
 */
export async function scanJson(
  files: readonly UploadedFile[],
  forms: readonly JsonForm[],
  options: ImportOptions,
  tools: ImportTools,
): Promise<TableScan> {
  const columns = new Map<string, Column>();
  const sample: (string | null)[][] = [];
  const notes: string[] = [];
  const written: ScanFile[] = [];
  for (const [index, file] of files.entries()) {
    const text = await plainText(file, options.encoding, tools);
    if (text.note) notes.push(text.note);
    const rows = readJsonRows(text.path, file.name, forms[index] ?? 'list', tools.signal);
    written.push({ name: file.name, path: await writeRows(rows, file.name, columns, sample, tools) });
  }
  const names = checkNames([...columns.keys()], files[0]?.name ?? '');
  if (names.length === 0) throw refusedData('rows with fields', `none in ${files[0]?.name}`);
  const found = [...columns.values()];
  return {
    columns: found.map((column, index) => describe(column, names[index] ?? '')),
    files: written,
    from: (some) => jsonSql(some, names.length),
    notes,
    sample: sample.map((row) => found.map((_, index) => row[index] ?? null)),
    commas: false,
  };
}

/** Rows that lack the last columns are filled up: a column may turn up late. */
function jsonSql(files: readonly ScanFile[], count: number): string {
  const columns = Array.from({ length: count }, (_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const paths = `[${files.map(({ path }) => literal(path)).join(', ')}]`;
  return (
    `read_csv(${paths}, auto_detect = false, delim = ',', quote = '"', escape = '"', header = false, ` +
    `columns = {'row': 'VARCHAR', ${columns}}, nullstr = '', allow_quoted_nulls = false, null_padding = true, ` +
    `parallel = false, max_line_size = ${LINE_BYTES_MAX})`
  );
}

function describe(column: Column, name: string): ScanColumn {
  const at = `c${column.index}`;
  const kinds = Number(column.integers || column.numbers) + Number(column.booleans) + Number(column.strings);
  if (kinds > 1) return { name, holds: 'text', sql: at };
  if (column.numbers) return { name, holds: 'number', sql: `CAST(${at} AS DOUBLE)` };
  if (column.integers) return { name, holds: 'integer', sql: `CAST(${at} AS BIGINT)` };
  if (column.booleans) return { name, holds: 'boolean', sql: `CAST(${at} AS BOOLEAN)` };
  return { name, holds: 'strings' };
}

async function writeRows(
  rows: AsyncGenerator<JsonObject>,
  name: string,
  columns: Map<string, Column>,
  sample: (string | null)[][],
  tools: ImportTools,
): Promise<string> {
  const path = newFile(tools);
  const stream = createWriteStream(path, { highWaterMark: 1 << 20 });
  const ended = finished(stream);
  ended.catch(() => stream.destroy());
  let count = 0;
  try {
    for await (const row of rows) {
      count += 1;
      const values: Value[] = new Array<Value>(columns.size).fill(null);
      flatten(row, '', 1, (key, value) => {
        const column = columnOf(columns, key, tools.limits.columnsMax, name);
        note(column, value, () => `column "${key}" in row ${count} of ${name}`);
        values[column.index] = value as Value;
      });
      if (sample.length < SAMPLE_ROWS) sample.push(values.map((value) => (value === null ? null : String(value))));
      await write(stream, `1,${Array.from(values, toField).join(',')}\n`);
    }
  } finally {
    stream.end();
  }
  await ended;
  return path;
}

async function write(stream: WriteStream, line: string): Promise<void> {
  if (!stream.write(line)) await once(stream, 'drain');
}

function flatten(object: JsonObject, prefix: string, level: number, take: (key: string, value: unknown) => void): void {
  for (const [key, value] of Object.entries(object)) {
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value) && level < LEVELS_MAX;
    if (inner) flatten(value as JsonObject, `${prefix}${key}.`, level + 1, take);
    else take(prefix + key, value);
  }
}

function columnOf(columns: Map<string, Column>, key: string, columnsMax: number, name: string): Column {
  const known = columns.get(key);
  if (known) return known;
  if (columns.size >= columnsMax) throw refusedData(`at most ${columnsMax} columns`, `more in ${name}`);
  const column = { index: columns.size, integers: false, numbers: false, booleans: false, strings: false };
  columns.set(key, column);
  return column;
}

function note(column: Column, value: unknown, where: () => string): void {
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

function toField(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
}
