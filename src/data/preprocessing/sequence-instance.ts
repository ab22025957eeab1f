/** Reads a series of a prediction, from JSON or a CSV file, into plain numbers. Knows nothing of scaling. */
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import { isObject, show } from '../../schema-words.ts';
import { delimiterOf, readRecords } from './csv-records.ts';
import { misfit } from './nested.ts';
import { decodeText } from './text-bytes.ts';

interface SeriesForm {
  readonly length: number;
  readonly features: readonly { readonly name: string }[];
  /** Where a row is a series: the columns of its steps. */
  readonly columns?: readonly string[];
}

/** Steps of one series: a file of the largest body has no more. */
const ROWS_MAX = 1_000_000_000;
/** Of a row: beyond what a dataset may have. */
const FIELDS_MAX = 100_000;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** What an import takes for a missing number, in small letters. */
const MISSING = new Set(['', 'na', 'n/a', '#n/a', 'null', 'nan', '-nan', '-', '?']);

/**
 * @param where it stands in the request: `instances[3]`.
 * @returns `[steps, features]`, NaN where missing.
 * @throws AppError ERR_INSTANCES naming the place.
 */
export function seriesOfInstance(form: SeriesForm, instance: unknown, where: string): Float64Array {
  const names = form.features.map(({ name }) => name);
  if (instance instanceof Float64Array) return ofNumbers(instance, where);
  if (Array.isArray(instance)) return ofSteps(names, instance, where);
  if (!isObject(instance))
    throw misfit(where, 'a list of steps or an object with the list of each feature', show(instance));
  if (form.columns?.some((column) => Object.hasOwn(instance, column))) return ofRow(form.columns, instance, where);
  return ofLists(names, instance, where);
}

/**
 * A CSV file with a header: its rows are the steps of one series, or each a series where that is what rows were in training.
 * @throws AppError ERR_INSTANCES naming row and column.
 */
export async function seriesOfFile(form: SeriesForm, bytes: Uint8Array, countMax: number): Promise<Float64Array[]> {
  const names = form.columns ?? form.features.map(({ name }) => name);
  const { positions, rows } = await readRows(names, bytes, form.columns ? countMax : ROWS_MAX);
  const breathe = createBreath(undefined, ANSWERING_MS);
  const numbers = new Float64Array(rows.length * names.length);
  for (const [index, row] of rows.entries()) {
    for (const [column, position] of positions.entries())
      numbers[index * names.length + column] = numberOfText(row[position] ?? '', names[column] ?? '', index);
    await breathe();
  }
  if (!form.columns) return [numbers];
  return rows.map((_, index) => numbers.subarray(index * names.length, (index + 1) * names.length));
}

/** Whole steps, NaN where missing, that did not come as JSON. */
function ofNumbers(numbers: Float64Array, where: string): Float64Array {
  const infinite = numbers.findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value));
  if (infinite >= 0)
    throw misfit(`${where}[${infinite}]`, 'a number, or NaN where it is missing', show(numbers[infinite]));
  return numbers;
}

function ofSteps(names: readonly string[], steps: readonly unknown[], where: string): Float64Array {
  const series = new Float64Array(steps.length * names.length);
  for (const [index, step] of steps.entries()) {
    const at = `${where}[${index}]`;
    const values = valuesOf(names, step, at);
    for (const [feature, value] of values.entries()) {
      series[index * names.length + feature] = numberOf(value, values.length > 1 ? `${at}[${feature}]` : at);
    }
  }
  return series;
}

function valuesOf(names: readonly string[], step: unknown, at: string): readonly unknown[] {
  if (isObject(step)) return names.map((name) => fieldOf(step, name, at));
  if (!Array.isArray(step)) {
    if (names.length === 1) return [step];
    throw misfit(at, `a list of ${names.length} numbers (${shortList(names)}) or an object with them`, show(step));
  }
  if (step.length !== names.length) throw misfit(at, `a list of ${names.length} (${shortList(names)})`, show(step));
  return step;
}

function ofLists(names: readonly string[], lists: Readonly<Record<string, unknown>>, where: string): Float64Array {
  const columns = names.map((name) => {
    const list = fieldOf(lists, name, where);
    if (!Array.isArray(list)) throw misfit(`${where}.${name}`, 'a list of numbers', show(list));
    return list as readonly unknown[];
  });
  const steps = columns[0]?.length ?? 0;
  const series = new Float64Array(steps * names.length);
  for (const [feature, list] of columns.entries()) {
    const at = `${where}.${names[feature]}`;
    if (list.length !== steps) throw misfit(at, `a list of ${steps}, as of "${names[0]}"`, show(list));
    for (let step = 0; step < steps; step++) {
      series[step * names.length + feature] = numberOf(list[step], `${at}[${step}]`);
    }
  }
  return series;
}

function ofRow(columns: readonly string[], row: Readonly<Record<string, unknown>>, where: string): Float64Array {
  return Float64Array.from(columns, (column) => numberOf(fieldOf(row, column, where), `${where}.${column}`));
}

function fieldOf(record: Readonly<Record<string, unknown>>, name: string, where: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  throw misfit(where, `a field "${name}"`, `one of ${shortList(Object.keys(record))}`);
}

function numberOf(value: unknown, where: string): number {
  if (value === null) return Number.NaN;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw misfit(where, 'a number, or null where it is missing', show(value));
}

/** Where the columns that are wanted stand in each row; others may be there, such as those of the time and the target. */
async function readRows(
  names: readonly string[],
  bytes: Uint8Array,
  rowsMax: number,
): Promise<{ readonly positions: readonly number[]; readonly rows: readonly string[][] }> {
  const text = decodeText(bytes);
  const limits = { delimiter: delimiterOf(text), recordsMax: rowsMax + 2, fieldsMax: FIELDS_MAX };
  const [header = [], ...rows] = await readRecords(text, limits);
  if (rows.length === 0) throw misfit('the file', 'a header and a row', 'no row');
  if (rows.length > rowsMax) throw misfit('the file', `at most ${rowsMax} rows`, 'more');
  const positions = names.map((name) => header.indexOf(name));
  const absent = names.find((_, index) => positions[index] === -1);
  if (absent !== undefined) throw misfit('the header', `a column "${absent}"`, shortList(header));
  const ragged = rows.findIndex((row) => row.length !== header.length);
  if (ragged >= 0) throw misfit(`row ${ragged + 1}`, `${header.length} values`, `${rows[ragged]?.length}`);
  return { positions, rows };
}

function numberOfText(written: string, name: string, index: number): number {
  const text = written.trim();
  if (MISSING.has(text.toLowerCase())) return Number.NaN;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true' ? 1 : 0;
  if (!NUMBER.test(text) || !Number.isFinite(Number(text)))
    throw misfit(`column "${name}" of row ${index + 1}`, 'a number', show(text));
  return Number(text);
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name.slice(0, 60)}"`);
  return (
    `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}` || 'nothing'
  );
}
