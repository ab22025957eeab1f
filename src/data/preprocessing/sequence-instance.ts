/** Reads a series of a prediction, from JSON or a CSV file, into plain numbers. Knows nothing of scaling. */
import { parse } from 'csv-parse/sync';
import { AppError, messageOf } from '../../errors.ts';
import { isObject, show } from '../../schema-words.ts';
import { misfit } from './nested.ts';

interface SeriesForm {
  readonly length: number;
  readonly features: readonly { readonly name: string }[];
  /** Where a row is a series: the columns of its steps. */
  readonly columns?: readonly string[];
}

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
export function seriesOfFile(form: SeriesForm, bytes: Uint8Array, countMax: number): Float64Array[] {
  const rows = readCsv(bytes);
  if (rows.length === 0) throw misfit('the file', 'a header and a row', 'no row');
  if (form.columns) {
    const { columns } = form;
    if (rows.length > countMax) throw misfit('the file', `at most ${countMax} series`, `${rows.length}`);
    return rows.map((row, index) => ofRow(columns, numbersOf(columns, row, index), `row ${index + 1}`));
  }
  const names = form.features.map(({ name }) => name);
  const steps = rows.map((row, index) => numbersOf(names, row, index));
  return [ofSteps(names, steps, 'rows')];
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

/** The columns of a row of CSV that are wanted, as numbers; others may be there, such as those of the time and the target. */
function numbersOf(
  names: readonly string[],
  row: Readonly<Record<string, string>>,
  index: number,
): Record<string, number | null> {
  return Object.fromEntries(
    names.map((name) => {
      const where = `row ${index + 1}`;
      const text = String(fieldOf(row, name, where)).trim();
      if (MISSING.has(text.toLowerCase())) return [name, null];
      if (/^(true|false)$/i.test(text)) return [name, text.toLowerCase() === 'true' ? 1 : 0];
      if (!NUMBER.test(text)) throw misfit(`column "${name}" of ${where}`, 'a number', show(text));
      return [name, Number(text)];
    }),
  );
}

function readCsv(bytes: Uint8Array): Record<string, string>[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    return parse(file, { columns: true, bom: true, skip_empty_lines: true, delimiter: delimiterOf(file) });
  } catch (error) {
    throw new AppError('ERR_INSTANCES', `Expected a CSV file with a header. Received: ${messageOf(error)}`);
  }
}

/** The one that is most frequent in the header. */
function delimiterOf(file: Buffer): string {
  const end = file.indexOf('\n');
  const header = file.toString('utf8', 0, end < 0 ? file.length : end);
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).delimiter;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name.slice(0, 60)}"`);
  return (
    `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}` || 'nothing'
  );
}
