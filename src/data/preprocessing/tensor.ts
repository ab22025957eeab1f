/** Numbers of one shape: every feature, which is a place of the last axis, is shifted and divided. */
import Type, { type Static } from 'typebox';
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import { delimiterOf, readRecords } from './csv-records.ts';
import type { PreprocessingKind } from './kind.ts';
import { misfit, nestedNumbers } from './nested.ts';
import { decodeText } from './text-bytes.ts';

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

/** Of a line of CSV, which has as many numbers as an input. */
const LINE_BYTES_MIN = 65_536;
const NUMBER_BYTES_MAX = 32;

/** An instance is nested as `nestedNumbers` takes it; a line of CSV has its numbers one after the other. */
export const tensorKind: PreprocessingKind<TensorPreprocessing> = {
  inputShape: ({ shape }) => shape,
  mediaTypes: ['text/csv'],
  encodeInstances: (preprocessing, instances) =>
    encode(preprocessing, instances, (instance, index) => ({ instance, where: `instances[${index}]` })),
  encodeNumbers(preprocessing, numbers) {
    scaleNumbers(preprocessing, numbers, numbers);
    return numbers;
  },
  async encodeFile(preprocessing, bytes, _mediaType, countMax) {
    const rows = await readRows(preprocessing, bytes, countMax);
    return encode(preprocessing, rows, (row, index) => {
      const where = `row ${index + 1}`;
      return { instance: numbersOf(row, where), where };
    });
  },
};

/** @param read what an instance is, nested or flat, and where it stands. */
async function encode<T>(
  preprocessing: TensorPreprocessing,
  instances: readonly T[],
  read: (instance: T, index: number) => { readonly instance: unknown; readonly where: string },
): Promise<Float32Array> {
  const size = sizeOf(preprocessing);
  const inputs = new Float32Array(instances.length * size);
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (const [index, each] of instances.entries()) {
    const room = inputs.subarray(index * size, (index + 1) * size);
    const { instance, where } = read(each, index);
    nestedNumbers(room, instance, preprocessing.shape, where);
    scaleNumbers(preprocessing, room, room);
    await breathe();
  }
  return inputs;
}

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

/** A first line without a number is taken for names. */
async function readRows(form: TensorPreprocessing, bytes: Uint8Array, countMax: number): Promise<string[][]> {
  const text = decodeText(bytes);
  const size = sizeOf(form);
  const limits = {
    recordsMax: countMax + 2,
    fieldsMax: size,
    recordBytesMax: LINE_BYTES_MIN + size * NUMBER_BYTES_MAX,
  };
  const records = await readRecords(text, { delimiter: delimiterOf(text), ...limits });
  const rows = records[0]?.every((field) => !isNumber(field)) ? records.slice(1) : records;
  if (rows.length > countMax) throw misfit('the file', `at most ${countMax} rows`, 'more');
  if (rows.length === 0) throw misfit('the file', 'at least one row of numbers', 'none');
  return rows;
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
