/**
 * Rows as Parquet. A Parquet file is not written row by row: the rows are lines in a file first, of which DuckDB makes it in
 * bounded memory.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { literal, openEngine } from '../table/index.ts';
import { jsonLines, type OutputColumn, type OutputRow, type OutputTools, type OutputType } from './rows.ts';

const SQL_TYPES: { readonly [T in OutputType]: string } = {
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  text: 'VARCHAR',
  list: 'VARCHAR[]',
  map: 'MAP(VARCHAR, DOUBLE)',
};
/** Of one row: as long as the longest text that an import takes, with room for escapes. */
const LINE_BYTES_MAX = 2 ** 28;

export async function* parquetBytes(
  columns: readonly OutputColumn[],
  rows: AsyncIterable<readonly OutputRow[]>,
  { workspace, memoryBytesMax, signal }: OutputTools,
): AsyncGenerator<Uint8Array, void, void> {
  const [lines, file] = ['rows.ndjson', 'rows.parquet'].map((name) => path.join(workspace, name)) as [string, string];
  await pipeline(Readable.from(jsonLines(rows)), createWriteStream(lines), { signal });
  const engine = await openEngine({ memoryBytesMax, scratch: workspace });
  try {
    await engine.rows(copySql(columns, lines, file), signal);
  } finally {
    engine.close();
  }
  yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}

function copySql(columns: readonly OutputColumn[], lines: string, file: string): string {
  const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(SQL_TYPES[type])}`).join(', ');
  const options = `format = 'newline_delimited', maximum_object_size = ${LINE_BYTES_MAX}, columns = {${types}}`;
  return `COPY (SELECT * FROM read_json(${literal(lines)}, ${options})) TO ${literal(file)} (FORMAT parquet)`;
}
