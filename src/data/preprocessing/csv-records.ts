/**
 * Records of a CSV text that is to be predicted, as texts. It is parsed a slice at a time, because a large one would hold up
 * all other requests. Knows nothing of headers.
 */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { AppError, messageOf } from '../../errors.ts';

export const DELIMITERS = [',', ';', '\t', '|'];

export interface RecordLimits {
  readonly delimiter: string;
  /** Reading ends after so many. */
  readonly recordsMax: number;
  /** Reading ends after the first record with more: whoever reads them refuses it. */
  readonly fieldsMax: number;
  /** Of a record, and of a line: what is longer is a quote that was never closed, or no record at all. Default: 1 MiB. */
  readonly recordBytesMax?: number;
}

const RECORD_BYTES_MAX = 1_048_576;
/** What is looked at to tell the delimiter. */
const SNIFFED_CHARACTERS = 16_384;
/** Parsed at once, which takes some milliseconds: other requests go on in between. */
const SLICE_BYTES = 16_384;

/** @throws AppError ERR_INSTANCES for what is no CSV. */
export async function readRecords(text: string, limits: RecordLimits): Promise<string[][]> {
  const { delimiter, recordsMax, recordBytesMax = RECORD_BYTES_MAX } = limits;
  const source = Readable.from(slicesOf(text, recordBytesMax));
  const parser = parse(optionsFor(delimiter, recordsMax, recordBytesMax));
  source.on('error', (error) => parser.destroy(error));
  const records: string[][] = [];
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<string[]>) {
      records.push(record);
      if (record.length > limits.fieldsMax) break;
    }
    return records;
  } catch (error) {
    if (error instanceof CsvError) throw refused('lines of CSV', messageOf(error).slice(0, 200));
    throw error;
  } finally {
    source.destroy();
  }
}

/** Empty where another delimiter leaves quotes in the middle of a value; whether the right one does, parsing tells. */
export function firstRecord(text: string, delimiter: string): readonly string[] {
  try {
    return parseAtOnce(text.slice(0, SNIFFED_CHARACTERS), optionsFor(delimiter, 1))[0] ?? [];
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** The delimiter that gives the most fields in the first record. */
export function delimiterOf(text: string): string {
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: firstRecord(text, delimiter).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}

export function refused(expected: string, received: string): AppError {
  return new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${received}.`);
}

/** As bytes: a text that is cut between two halves of a character loses it. */
async function* slicesOf(text: string, lineBytesMax: number): AsyncGenerator<Buffer, void, void> {
  const bytes = Buffer.from(text);
  let line = 0;
  for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
    const slice = bytes.subarray(from, from + SLICE_BYTES);
    const end = Math.max(slice.lastIndexOf('\n'), slice.lastIndexOf('\r'));
    line = end < 0 ? line + slice.length : slice.length - end;
    // The parser counts the characters of a record without its delimiters: millions of empty fields would be one.
    if (line > lineBytesMax) throw refused(`lines of at most ${lineBytesMax} bytes`, 'a longer one');
    yield slice;
    await setImmediate();
  }
}

function optionsFor(delimiter: string, to: number, bytesMax = RECORD_BYTES_MAX) {
  return {
    ...{ delimiter, to, bom: true, skip_empty_lines: true, relax_column_count: true },
    max_record_size: bytesMax,
  };
}
