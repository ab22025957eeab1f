/**
 * Writes what a format's reader scans as the dataset's table: rows in their order, every value of its column's type. A guess
 * of the types is tried first; where it fails, all rows are looked at and it is done again.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DATASET_FILES } from '../manifest.ts';
import { type Engine, identifier, literal } from '../table/index.ts';
import { type ColumnChoice, guessTypes, isMisfit, settleTypes } from './column-types.ts';
import { explainCsvError, isCsvError, isUnconverted, withEvenLines } from './csv.ts';
import type { ImportTools } from './importing.ts';
import type { ImportOptions } from './options.ts';
import type { ScanFile, TableScan } from './table-scan.ts';
import { definite, NUMBER, TEXT } from './type-candidates.ts';

/** More columns than these are written some after the other, by one thread. */
export const WIDE_COLUMNS = 1000;

/** A table that lies in the output, and how it came to be. */
export interface WrittenTable {
  readonly scan: TableScan;
  readonly choices: readonly ColumnChoice[];
  /** What FROM takes: the columns have their names. */
  readonly from: string;
}

/** @throws AppError ERR_DATA that names file and row. */
export async function writeTable(
  engine: Engine,
  scan: TableScan,
  options: ImportOptions,
  tools: ImportTools,
): Promise<WrittenTable> {
  try {
    return await convert(engine, scan, options, tools);
  } catch (error) {
    if (!isCsvError(error)) throw error;
    // DuckDB takes one kind of line end; that may be all that is wrong.
    const even = await withEvenLines(scan, tools);
    try {
      return await convert(engine, even, options, tools);
    } catch (again) {
      throw isCsvError(again) ? explainCsvError(again, even, scan.header === true) : again;
    }
  }
}

async function convert(
  engine: Engine,
  scan: TableScan,
  options: ImportOptions,
  tools: ImportTools,
): Promise<WrittenTable> {
  const guesses = guessTypes(scan, options);
  tools.progress(0.1, 'Converting rows');
  if (guesses.every((guess) => guess !== undefined)) {
    const written =
      (await copyPlain(engine, scan, guesses, tools)) ?? (await copyGuessed(engine, scan, guesses, tools));
    if (written) return written;
  }
  const choices = await settleTypes(engine, scan, guesses, options, tools.signal);
  tools.progress(0.4, 'Converting rows');
  return copy(engine, scan, choices, tools);
}

/** @returns nothing where a value does not fit. */
async function copyGuessed(
  engine: Engine,
  scan: TableScan,
  guesses: readonly ColumnChoice[],
  tools: ImportTools,
): Promise<WrittenTable | undefined> {
  try {
    return await copy(engine, scan, guesses, tools);
  } catch (error) {
    if (isCsvError(error) || !isMisfit(error)) throw error;
    return undefined;
  }
}

/** @returns nothing where there is no faster way, or where it is not the same. */
async function copyPlain(
  engine: Engine,
  scan: TableScan,
  guesses: readonly ColumnChoice[],
  tools: ImportTools,
): Promise<WrittenTable | undefined> {
  const { plain } = scan;
  if (!plain || scan.columns.length > WIDE_COLUMNS || guesses.some(({ said }) => said)) return undefined;
  const isNumber = (index: number): boolean => guesses[index]?.candidate === NUMBER;
  const choices = guesses.map(({ candidate, said }) => {
    if (candidate === NUMBER) return { said, candidate: { ...candidate, sql: definite } };
    return { said, candidate: candidate === TEXT ? { ...candidate, sql: plain.text } : candidate };
  });
  const from = (files: readonly ScanFile[]): string => plain.from(files, isNumber);
  try {
    const written = await copy(engine, { ...scan, from }, choices, tools);
    return { ...written, scan, choices: guesses };
  } catch (error) {
    if (!isUnconverted(error) && (isCsvError(error) || !isMisfit(error))) throw error;
    return undefined;
  }
}

/** DuckDB holds some row groups while it writes them: of wide rows, they have to be few. */
function groupRows(scan: TableScan, { limits }: ImportTools): number {
  const lengths = scan.sample.map((row) => row.reduce((sum, value) => sum + (value?.length ?? 0), 0));
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const rowBytes = mean + 16 * scan.columns.length;
  return Math.max(2048, Math.min(122_880, Math.floor(limits.memoryBytesMax / 32 / rowBytes)));
}

async function copy(
  engine: Engine,
  scan: TableScan,
  choices: readonly ColumnChoice[],
  tools: ImportTools,
): Promise<WrittenTable> {
  const list = scan.columns.map(({ name }, index) => {
    return `${choices[index]?.candidate.sql(`c${index}`)} AS ${identifier(name)}`;
  });
  const file = path.join(tools.output, DATASET_FILES.table);
  const rows = groupRows(scan, tools);
  if (list.length <= WIDE_COLUMNS) await copyTo(engine, file, list, scan.from(scan.files), rows, tools);
  else await copyInStrips(engine, file, list, scan, rows, tools);
  return { scan, choices, from: `read_parquet(${literal(file)})` };
}

/** Texts of thousands of columns do not fit into memory beside what becomes of them: some columns after the other do. */
async function copyInStrips(
  engine: Engine,
  file: string,
  list: readonly string[],
  scan: TableScan,
  rows: number,
  tools: ImportTools,
): Promise<void> {
  const strips: string[] = [];
  for (let start = 0; start < list.length; start += WIDE_COLUMNS) {
    const strip = path.join(tools.scratch, `strip-${start}.parquet`);
    await copyTo(engine, strip, list.slice(start, start + WIDE_COLUMNS), scan.from(scan.files), rows, tools);
    strips.push(strip);
    tools.progress(0.1 + (0.4 * start) / list.length, 'Converting rows');
  }
  const joined = strips.map((strip, index) => `read_parquet(${literal(strip)}) AS s${index}`).join(' POSITIONAL JOIN ');
  await copyTo(engine, file, ['*'], joined, rows, tools);
  for (const strip of strips) await rm(strip);
}

async function copyTo(
  engine: Engine,
  file: string,
  list: readonly string[],
  from: string,
  rows: number,
  { signal }: ImportTools,
): Promise<void> {
  const settings = `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rows}`;
  await engine.rows(`COPY (SELECT ${list.join(', ')} FROM ${from}) TO ${literal(file)} (${settings})`, signal);
}
