/**
 * Imports CSV, TSV, Parquet, JSON and NDJSON as one table.parquet, rows in their order. Reading a format is its own file's
 * business, and so are types, profile and warnings: here is the way through them.
 */
import path from 'node:path';
import { messageOf } from '../../errors.ts';
import type { OwnParts } from '../manifest.ts';
import { DATASET_FILES } from '../manifest.ts';
import { type Engine, identifier, literal, openEngine } from '../table/index.ts';
import { type ColumnChoice, guessTypes, isMisfit, settleTypes } from './column-types.ts';
import { explainCsvError, isCsvError, scanCsv, withEvenLines } from './csv.ts';
import { unpackGzip } from './csv-text.ts';
import type { Imported, ImportSource, ImportTools, UploadedFile } from './importing.ts';
import { scanJson } from './json.ts';
import type { JsonForm } from './json-rows.ts';
import type { ImportOptions } from './options.ts';
import { orderFiles, type PartName } from './order.ts';
import { scanParquet } from './parquet.ts';
import { refusedData } from './refusal.ts';
import { type Format, sniffFormat } from './sniff.ts';
import { describeTable } from './table-content.ts';
import { checkColumns, checkOptions } from './table-options.ts';
import type { TableScan } from './table-scan.ts';

/** @throws AppError ERR_DATA that names file, row or column. */
export async function importTables(source: ImportSource, tools: ImportTools): Promise<Imported> {
  const { files, parts } = orderFiles(source.files);
  const unpacked: UploadedFile[] = [];
  const formats: Format[] = [];
  for (const file of files) {
    const format = await sniffFormat(file.path, file.name);
    formats.push(format);
    unpacked.push(format.gzip ? await unpackGzip(file, tools) : file);
  }
  refuseMixture(formats, unpacked);
  checkOptions(source.options, formats[0]?.name ?? 'csv');
  const engine = await openEngine({
    ...{ memoryBytesMax: tools.limits.memoryBytesMax, scratch: tools.scratch, folders: [tools.output] },
    files: unpacked.map((file) => file.path),
  });
  try {
    const scan = await openScan(engine, unpacked, formats, source.options, tools);
    checkColumns(
      source.options,
      scan.columns.map(({ name }) => name),
    );
    const written = await writeTable(engine, scan, source.options, tools);
    const own = parts && (await countParts(engine, written.scan, parts, tools.signal));
    const imported = await describeTable(engine, written, source.options, tools);
    return own ? { ...imported, parts: own } : imported;
  } catch (error) {
    tools.signal.throwIfAborted();
    throw explained(error);
  } finally {
    engine.close();
  }
}

const TABLE_FORMATS: readonly string[] = ['csv', 'json', 'ndjson', 'parquet'];

function refuseMixture(formats: readonly Format[], files: readonly UploadedFile[]): void {
  for (const [index, { name }] of formats.entries()) {
    const file = files[index]?.name;
    if (!TABLE_FORMATS.includes(name)) throw refusedData('CSV, JSON, NDJSON or Parquet', `${file}, which is ${name}`);
    const kind = (each: string | undefined): string | undefined => (each === 'ndjson' ? 'json' : each);
    if (kind(name) !== kind(formats[0]?.name)) {
      throw refusedData(
        'files of one format',
        `${files[0]?.name}, which is ${formats[0]?.name}, and ${file}, which is ${name}`,
      );
    }
  }
}

async function openScan(
  engine: Engine,
  files: readonly UploadedFile[],
  formats: readonly Format[],
  options: ImportOptions,
  tools: ImportTools,
): Promise<TableScan> {
  tools.progress(0, 'Reading');
  const name = formats[0]?.name;
  if (name === 'parquet') return scanParquet(engine, files, tools);
  if (name === 'csv') return scanCsv(files, options, tools);
  const forms = formats.map((format): JsonForm => {
    if (format.name === 'ndjson') return 'lines';
    return format.key === undefined ? 'list' : 'rows';
  });
  return scanJson(files, forms, options, tools);
}

/** A table that lies in the output, and how it came to be. */
export interface WrittenTable {
  readonly scan: TableScan;
  readonly choices: readonly ColumnChoice[];
  /** What FROM takes: the columns have their names. */
  readonly from: string;
}

async function writeTable(
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

/** Conversion checks what was guessed: where that fails, all rows are looked at, and it is done again. */
async function convert(
  engine: Engine,
  scan: TableScan,
  options: ImportOptions,
  tools: ImportTools,
): Promise<WrittenTable> {
  const guesses = guessTypes(scan, options);
  tools.progress(0.1, 'Converting rows');
  if (guesses.every((guess) => guess !== undefined)) {
    try {
      return await copy(engine, scan, guesses, tools);
    } catch (error) {
      if (isCsvError(error) || !isMisfit(error)) throw error;
    }
  }
  const choices = await settleTypes(engine, scan, guesses, options, tools.signal);
  tools.progress(0.4, 'Converting rows');
  return copy(engine, scan, choices, tools);
}

/** Cells of a row group: what DuckDB holds of a file while it writes it, twice. */
const GROUP_CELLS = 2_000_000;

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
  const groupRows = Math.max(2048, Math.min(122_880, Math.floor(GROUP_CELLS / scan.columns.length)));
  const settings = `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${groupRows}`;
  const sql = `COPY (SELECT ${list.join(', ')} FROM ${scan.from(scan.files)}) TO ${literal(file)} (${settings})`;
  await engine.rows(sql, tools.signal);
  return { scan, choices, from: `read_parquet(${literal(file)})` };
}

async function countParts(
  engine: Engine,
  scan: TableScan,
  parts: readonly PartName[],
  signal: AbortSignal,
): Promise<OwnParts> {
  const counts = new Map<PartName, number>();
  for (const [index, part] of parts.entries()) {
    const file = scan.files[index];
    if (!file) continue;
    const [row] = await engine.rows(`SELECT count(*)::DOUBLE AS n FROM ${scan.from([file])}`, signal);
    counts.set(part, (counts.get(part) ?? 0) + Number(row?.['n']));
  }
  for (const [part, rows] of counts) if (rows === 0) throw refusedData(`rows in the part "${part}"`, 'none');
  return { train: 0, ...Object.fromEntries(counts) };
}

/** Whatever DuckDB says that nobody has put into words yet. What is not the data's fault stays what it is. */
function explained(error: unknown): unknown {
  if (!/^(Invalid Input|Conversion|Parser|Binder|Out of Range|Serialization)/.test(messageOf(error))) return error;
  return refusedData('a table that can be read', messageOf(error).split('\n')[0]?.slice(0, 300) ?? '');
}
