/**
 * Imports CSV, TSV, Parquet, JSON and NDJSON as one table.parquet, rows in their order. Reading a format is its own file's
 * business, and so are types, profile and warnings: here is the way through them.
 */
import { AppError, messageOf } from '../../errors.ts';
import type { OwnParts } from '../manifest.ts';
import { type Engine, openEngine } from '../table/index.ts';
import { scanCsv } from './csv.ts';
import { duckdbWords } from './duckdb-words.ts';
import { unpackGzip } from './gzip.ts';
import type { Imported, ImportSource, ImportTools, UploadedFile } from './importing.ts';
import { scanJson } from './json.ts';
import type { JsonForm } from './json-rows.ts';
import type { ImportOptions } from './options.ts';
import { orderFiles, type PartName } from './order.ts';
import { scanParquet } from './parquet.ts';
import { refusedData } from './refusal.ts';
import { type Format, type FormatName, sniffFormat } from './sniff.ts';
import { describeTable } from './table-content.ts';
import { WIDE_COLUMNS } from './table-copy.ts';
import { checkColumns, checkOptions } from './table-options.ts';
import type { TableScan } from './table-scan.ts';
import { writeTable } from './table-write.ts';

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
  try {
    const scan = await openScan(unpacked, formats, source.options, tools);
    checkColumns(
      source.options,
      scan.columns.map(({ name }) => name),
    );
    return await importScan(scan, parts, source.options, tools);
  } catch (error) {
    tools.signal.throwIfAborted();
    throw explained(error, formats[0]?.name, unpacked);
  }
}

async function importScan(
  scan: TableScan,
  parts: readonly PartName[] | undefined,
  options: ImportOptions,
  tools: ImportTools,
): Promise<Imported> {
  const engine = await openEngine({
    ...{ memoryBytesMax: tools.limits.memoryBytesMax, scratch: tools.scratch, folders: [tools.output] },
    files: scan.files.map((file) => file.path),
    wide: scan.columns.length > WIDE_COLUMNS,
  });
  try {
    const written = await writeTable(engine, scan, options, tools);
    const imported = await describeTable(engine, written, options, tools);
    if (!parts) return imported;
    return { ...imported, parts: await countParts(engine, written.scan, parts, tools.signal) };
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
  files: readonly UploadedFile[],
  formats: readonly Format[],
  options: ImportOptions,
  tools: ImportTools,
): Promise<TableScan> {
  tools.progress(0, 'Reading');
  const name = formats[0]?.name;
  if (name === 'parquet') return scanParquet(files, tools);
  if (name === 'csv') return scanCsv(files, options, tools);
  const forms = formats.map((format): JsonForm => {
    if (format.name === 'ndjson') return 'lines';
    return format.key === undefined ? 'list' : 'rows';
  });
  return scanJson(files, forms, options, tools);
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

/** Whatever DuckDB says of the data that nobody has put into words yet. What is not the data's fault stays what it is. */
function explained(error: unknown, format: FormatName | undefined, files: readonly UploadedFile[]): unknown {
  const message = messageOf(error);
  const ours = /No space left|could not (write|open)|Permission Error|Out of Memory/i.test(message);
  // A damaged Parquet file surprises DuckDB in its own code, too.
  const fromDuckdb = /^(\w+ )+Error: /.test(message) && (format === 'parquet' || !/^(INTERNAL|FATAL)/.test(message));
  if (error instanceof AppError || ours || !fromDuckdb) return error;
  const expected = format === 'parquet' ? 'a readable Parquet file' : 'a table that can be read';
  return refusedData(expected, duckdbWords(error, files), error);
}
