/**
 * Lines of CSV that are to be predicted, as records of texts by column. Knows the names that a header may have, nothing of what
 * the texts mean.
 */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { AppError, messageOf } from '../../errors.ts';
import { unknownName } from '../nearest.ts';
import { decodeText } from './text-bytes.ts';

export interface CsvColumns {
  /** The columns that are wanted, in the order in which they stand where there is no header. */
  readonly wanted: readonly string[];
  /** Other columns of the dataset: passed over, so that a file like that of the training can be sent. */
  readonly others: readonly string[];
}

export interface CsvLines {
  /** For each of the wanted columns, where its texts stand in a record; -1 where the file does not have it. */
  readonly positions: readonly number[];
  /** Whether commas are free to stand in numbers. */
  readonly commas: boolean;
  /** Without the header. */
  readonly records: readonly (readonly string[])[];
}

const DELIMITERS = [',', ';', '\t', '|'];
/** In characters: a record beyond it is a quote that was never closed, or no record at all. */
const RECORD_SIZE_MAX = 1_048_576;
/** What is looked at to tell the delimiter. */
const SNIFFED_CHARACTERS = 16_384;
/** Parsed at once, which takes some milliseconds: other requests go on in between. */
const SLICE_BYTES = 16_384;

/**
 * @param countMax more records are refused.
 * @throws AppError ERR_INSTANCES naming the row (from 1, without the header) or the column.
 */
export async function readCsvLines(bytes: Uint8Array, columns: CsvColumns, countMax: number): Promise<CsvLines> {
  const text = decodeText(bytes);
  const known = new Set([...columns.wanted, ...columns.others]);
  const { delimiter, hasHeader } = sniff(text, columns, known);
  const lines = await parseLines(text, delimiter, countMax + 2);
  const header = hasHeader ? lines[0]?.map((name) => nameOf(name, known)) : undefined;
  const records = header ? lines.slice(1) : lines;
  if (records.length > countMax) throw refused(`at most ${countMax} rows`, 'more');
  if (records.length === 0) throw refused('at least one row', 'none');
  const width = header?.length ?? columns.wanted.length;
  const ragged = records.findIndex((record) => record.length !== width);
  if (ragged >= 0) throw refused(`${width} values in row ${ragged + 1}`, String(records[ragged]?.length));
  const commas = delimiter !== ',';
  if (!header) return { positions: columns.wanted.map((_, index) => index), records, commas };
  return { positions: positionsIn(header, columns, known), records, commas };
}

interface Sniffed {
  readonly delimiter: string;
  readonly hasHeader: boolean;
}

/** The delimiter that gives a header with known names, or else as many values as columns are wanted. */
function sniff(text: string, { wanted }: CsvColumns, known: ReadonlySet<string>): Sniffed {
  const firsts = DELIMITERS.map((delimiter) => {
    const first = firstRecord(text, delimiter);
    return { delimiter, first, hits: first.filter((name) => known.has(nameOf(name, known))).length };
  });
  const best = firsts.reduce((most, each) => (each.hits > most.hits ? each : most));
  // Some value of a first row may be a column's name by chance; half of them are not.
  if (best.hits * 2 >= best.first.length && best.hits > 0) return { delimiter: best.delimiter, hasHeader: true };
  const fitting = firsts.find(({ first }) => first.length === wanted.length);
  return { delimiter: fitting?.delimiter ?? ',', hasHeader: false };
}

/** Empty where another delimiter leaves quotes in the middle of a value; whether the right one does, parsing tells. */
function firstRecord(text: string, delimiter: string): readonly string[] {
  try {
    const beginning = text.slice(0, SNIFFED_CHARACTERS);
    return parseAtOnce(beginning, optionsFor(delimiter, 1))[0] ?? [];
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** Spaces around a name do not count, unless they are part of it. */
function nameOf(text: string, known: ReadonlySet<string>): string {
  return known.has(text) ? text : text.trim();
}

function positionsIn(header: readonly string[], { wanted }: CsvColumns, known: ReadonlySet<string>): number[] {
  const positions = new Map<string, number>();
  for (const [index, name] of header.entries()) {
    if (!known.has(name)) throw refused('columns of the dataset in the header', unknownName(name, [...known]));
    if (positions.has(name)) throw refused(`column "${name}" once in the header`, 'it twice');
    positions.set(name, index);
  }
  return wanted.map((name) => positions.get(name) ?? -1);
}

async function parseLines(text: string, delimiter: string, to: number): Promise<string[][]> {
  const source = Readable.from(slicesOf(text));
  const records: string[][] = [];
  try {
    for await (const record of source.pipe(parse(optionsFor(delimiter, to)))) records.push(record);
    return records;
  } catch (error) {
    if (error instanceof CsvError) throw refused('lines of CSV', messageOf(error).slice(0, 200));
    throw error;
  } finally {
    source.destroy();
  }
}

/** As bytes: a text that is cut between two halves of a character loses it. */
async function* slicesOf(text: string): AsyncGenerator<Buffer, void, void> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
    yield bytes.subarray(from, from + SLICE_BYTES);
    await setImmediate();
  }
}

function optionsFor(delimiter: string, to: number) {
  return {
    ...{ delimiter, to, bom: true, skip_empty_lines: true, relax_column_count: true },
    max_record_size: RECORD_SIZE_MAX,
  };
}

function refused(expected: string, received: string): AppError {
  return new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${received}.`);
}
