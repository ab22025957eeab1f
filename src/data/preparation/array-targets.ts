/**
 * The targets of a dataset whose rows are arrays, as training takes them: classes, labels, or numbers standardized by what the
 * training rows say. Knows nothing of the inputs.
 */
import { AppError } from '../../errors.ts';
import type { Task } from '../../models/specification/index.ts';
import { show } from '../../schema-words.ts';
import type { DatasetArrays } from '../dataset.ts';
import type { NumberTargets, Parts, TargetScale, Targets } from '../examples.ts';
import type { ArrayTargets, DatasetManifest } from '../manifest.ts';
import type { Learnt } from '../prepared.ts';
import { unfit } from './table-refusals.ts';

/** A deviation below this share of the mean is what rounding leaves of numbers that are all the same. */
const ROUNDING = 1e-12;

/**
 * @param plan whose task `arrayTask` chose for this manifest, or that of a version whose labels this manifest's are among.
 * @param parts of which the training rows give the scales of numbers, unless a version has learnt them.
 * @throws AppError ERR_DATASET_BROKEN if the stored targets are not what the manifest says.
 */
export function arrayTargets(
  manifest: DatasetManifest,
  arrays: DatasetArrays,
  { task }: { readonly task: Task },
  parts: Parts,
  learnt?: Learnt,
): Targets {
  const described = manifest.content.form === 'array' ? manifest.content.targets : undefined;
  const { targets: values } = arrays;
  if (!described || !values) throw broken(manifest, 'targets', 'none');
  switch (described.kind) {
    case 'classes':
      if (!(values instanceof Int32Array)) throw broken(manifest, 'classes as int32', 'others');
      return classTargets(manifest, described, values, task, parts, learnt);
    case 'labels': {
      const size = described.labels.length;
      expectLength(manifest, values.length, size);
      return { kind: 'labels', values: labelsInOrder(values, described.labels, task.labels), size: task.labels.length };
    }
    case 'numbers': {
      const size = described.names.length;
      expectLength(manifest, values.length, size);
      return numberTargets(Float64Array.from(values), size, parts.training, learnt?.scales);
    }
  }
}

/**
 * Numbers as training takes them: `(number − mean) / deviation`, both of the training rows.
 * @param values `[count, size]` in the unit of the data, finite.
 * @param training the rows that the scales are taken from, unless they are known.
 */
export function numberTargets(
  values: Float64Array,
  size: number,
  training: Uint32Array,
  known?: readonly TargetScale[],
): NumberTargets {
  const scales = known ?? Array.from({ length: size }, (_, column) => scaleOf(values, size, column, training));
  const standardized = new Float32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const { mean, deviation } = scales[index % size] as TargetScale;
    standardized[index] = ((values[index] as number) - mean) / deviation;
  }
  return { kind: 'numbers', values: standardized, size, scales };
}

function classTargets(
  manifest: DatasetManifest,
  { labels }: Extract<ArrayTargets, { kind: 'classes' }>,
  values: Int32Array,
  task: Task,
  parts: Parts,
  learnt: Learnt | undefined,
): Targets {
  expectLength(manifest, values.length, 1);
  const stray = values.find((value) => value < 0 || value >= labels.length);
  if (stray !== undefined) throw broken(manifest, `classes from 0 to ${labels.length - 1}`, String(stray));
  if (task.type !== 'regression')
    return { kind: 'classes', values: classesInOrder(values, labels, task.labels), size: task.labels.length };
  return numberTargets(
    Float64Array.from(values, (value) => Number(labels[value])),
    1,
    parts.training,
    learnt?.scales,
  );
}

/** The classes of a dataset by the numbers that a network knows them by: its own, unless it learnt from another dataset. */
function classesInOrder(values: Int32Array, labels: readonly string[], known: readonly string[]): Int32Array {
  if (isSame(labels, known)) return values;
  const numbers = labels.map((label) => known.indexOf(label));
  return values.map((value) => {
    const number = numbers[value] as number;
    if (number < 0) throw unfit(`Expected one of the ${known.length} classes. Received: ${show(labels[value])}.`);
    return number;
  });
}

function labelsInOrder(values: ArrayLike<number>, labels: readonly string[], known: readonly string[]): Float32Array {
  if (isSame(labels, known)) return Float32Array.from(values);
  const places = labels.map((label) => known.indexOf(label));
  const rows = values.length / labels.length;
  const ordered = new Float32Array(rows * known.length);
  for (let index = 0; index < values.length; index++) {
    const place = places[index % labels.length] as number;
    if (place >= 0) ordered[Math.floor(index / labels.length) * known.length + place] = values[index] as number;
  }
  return ordered;
}

function isSame(labels: readonly string[], known: readonly string[]): boolean {
  return labels.length === known.length && labels.every((label, index) => label === known[index]);
}

/** In two passes, because one that subtracts squares loses the digits of numbers far from 0. */
function scaleOf(values: Float64Array, size: number, column: number, training: Uint32Array): TargetScale {
  let sum = 0;
  for (const row of training) sum += values[row * size + column] as number;
  const mean = training.length > 0 ? sum / training.length : 0;
  let squares = 0;
  for (const row of training) squares += ((values[row * size + column] as number) - mean) ** 2;
  const deviation = Math.sqrt(squares / Math.max(training.length, 1));
  return { mean, deviation: deviation > Math.abs(mean) * ROUNDING && Number.isFinite(deviation) ? deviation : 1 };
}

function expectLength(manifest: DatasetManifest, received: number, size: number): void {
  const expected = manifest.rows * size;
  if (received !== expected) throw broken(manifest, `${expected} targets`, String(received));
}

function broken({ name }: DatasetManifest, expected: string, received: string): AppError {
  return new AppError('ERR_DATASET_BROKEN', `Expected ${expected} in dataset "${name}". Received: ${received}.`);
}
