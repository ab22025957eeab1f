/**
 * Rows that were made, as a file: lines of JSON, CSV or Parquet. They come one after the other and are written as they come,
 * so that there may be more of them than memory holds. Knows nothing of what they mean.
 */
import { csvText } from './csv.ts';
import { parquetBytes } from './parquet.ts';
import type { OutputColumn, OutputRow, OutputTools } from './rows.ts';

export { jsonLines, type OutputColumn, type OutputRow, type OutputTools, type OutputValue } from './rows.ts';

/** Rows of which each is an object with one field for each column. @returns bytes as they come. */
export function encodeFlatRows(
  format: 'csv' | 'parquet',
  columns: readonly OutputColumn[],
  rows: AsyncIterable<readonly OutputRow[]>,
  tools: OutputTools,
): AsyncIterable<Uint8Array> {
  return format === 'csv' ? csvText(columns, rows) : parquetBytes(columns, rows, tools);
}
