/** What a request asks about, before anything is made of it, and what the version's preprocessing makes of it. */
import { type Preprocessing, preprocessingKind, type RawRows, rawColumns, rawRows } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import { show } from '../../schema-words.ts';
import type { ReadVersion } from './forms.ts';

/** By rows; by the columns of a table, in their order, of which some may be left out; or as numbers, row-major and finite. */
export type RawInputs =
  | { readonly instances: readonly unknown[] }
  | { readonly columns: readonly (Column | undefined)[]; readonly count: number }
  | { readonly numbers: Float32Array };

/** @returns the value of a row; null where it is missing. */
export type Column = (row: number) => unknown;

/** Of all inputs of a request together, as a GiB of single precision. */
const NUMBERS_MAX = 2 ** 28;

/** How many inputs of this version a request may have. @param countMax more are refused, however small. */
export function fittingCount({ preprocessing }: Pick<ReadVersion, 'preprocessing'>, countMax: number): number {
  const size = preprocessingKind(preprocessing)
    .inputShape(preprocessing)
    .reduce((product, dimension) => product * dimension, 1);
  return Math.max(1, Math.min(countMax, Math.floor(NUMBERS_MAX / size)));
}

/** @throws AppError ERR_INSTANCES, ERR_PICTURE. */
export function encodeInputs(preprocessing: Preprocessing, raw: RawInputs): Promise<Float32Array> | Float32Array {
  const kind = preprocessingKind(preprocessing);
  if ('instances' in raw) return kind.encodeInstances(preprocessing, raw.instances);
  if ('numbers' in raw)
    return (kind.encodeNumbers as NonNullable<typeof kind.encodeNumbers>)(preprocessing, raw.numbers);
  return (kind.encodeColumns as NonNullable<typeof kind.encodeColumns>)(preprocessing, raw.columns, raw.count);
}

/** What the values of rows of a table were called; undefined for what are none. */
export function rowsOf(preprocessing: Preprocessing, raw: RawInputs): RawRows | undefined {
  if (preprocessing.kind !== 'tabular' || 'numbers' in raw) return undefined;
  return 'instances' in raw ? rawRows(preprocessing, raw.instances) : rawColumns(preprocessing, raw.columns, raw.count);
}

/** @throws AppError ERR_INSTANCES for what is no list of 1 to `countMax`. */
export function expectInstances(instances: unknown, countMax: number): readonly unknown[] {
  if (!Array.isArray(instances)) throw new AppError('ERR_INSTANCES', "Expecting 'instances' to be an list/array");
  if (instances.length === 0) throw new AppError('ERR_INSTANCES', "No values in 'instances' array");
  expectCount(instances.length, countMax);
  return instances;
}

/** @throws AppError ERR_INSTANCES for more than `countMax`. */
export function expectCount(count: number, countMax: number): void {
  if (count > countMax)
    throw new AppError('ERR_INSTANCES', `Expected at most ${countMax} instances. Received: ${show(count)}.`);
}
