/** A tensor's `data` in JSON: flat or nested as its shape says, row-major, every element of its datatype. */
import { AppError } from '../../../errors.ts';
import { show } from '../../../schema-words.ts';
import type { Datatype } from '../../datatypes.ts';
import type { NestedNumbers } from '../../json-numbers.ts';
import type { InputTensor } from '../input-tensor.ts';

export type TensorHead = Pick<InputTensor, 'name' | 'datatype' | 'shape'>;

/** Smallest and largest; of 64 bits, as far as JSON's numbers are exact. */
const RANGES: Readonly<Partial<Record<Datatype, readonly [number, number]>>> = {
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 4_294_967_295],
  UINT64: [0, Number.MAX_SAFE_INTEGER],
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-2_147_483_648, 2_147_483_647],
  INT64: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** @throws AppError ERR_INSTANCES naming the input and the place. */
export function tensorOfData(head: TensorHead, data: unknown): InputTensor {
  const { name, datatype, shape } = head;
  if (!Array.isArray(data)) throw misfit(head, `data, or binary_data_size in its parameters,`, show(data));
  const flat = shape.length > 1 && Array.isArray(data[0]) ? flattened(head, data) : data;
  const size = elementsOf(shape);
  if (flat.length !== size) throw misfit(head, `${size} elements, as its shape says,`, `${flat.length}`);
  if (datatype === 'BYTES') return { ...head, values: flat.map((element, index) => textOf(head, element, index)) };
  const range = RANGES[datatype];
  const numbers = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    const element = flat[index];
    const number = datatype === 'BOOL' && typeof element === 'boolean' ? Number(element) : element;
    const fits = number === null || (typeof number === 'number' && isOf(datatype, range, number));
    if (!fits) throw misfit(head, `${datatype}${range ? ` from ${range.join(' to ')}` : ''}`, show(element), index);
    numbers[index] = number === null ? Number.NaN : (number as number);
  }
  return { name, datatype, shape, values: numbers };
}

/**
 * The same of numbers that were read already.
 * @returns undefined where they are not the tensor's, or may not be: whoever reads all of them says so.
 */
export function tensorOfNumbers(
  { name, datatype, shape }: TensorHead,
  { numbers, lengths, areWhole }: NestedNumbers,
): InputTensor | undefined {
  const isNested = lengths.length === shape.length && lengths.every((length, axis) => length === shape[axis]);
  if (!isNested && (lengths.length > 1 || numbers.length !== elementsOf(shape))) return undefined;
  const range = RANGES[datatype];
  if (datatype === 'BYTES' || datatype === 'BOOL' || (range && !areWhole)) return undefined;
  if (range && !areWithin(numbers, range)) return undefined;
  return { name, datatype, shape, values: numbers };
}

function areWithin(numbers: Float32Array, [least, most]: readonly [number, number]): boolean {
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index] as number;
    if (number < least || number > most) return false;
  }
  return true;
}

/** How many elements a tensor of this shape has. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** @returns a size in bytes that is within what is left. @throws AppError ERR_INSTANCES. */
export function expectSize(size: unknown, left: number, what: string): number {
  if (Number.isSafeInteger(size) && (size as number) >= 0 && (size as number) <= left) return size as number;
  const expected = `binary_data_size from 0 to ${left}, the bytes that are left, for ${what}`;
  throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${show(size)}.`);
}

function isOf(datatype: Datatype, range: readonly [number, number] | undefined, number: number): boolean {
  if (range) return Number.isInteger(number) && number >= range[0] && number <= range[1];
  return datatype === 'BOOL' ? number === 0 || number === 1 : Number.isFinite(number);
}

function textOf(head: TensorHead, element: unknown, index: number): string | null {
  if (typeof element === 'string' || element === null) return element;
  throw misfit(head, 'a text', show(element), index);
}

/** Every list is as long as the shape says at its depth: a ragged one is none of a tensor. */
function flattened(head: TensorHead, data: readonly unknown[]): unknown[] {
  const { shape } = head;
  const flat: unknown[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth === shape.length) {
      flat.push(value);
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[depth])
      throw misfit(head, `lists of ${shape[depth]} at depth ${depth + 1}`, show(value));
    for (const each of value) visit(each, depth + 1);
  };
  visit(data, 0);
  return flat;
}

function misfit({ name, datatype, shape }: TensorHead, expected: string, received: string, index?: number): AppError {
  const place = index === undefined ? `input "${name}"` : `element ${index} of input "${name}"`;
  const tensor = `${datatype} of shape [${shape.join(', ')}]`;
  return new AppError('ERR_INSTANCES', `Expected ${expected} for ${place} (${tensor}). Received: ${received}.`);
}
