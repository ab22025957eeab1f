/**
 * Writes what a format's reader scans as the dataset's table: rows in their order, every value of its column's type. A guess
 * of the types is tried first; where it fails, all rows are looked at and it is done again.
 */
import type { Engine } from '../table/index.ts';
import { type ColumnChoice, guessTypes, isMisfit, settleTypes } from './column-types.ts';
import { explainCsvError, isCsvError, isUnconverted, withEvenLines } from './csv.ts';
import type { ImportTools } from './importing.ts';
import type { ImportOptions } from './options.ts';
import { copyStrip, copyTable, joinStrips, WIDE_COLUMNS, type WrittenTable } from './table-copy.ts';
import type { ScanFile, TableScan } from './table-scan.ts';
import { definite, NUMBER, TEXT } from './type-candidates.ts';

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
  if (scan.columns.length > WIDE_COLUMNS) return convertWide(engine, scan, guesses, options, tools);
  if (guesses.every((guess) => guess !== undefined)) {
    const written =
      (await copyPlain(engine, scan, guesses, tools)) ??
      (await unlessMisfit(() => copyTable(engine, scan, guesses, tools)));
    if (written) return written;
  }
  const choices = await settleTypes(engine, scan, guesses, options, tools.signal);
  tools.progress(0.4, 'Converting rows');
  return copyTable(engine, scan, choices, tools);
}

/** Strip by strip: a guess that fails costs another look at its strip, not at all columns. */
async function convertWide(
  engine: Engine,
  scan: TableScan,
  guesses: readonly (ColumnChoice | undefined)[],
  options: ImportOptions,
  tools: ImportTools,
): Promise<WrittenTable> {
  const choices: ColumnChoice[] = [];
  const strips: string[] = [];
  for (let start = 0; start < guesses.length; start += WIDE_COLUMNS) {
    const end = Math.min(start + WIDE_COLUMNS, guesses.length);
    const some = guesses.slice(start, end);
    const write = (chosen: readonly ColumnChoice[]) => copyStrip(engine, scan, chosen, start, tools);
    let chosen = some.filter((guess) => guess !== undefined);
    let strip = chosen.length < some.length ? undefined : await unlessMisfit(() => write(chosen));
    if (strip === undefined) {
      chosen = await settleTypes(engine, scan, guesses, options, tools.signal, start, end);
      strip = await write(chosen);
    }
    choices.push(...chosen);
    strips.push(strip);
    tools.progress(0.1 + (0.4 * end) / guesses.length, 'Converting rows');
  }
  return joinStrips(engine, strips, scan, choices, tools);
}

/** @returns nothing where a value does not fit. */
async function unlessMisfit<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
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
  if (!plain || guesses.some(({ said }) => said)) return undefined;
  const isNumber = (index: number): boolean => guesses[index]?.candidate === NUMBER;
  const choices = guesses.map(({ candidate, said }) => {
    if (candidate === NUMBER) return { said, candidate: { ...candidate, sql: definite } };
    return { said, candidate: candidate === TEXT ? { ...candidate, sql: plain.text } : candidate };
  });
  const from = (files: readonly ScanFile[]): string => plain.from(files, isNumber);
  try {
    const written = await copyTable(engine, { ...scan, from }, choices, tools);
    return { ...written, scan, choices: guesses };
  } catch (error) {
    if (!isUnconverted(error) && (isCsvError(error) || !isMisfit(error))) throw error;
    return undefined;
  }
}
