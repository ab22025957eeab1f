/** Finds out how a CSV is written from its beginning: what separates fields, whether the first line names the columns. */
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';
import { guessType } from './type-guess.ts';

export interface Dialect {
  readonly delimiter: string;
  readonly escape: string;
  readonly header: boolean;
  readonly names: readonly string[];
  /** Rows from the beginning, without the header. */
  readonly sample: readonly (readonly string[])[];
}

/** DuckDB takes no longer lines either. */
export const LINE_BYTES_MAX = 2_000_000;
const SAMPLE_ROWS = 1000;
/** Of two that fit alike, the first: a comma is in numbers and texts, too. */
const DELIMITERS = ['\t', ';', '|', ','];
/** Stands in no text: a file of one column. */
const NO_DELIMITER = '\x1f';

/** @throws AppError ERR_DATA for a file without rows, columns without names or with the same. */
export async function sniffDialect(
  file: string,
  name: string,
  options: ImportOptions,
  columnsMax: number,
): Promise<Dialect> {
  const text = await readHead(file, name);
  const escaping = /\\"/.test(text) && !/""/.test(text) ? '\\' : '"';
  const delimiter = options.delimiter ?? findDelimiter(text, escaping);
  const records = parseRecords(text, delimiter, escaping, SAMPLE_ROWS + 1);
  const [first = []] = records;
  if (first.length === 0) throw refusedData('a table', `${name} without a row`);
  if (first.length > columnsMax) throw refusedData(`at most ${columnsMax} columns`, `${first.length} in ${name}`);
  const header = options.header ?? looksLikeHeader(records);
  const names = header ? checkNames(first, name) : first.map((_, index) => `column${index + 1}`);
  return { delimiter, escape: escaping, header, names, sample: header ? records.slice(1) : records };
}

/** Whole lines from the beginning of the file. */
async function readHead(file: string, name: string): Promise<string> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(LINE_BYTES_MAX), 0, LINE_BYTES_MAX, 0);
    const { size } = await handle.stat();
    if (bytesRead === size) return withoutMark(buffer.toString('utf8', 0, bytesRead));
    const end = Math.max(buffer.lastIndexOf('\n', bytesRead - 1), buffer.lastIndexOf('\r', bytesRead - 1));
    if (end < 0) throw refusedData(`lines of at most ${LINE_BYTES_MAX} bytes`, `a longer one at the start of ${name}`);
    return withoutMark(buffer.toString('utf8', 0, end + 1));
  } finally {
    await handle.close();
  }
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}

function findDelimiter(text: string, escaping: string): string {
  let best = { delimiter: NO_DELIMITER, share: 0 };
  for (const delimiter of DELIMITERS) {
    const lengths = parseRecords(text, delimiter, escaping, 100).map((record) => record.length);
    if ((lengths[0] ?? 1) < 2) continue;
    const share = lengths.filter((length) => length === lengths[0]).length / lengths.length;
    if (share > best.share) best = { delimiter, share };
  }
  return best.delimiter;
}

/** What csv-parse makes of it without complaint: DuckDB is the one who is strict. */
function parseRecords(text: string, delimiter: string, escaping: string, count: number): string[][] {
  const lines = text.length > 200_000 && count <= 100 ? text.slice(0, text.indexOf('\n', 200_000) + 1) || text : text;
  try {
    return parse(lines, {
      ...{
        delimiter,
        escape: escaping,
        to: count,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
      },
    }) as string[][];
  } catch {
    // A quote that is never closed: what lies before it still tells.
    return lines
      .split(/\r\n|\n|\r/, count)
      .filter((line) => line !== '')
      .map((line) => line.split(delimiter).map((field) => field.replace(/^"(.*)"$/, '$1')));
  }
}

/** Names differ from values: where a column is of numbers or dates, its name is none; where it is of words, it is not among them. */
function looksLikeHeader(records: readonly (readonly string[])[]): boolean {
  const [first = [], ...rest] = records;
  if (rest.length === 0) return true;
  if (first.every((field, index) => field === String(index))) return true;
  if (first[0] === '' && first.slice(1).every((field, index) => field === String(index))) return true;
  let votes = 0;
  let recurring = 0;
  for (const [index, field] of first.entries()) {
    const values = rest.map((row) => row[index] ?? null);
    const type = guessType(values, { commas: true }).type;
    if (type === undefined || type === 'text') recurring += values.includes(field) && field !== '' ? 1 : 0;
    else votes += guessType([field], { commas: true }).type === type ? -1 : 1;
  }
  if (votes !== 0) return votes > 0;
  return recurring < Math.max(1, first.length / 2);
}

/** @throws AppError ERR_DATA. DuckDB and Parquet know columns by names without regard to upper and lower case. */
export function checkNames(names: readonly string[], file: string): readonly string[] {
  const trimmed = names.map((name) => name.trim());
  // Pandas writes the numbers of its rows like this.
  if (trimmed.length > 1 && trimmed[0] === '' && !trimmed.includes('index')) trimmed[0] = 'index';
  const seen = new Map<string, number>();
  for (const [index, name] of trimmed.entries()) {
    if (name === '') throw refusedData('a name for each column', `none for column ${index + 1} in ${file}`);
    if (name.length > 256)
      throw refusedData('names of at most 256 characters', `more in column ${index + 1} of ${file}`);
    const same = seen.get(name.toLowerCase());
    if (same !== undefined) {
      throw refusedData(
        'columns whose names differ by more than case',
        `"${trimmed[same]}" and "${name}" for columns ${same + 1} and ${index + 1} of ${file}`,
      );
    }
    seen.set(name.toLowerCase(), index);
  }
  return trimmed;
}
