/**
 * Lines of CSV that are to be predicted, as records of texts by column. Knows the names that a header may have, nothing of what
 * the texts mean.
 */
import { unknownName } from '../nearest.ts';
import type { CsvReading } from './csv-reading.ts';
import { DELIMITERS, firstRecord, readRecords, refused } from './csv-records.ts';
import { decodeText } from './text-bytes.ts';

export interface CsvColumns {
  /** The columns that are wanted, in the order in which they stand where there is no header. */
  readonly wanted: readonly string[];
  /** Other columns of the dataset: passed over, so that a file like that of the training can be sent. */
  readonly others: readonly string[];
  /** How the dataset was read. */
  readonly reading?: CsvReading | undefined;
}

export interface CsvLines {
  /** For each of the wanted columns, where its texts stand in a record; -1 where the file does not have it. */
  readonly positions: readonly number[];
  /** Whether commas are free to stand in numbers. */
  readonly commas: boolean;
  /** Without the header. */
  readonly records: readonly (readonly string[])[];
}

/**
 * @param countMax more records are refused.
 * @throws AppError ERR_INSTANCES naming the row (from 1, without the header) or the column.
 */
export async function readCsvLines(bytes: Uint8Array, columns: CsvColumns, countMax: number): Promise<CsvLines> {
  const text = decodeText(bytes, columns.reading?.encoding);
  const known = new Set([...columns.wanted, ...columns.others]);
  const { delimiter, hasHeader } = sniff(text, columns, known);
  const lines = await readRecords(text, { delimiter, recordsMax: countMax + 2, fieldsMax: known.size });
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
function sniff(text: string, { wanted, reading }: CsvColumns, known: ReadonlySet<string>): Sniffed {
  const delimiters = reading?.delimiter === undefined ? DELIMITERS : [reading.delimiter];
  const firsts = delimiters.map((delimiter) => {
    const first = firstRecord(text, delimiter);
    return { delimiter, first, hits: first.filter((name) => known.has(nameOf(name, known))).length };
  });
  const best = firsts.reduce((most, each) => (each.hits > most.hits ? each : most));
  // Some value of a first row may be a column's name by chance; half of them are not.
  if (best.hits * 2 >= best.first.length && best.hits > 0) return { delimiter: best.delimiter, hasHeader: true };
  const fitting = firsts.find(({ first }) => first.length === wanted.length);
  return { delimiter: fitting?.delimiter ?? delimiters[0] ?? ',', hasHeader: false };
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
