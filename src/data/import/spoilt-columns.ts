/** Columns of numbers but for a few values, which became texts: a user should know why, and how to say otherwise. */
import type { Engine } from '../table/index.ts';
import { type ColumnChoice, guessTypes } from './column-types.ts';
import { findRow } from './find-row.ts';
import type { ImportOptions } from './options.ts';
import type { WrittenTable } from './table-copy.ts';
import type { TableScan } from './table-scan.ts';
import { type Candidate, NUMBER, TEXT } from './type-candidates.ts';

/** Each takes a pass over the files. */
const COLUMNS_MAX = 5;
const VALUES_MIN = 20;
const NUMBERS_SHARE_MIN = 0.9;
const VALUE_CHARACTERS_MAX = 60;
const NUMBER_LIKE = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const THOUSANDS = /^\s*[+-]?\d{1,3}(,\d{3})+(\.\d+)?\s*$/;

/** @returns a sentence for each column that would be of another type but for a few values. */
export async function spoiltColumns(
  engine: Engine,
  { scan, choices }: WrittenTable,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<string[]> {
  const guesses = guessTypes(scan, options);
  const spoilt = scan.columns.flatMap(({ name, holds }, index) => {
    const choice = choices[index];
    if (holds !== 'raw' || choice?.candidate.type !== 'text' || choice.said) return [];
    const seeming = seemingType(scan, index, guesses[index]);
    return seeming ? [{ name, index, seeming }] : [];
  });
  const sentences: string[] = [];
  for (const { name, index, seeming } of spoilt.slice(0, COLUMNS_MAX)) {
    const column = `c${index}`;
    const found = await findRow(engine, scan, column, `NOT ${seeming.fits(column)}`, signal);
    if (found) sentences.push(sentenceOf(name, seeming, found));
  }
  const more = spoilt.length - COLUMNS_MAX;
  return more > 0 ? [...sentences, `${more} more columns were taken as text for the like.`] : sentences;
}

/** What the first rows looked like. */
function seemingType(scan: TableScan, index: number, guess: ColumnChoice | undefined): Candidate | undefined {
  if (guess && guess.candidate !== TEXT) return guess.candidate;
  const values = scan.sample.flatMap((row) => row[index] || []);
  const numbers = values.filter((value) => NUMBER_LIKE.test(value) || THOUSANDS.test(value));
  // Zeros in front are kept on purpose.
  if (values.some((value) => /^\s*[+-]?0\d/.test(value))) return undefined;
  return values.length >= VALUES_MIN && numbers.length >= NUMBERS_SHARE_MIN * values.length ? NUMBER : undefined;
}

function sentenceOf(
  name: string,
  { type }: Candidate,
  { file, row, value }: { readonly file: string; readonly row: number; readonly value: string },
): string {
  const shown = JSON.stringify(value.slice(0, VALUE_CHARACTERS_MAX));
  const start = `Column "${name}" was taken as text`;
  if (THOUSANDS.test(value))
    return `${start}: row ${row} of ${file} has ${shown}, and commas between thousands are not read. Write numbers without them.`;
  const what = type === 'integer' ? 'number' : type;
  return `${start}: row ${row} of ${file} has ${shown}, which is no ${what}. The option nulls takes it for missing: {"nulls":["",${shown}]}.`;
}
