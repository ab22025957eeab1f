/** Numbers of one shape: every feature, which is a place of the last axis, is shifted and divided. */
import { parse } from 'csv-parse/sync';
import Type, { type Static } from 'typebox';
import { messageOf } from '../../errors.ts';
import type { PreprocessingKind } from './kind.ts';
import { misfit, nestedNumbers } from './nested.ts';

export const TensorPreprocessing = Type.Object({
  kind: Type.Literal('tensor'),
  /** Of one input. */
  shape: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 }),
  /** Subtracted from each feature; both lists are as long, and one number stands for all features. */
  offsets: Type.Array(Type.Number(), { minItems: 1 }),
  /** What it is divided by then. */
  divisors: Type.Array(Type.Number({ exclusiveMinimum: 0 }), { minItems: 1 }),
});
export type TensorPreprocessing = Static<typeof TensorPreprocessing>;

const RECORD_BYTES_MAX = 2 ** 24;

/** An instance is nested as `nestedNumbers` takes it; a line of CSV has its numbers one after the other. */
export const tensorKind: PreprocessingKind<TensorPreprocessing> = {
  inputShape: ({ shape }) => shape,
  mediaTypes: ['text/csv'],
  async encodeInstances(preprocessing, instances) {
    const size = sizeOf(preprocessing);
    const inputs = new Float32Array(instances.length * size);
    for (const [index, instance] of instances.entries()) {
      const room = inputs.subarray(index * size, (index + 1) * size);
      nestedNumbers(room, instance, preprocessing.shape, `instances[${index}]`);
      expectFinite(room, `instances[${index}]`);
      scaleNumbers(preprocessing, room, room);
    }
    return inputs;
  },
  async encodeFile(preprocessing, bytes, _mediaType, countMax) {
    const rows = readRows(bytes);
    if (rows.length > countMax) throw misfit('the file', `at most ${countMax} rows`, String(rows.length));
    return tensorKind.encodeInstances(
      preprocessing,
      rows.map((row, index) => numbersOf(row, `row ${index + 1}`)),
    );
  },
};

/**
 * Scales whole inputs.
 * @param from raw numbers. @param to room for as many; may be the same.
 */
export function scaleNumbers(
  { offsets, divisors }: TensorPreprocessing,
  from: ArrayLike<number>,
  to: Float32Array,
): void {
  const features = offsets.length;
  for (let index = 0, feature = 0; index < from.length; index++) {
    to[index] = ((from[index] as number) - (offsets[feature] as number)) / (divisors[feature] as number);
    feature = feature + 1 === features ? 0 : feature + 1;
  }
}

function sizeOf({ shape }: TensorPreprocessing): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function expectFinite(numbers: Float32Array, where: string): void {
  const stray = numbers.findIndex((value) => !Number.isFinite(value));
  if (stray >= 0) throw misfit(where, 'finite numbers, in single precision', String(numbers[stray]));
}

/** A first line without a number is taken for names. */
function readRows(bytes: Uint8Array): string[][] {
  let rows: string[][];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    rows = parse(text, { skip_empty_lines: true, relax_column_count: true, max_record_size: RECORD_BYTES_MAX });
  } catch (error) {
    throw misfit('the file', 'comma-separated numbers', messageOf(error));
  }
  return rows[0]?.every((field) => !isNumber(field)) ? rows.slice(1) : rows;
}

function numbersOf(row: readonly string[], where: string): number[] {
  return row.map((field, column) => {
    if (!isNumber(field)) throw misfit(`${where}, column ${column + 1}`, 'a number', JSON.stringify(field));
    return Number(field);
  });
}

function isNumber(field: string): boolean {
  return field.trim() !== '' && Number.isFinite(Number(field));
}
