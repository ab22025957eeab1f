/** Writes rows that DuckDB scans as a table of Parquet: how many at once, how packed. Types are settled when it is called. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DATASET_FILES } from '../manifest.ts';
import { type Engine, identifier, literal } from '../table/index.ts';
import type { ColumnChoice } from './column-types.ts';
import type { ImportTools } from './importing.ts';
import type { TableScan } from './table-scan.ts';

/** More columns than these are written some after the other, by one thread. */
export const WIDE_COLUMNS = 1000;

const DICTIONARY_BYTES_MAX = 1_048_576;
const DICTIONARY_BYTES_MIN = 4096;

/** A table that lies in the output, and how it came to be. */
export interface WrittenTable {
  readonly scan: TableScan;
  readonly choices: readonly ColumnChoice[];
  /** What FROM takes: the columns have their names. */
  readonly from: string;
}

/** @throws DuckDB's own error for a value that is not of its column's type. */
export async function copyTable(
  engine: Engine,
  scan: TableScan,
  choices: readonly ColumnChoice[],
  tools: ImportTools,
): Promise<WrittenTable> {
  const file = path.join(tools.output, DATASET_FILES.table);
  await copyTo(
    engine,
    file,
    typedColumns(scan, choices, 0),
    scan.from(scan.files),
    formOf(scan, choices, tools),
    tools,
  );
  return { scan, choices, from: `read_parquet(${literal(file)})` };
}

/**
 * Some columns of a table beside the others: texts of thousands do not fit into memory beside what becomes of them.
 * @param start the first of the columns, whose choices these are.
 * @throws DuckDB's own error for a value that is not of its column's type.
 */
export async function copyStrip(
  engine: Engine,
  scan: TableScan,
  choices: readonly ColumnChoice[],
  start: number,
  tools: ImportTools,
): Promise<string> {
  const strip = path.join(tools.scratch, `strip-${start}.parquet`);
  const columns = typedColumns(scan, choices, start);
  await copyTo(engine, strip, columns, scan.from(scan.files), formOf(scan, choices, tools), tools);
  return strip;
}

/** Strips of all columns as one table. */
export async function joinStrips(
  engine: Engine,
  strips: readonly string[],
  scan: TableScan,
  choices: readonly ColumnChoice[],
  tools: ImportTools,
): Promise<WrittenTable> {
  const file = path.join(tools.output, DATASET_FILES.table);
  const joined = strips.map((strip, index) => `read_parquet(${literal(strip)}) AS s${index}`).join(' POSITIONAL JOIN ');
  await copyTo(engine, file, ['*'], joined, formOf(scan, choices, tools), tools);
  for (const strip of strips) await rm(strip);
  return { scan, choices, from: `read_parquet(${literal(file)})` };
}

function typedColumns({ columns }: TableScan, choices: readonly ColumnChoice[], start: number): string[] {
  return choices.map(({ candidate }, index) => {
    return `${candidate.sql(`c${start + index}`)} AS ${identifier(columns[start + index]?.name ?? '')}`;
  });
}

function formOf(scan: TableScan, choices: readonly ColumnChoice[], tools: ImportTools): string {
  return `${packing(scan, choices)}, ${dictionaries(choices, tools)}, ROW_GROUP_SIZE ${groupRows(scan, tools)}`;
}

/**
 * Packing numbers takes as long as reading them from a CSV, and makes them a fifth smaller; texts it makes much smaller. Few
 * values that occur again and again become numbers of a dictionary either way.
 */
function packing(scan: TableScan, choices: readonly ColumnChoice[]): string {
  const texts = choices.flatMap(({ candidate }, index) => (candidate.type === 'text' ? [index] : []));
  const lengths = scan.sample.map((row) => texts.reduce((sum, index) => sum + (row[index]?.length ?? 0), 0));
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const numberBytes = 8 * (choices.length - texts.length);
  return mean * 3 < numberBytes ? 'COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1024' : 'COMPRESSION snappy';
}

/** DuckDB takes the room for a text column's dictionary beforehand: a thousand of them would take a GB. */
function dictionaries(choices: readonly ColumnChoice[], { limits }: ImportTools): string {
  const texts = choices.filter(({ candidate }) => candidate.type === 'text').length;
  const bytes = Math.floor(limits.memoryBytesMax / 8 / Math.max(1, texts));
  return `STRING_DICTIONARY_PAGE_SIZE_LIMIT ${Math.min(DICTIONARY_BYTES_MAX, Math.max(DICTIONARY_BYTES_MIN, bytes))}`;
}

async function copyTo(
  engine: Engine,
  file: string,
  list: readonly string[],
  from: string,
  form: string,
  { signal }: ImportTools,
): Promise<void> {
  const settings = `FORMAT parquet, ${form}`;
  await engine.rows(`COPY (SELECT ${list.join(', ')} FROM ${from}) TO ${literal(file)} (${settings})`, signal);
}

/** DuckDB holds some row groups while it writes them: of wide rows, they have to be few. */
function groupRows(scan: TableScan, { limits }: ImportTools): number {
  const lengths = scan.sample.map((row) => row.reduce((sum, value) => sum + (value?.length ?? 0), 0));
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const rowBytes = mean + 16 * scan.columns.length;
  return Math.max(2048, Math.min(122_880, Math.floor(limits.memoryBytesMax / 32 / rowBytes)));
}
