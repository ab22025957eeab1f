/** Reads CSV and TSV by way of DuckDB: it says how the files are written and puts DuckDB's complaints into our words. */
import { messageOf } from '../../errors.ts';
import { literal } from '../table/index.ts';
import { type Dialect, LINE_BYTES_MAX, sniffDialect } from './csv-dialect.ts';
import { evenLineEnds, plainText } from './csv-text.ts';
import type { ImportTools, UploadedFile } from './importing.ts';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';
import type { PlainScan, ScanFile, TableScan } from './table-scan.ts';

/** What stands for nothing unless the options say otherwise. */
const NULLS = ['', 'NA', 'N/A', 'n/a', '#N/A', 'null', 'NULL', 'Null', 'NaN', 'nan', 'NAN', '-nan', '-NaN', '-', '?'];

/**
 * @param files with the same columns.
 * @throws AppError ERR_DATA for encodings, names, and files that differ in their columns.
 */
export async function scanCsv(
  files: readonly UploadedFile[],
  options: ImportOptions,
  tools: ImportTools,
): Promise<TableScan> {
  const notes: string[] = [];
  const read: ScanFile[] = [];
  let dialect: Dialect | undefined;
  for (const file of files) {
    const text = await plainText(file, options.encoding, tools);
    if (text.note) notes.push(text.note);
    const found = await sniffDialect(text.path, file.name, options, tools.limits.columnsMax);
    dialect ??= found;
    refuseOther(dialect, found, files[0]?.name ?? '', file.name);
    read.push({ name: file.name, path: text.path });
  }
  if (!dialect) throw refusedData('a file', 'none');
  const nulls = (options.nulls ?? NULLS).flatMap((word) => [word, ` ${word}`]);
  const { names, sample, delimiter } = dialect;
  const missing = new Set(nulls);
  const words = nulls.filter((word) => word !== '');
  const plain = options.nulls === undefined && !sample.some((row) => row.some((field) => words.includes(field)));
  return {
    columns: names.map((name) => ({ name, holds: 'raw' })),
    files: read,
    from: (some) => csvSql(some, dialect, nulls, () => 'VARCHAR', bufferBytes(tools)),
    ...(plain && { plain: plainScan(dialect, words, tools) }),
    notes,
    sample: sample.map((row) => names.map((_, index) => (missing.has(row[index] ?? '') ? null : (row[index] ?? null)))),
    header: dialect.header,
    commas: options.decimal === ',' ? 'said' : options.decimal === undefined && delimiter !== ',' ? 'possible' : 'none',
  };
}

/** Comparing each field with every word, and making texts of numbers first, takes as long as all else that reading does. */
function plainScan(dialect: Dialect, words: readonly string[], tools: ImportTools): PlainScan {
  const longest = Math.max(...words.map((word) => Buffer.byteLength(word)));
  const list = words.map(literal).join(', ');
  return {
    from: (files, isNumber) =>
      csvSql(files, dialect, [''], (index) => (isNumber(index) ? 'DOUBLE' : 'VARCHAR'), bufferBytes(tools)),
    text: (column) =>
      `CASE WHEN strlen(${column}) <= ${longest} AND ${column} IN (${list}) THEN NULL ELSE ${column} END`,
  };
}

/** Nothing is left for DuckDB to guess. */
function csvSql(
  files: readonly ScanFile[],
  dialect: Dialect,
  nulls: readonly string[],
  typeOf: (index: number) => 'VARCHAR' | 'DOUBLE',
  bytes: number,
): string {
  const columns = dialect.names.map((_, index) => `'c${index}': '${typeOf(index)}'`).join(', ');
  const settings = [
    `[${files.map((file) => literal(file.path)).join(', ')}]`,
    'auto_detect = false',
    `delim = ${literal(dialect.delimiter)}`,
    `quote = '"'`,
    `escape = ${literal(dialect.escape)}`,
    `header = ${dialect.header}`,
    `columns = {${columns}}`,
    `nullstr = [${nulls.map(literal).join(', ')}]`,
    `max_line_size = ${LINE_BYTES_MAX}`,
    `buffer_size = ${bytes}`,
  ];
  return `read_csv(${settings.join(', ')})`;
}

/** DuckDB holds several such pieces of a file at once. */
function bufferBytes({ limits }: ImportTools): number {
  return Math.max(2 * LINE_BYTES_MAX, Math.min(32_000_000, Math.floor(limits.memoryBytesMax / 32)));
}

function refuseOther(first: Dialect, other: Dialect, firstName: string, otherName: string): void {
  if (first === other) return;
  if (first.names.join('\0') !== other.names.join('\0')) {
    const list = (names: readonly string[]): string =>
      `${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`;
    throw refusedData(`the columns of ${firstName} (${list(first.names)})`, `${list(other.names)} in ${otherName}`);
  }
  if (first.delimiter !== other.delimiter || first.header !== other.header) {
    throw refusedData(`files written alike`, `${firstName} and ${otherName}, which differ in delimiter or header`);
  }
}

/** Whether an error is DuckDB's about how a CSV is written, rather than about a value in it. */
export function isCsvError(error: unknown): boolean {
  return /CSV Error on Line|CSV Parser state machine|Maximum line size|Error when sniffing/i.test(messageOf(error));
}

/** Whether it is about a value that is not of the type that a column was to be read as. */
export function isUnconverted(error: unknown): boolean {
  return /Error when converting column/i.test(messageOf(error));
}

/** @returns the same files with one kind of line end; undefined where that cannot be what is wrong. */
export async function withEvenLines(scan: TableScan, tools: ImportTools): Promise<TableScan> {
  const files: ScanFile[] = [];
  for (const file of scan.files) files.push({ name: file.name, path: await evenLineEnds(file.path, tools) });
  return { ...scan, files };
}

/** @returns AppError ERR_DATA that names file and row. */
export function explainCsvError(error: unknown, scan: TableScan, header: boolean): unknown {
  const message = messageOf(error);
  const file = scan.files.find(({ path }) => message.includes(path))?.name ?? scan.files[0]?.name ?? 'the file';
  const line = Number(/on Line: (\d+)/i.exec(message)?.[1]);
  const where = Number.isFinite(line) ? `row ${line - (header ? 1 : 0)} of ${file}` : file;
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/i.exec(message);
  if (counts) return refusedData(`${counts[1]} fields, as many as there are columns`, `${counts[2]} in ${where}`);
  if (/unterminated quote/i.test(message)) {
    return refusedData('quotes that are closed, and doubled within', `others in ${where}`);
  }
  if (/Maximum line size/i.test(message))
    return refusedData(`rows of at most ${LINE_BYTES_MAX} bytes`, `more in ${where}`);
  return refusedData('a CSV with one separator and quotes that are closed', `something else in ${where}`);
}
