/** Labels of an array as classes: whole numbers, by their value, or texts. Named as the upload says, if it does. */
import type { ArrayTargets } from '../manifest.ts';
import type { ArraySource } from './array-source.ts';
import { areNumbers, classWarnings, countClasses, sortedNaturally } from './class-warnings.ts';
import type { ImportTools } from './importing.ts';
import { refusedData } from './refusal.ts';

/** Labels as they were read: all in memory, which their number of bytes is checked for. */
export interface NumberLabels {
  /** `[rows, width]`, finite. */
  readonly values: Float64Array;
  readonly width: number;
  readonly kind: 'boolean' | 'integer' | 'float';
  /** Of a position among the values, for messages. */
  where(index: number): string;
}

export interface ClassedLabels {
  readonly values: Int32Array;
  readonly targets: Extract<ArrayTargets, { kind: 'classes' }>;
  readonly warnings: readonly string[];
}

const CLASSES_MAX = 16_384;

/**
 * @param names of the classes 0, 1, 2…; without them each number that occurs is a class, called by itself.
 * @throws AppError ERR_DATA that names the row of what cannot be a class.
 */
export function numberClasses(labels: NumberLabels, names: readonly string[] | undefined): ClassedLabels {
  const { values, where } = labels;
  const stray = values.findIndex((value) => !Number.isSafeInteger(value));
  if (stray >= 0) throw refusedData(`whole numbers as classes ${where(stray)}`, String(values[stray]));
  if (names) {
    const beyond = values.findIndex((value) => value < 0 || value >= names.length);
    if (beyond >= 0)
      throw refusedData(`classes from 0 to ${names.length - 1} ${where(beyond)}`, String(values[beyond]));
    return finished(Int32Array.from(values), names);
  }
  const distinct = distinctOf(values);
  const numbers = new Map(distinct.map((value, index) => [value, index]));
  const shown = labels.kind === 'boolean' ? (value: number) => String(value === 1) : String;
  return finished(
    Int32Array.from(values, (value) => numbers.get(value) as number),
    distinct.map(shown),
  );
}

/** @param names all that may occur, in their order; without them those that do, sorted. */
export async function textClasses(
  sources: readonly ArraySource[],
  names: readonly string[] | undefined,
  { signal, limits }: ImportTools,
): Promise<ClassedLabels> {
  const rows = sources.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  if (rows * 4 > limits.memoryBytesMax / 2) throw refusedData('labels that fit in memory', `${rows} rows`);
  const seen = new Map<string, number>(names?.map((name, index) => [name, index]));
  const ids = new Int32Array(rows);
  let at = 0;
  for (const { name, shape, chunks } of sources) {
    if (shape.length > 2 || (shape[1] ?? 1) !== 1)
      throw refusedData(`one text a row in ${name}`, `shape [${shape.join(', ')}]`);
    const start = at;
    for await (const chunk of chunks(signal)) {
      for (const value of chunk) {
        const text = String(value).trim();
        const where = `in row ${at - start + 1} of ${name}`;
        if (text === '') throw refusedData(`a label ${where}`, 'an empty text');
        if (!seen.has(text)) {
          if (names) throw refusedData(`one of the ${names.length} classes ${where}`, JSON.stringify(text));
          if (seen.size >= CLASSES_MAX) throw refusedData(`at most ${CLASSES_MAX} classes`, `more ${where}`);
          seen.set(text, seen.size);
        }
        ids[at++] = seen.get(text) as number;
      }
    }
  }
  if (names) return finished(ids, names);
  const labels = sortedNaturally(seen.keys());
  const order = new Map(labels.map((label, index) => [seen.get(label), index]));
  return finished(
    ids.map((id) => order.get(id) as number),
    labels,
  );
}

function distinctOf(values: Float64Array): number[] {
  const distinct = new Set<number>();
  for (const value of values) {
    distinct.add(value);
    if (distinct.size > CLASSES_MAX)
      throw refusedData(`at most ${CLASSES_MAX} classes, or the option "targets": "numbers"`, 'more distinct labels');
  }
  return [...distinct].sort((a, b) => a - b);
}

function finished(values: Int32Array, labels: readonly string[]): ClassedLabels {
  const counts = countClasses(values, labels.length);
  const present = counts.filter((count) => count > 0).length;
  if (present < 2)
    throw refusedData('rows of at least two classes', present === 1 ? `one, ${only(labels, counts)}` : 'none');
  return {
    values,
    targets: { kind: 'classes', labels, counts, numeric: areNumbers(labels) },
    warnings: classWarnings(labels, counts, 'rows'),
  };
}

function only(labels: readonly string[], counts: readonly number[]): string {
  return JSON.stringify(labels[counts.findIndex((count) => count > 0)]);
}
