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
import { columnOf, describeColumn, flatten, type JsonColumn, type JsonValue, noteValue } from './json-columns.ts';
import { type JsonForm, type JsonObject, readJsonRows } from './json-rows.ts';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';
import type { ScanFile, TableScan } from './table-scan.ts';

const SAMPLE_ROWS = 1000;
const SAMPLE_BYTES = 4_000_000;
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
  const columns = new Map<string, JsonColumn>();
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
    columns: found.map((column, index) => describeColumn(column, names[index] ?? '')),
    files: written,
    from: (some) => jsonSql(some, names.length),
    notes,
    sample: sample.map((row) => found.map((_, index) => row[index] ?? null)),
    commas: 'none',
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

async function writeRows(
  rows: AsyncGenerator<JsonObject>,
  name: string,
  columns: Map<string, JsonColumn>,
  sample: (string | null)[][],
  tools: ImportTools,
): Promise<string> {
  const path = newFile(tools);
  const stream = createWriteStream(path, { highWaterMark: 1 << 20 });
  const ended = finished(stream);
  ended.catch(() => stream.destroy());
  const { rowsMax, expandedBytesMax, columnsMax } = tools.limits;
  let [count, bytes] = [0, 0];
  try {
    for await (const row of rows) {
      count += 1;
      if (count > rowsMax) throw refusedData(`at most ${rowsMax} rows`, `more in ${name}`);
      const values: JsonValue[] = new Array<JsonValue>(columns.size).fill(null);
      flatten(row, '', 1, (key, value) => {
        const column = columnOf(columns, key, columnsMax, name);
        noteValue(column, value, () => `column "${key}" in row ${count} of ${name}`);
        values[column.index] = value as JsonValue;
      });
      const line = `1,${Array.from(values, toField).join(',')}\n`;
      bytes += line.length;
      // Rows that have no field in common take a line of as many commas as there are columns.
      if (bytes > expandedBytesMax) throw refusedData(`at most ${expandedBytesMax} bytes as CSV`, `more in ${name}`);
      if (sample.length < SAMPLE_ROWS && bytes < SAMPLE_BYTES) sample.push(values.map(toText));
      await write(stream, line);
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

function toField(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
}

function toText(value: JsonValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
