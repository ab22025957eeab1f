/** Tensors that came as raw bytes: little-endian, row-major; an element of BYTES has its length in 32 bits before it. */
import { AppError } from '../../../errors.ts';
import { type Datatype, ELEMENT_BYTES } from '../../datatypes.ts';
import type { InputTensor } from '../input-tensor.ts';
import { elementsOf, type TensorHead } from './tensor-data.ts';

type Values = Pick<InputTensor, 'shape' | 'values'>;

const LENGTH_BYTES = 4;

/**
 * @param head with at most one size −1 in its shape, which follows from the bytes.
 * @param countMax of instances: beyond it, elements of BYTES are looked at but not kept, since no model takes so many.
 * @throws AppError ERR_INSTANCES where the bytes are not as many as the shape needs.
 */
export function decodeRaw(head: TensorHead, bytes: Buffer, countMax: number): Values {
  const width = ELEMENT_BYTES[head.datatype];
  const shape = width === undefined ? head.shape : closedShape(head, bytes.length / width);
  const size = elementsOf(shape);
  if (width === undefined) return { shape, values: decodeBytes(head, size, bytes, countMax) };
  if (bytes.length !== size * width) throw misfit(head, `${size * width} bytes`, bytes.length);
  return { shape, values: decodeNumbers(head.datatype, size, bytes) };
}

function closedShape(head: TensorHead, elements: number): readonly number[] {
  const { shape } = head;
  const open = shape.filter((size) => size === -1).length;
  if (open === 0) return shape;
  const rest = elementsOf(shape.filter((size) => size !== -1));
  if (open > 1 || !Number.isInteger(elements / rest))
    throw misfit(head, `whole instances of [${shape.join(', ')}]`, elements);
  return shape.map((size) => (size === -1 ? elements / rest : size));
}

function decodeBytes(head: TensorHead, size: number, bytes: Buffer, countMax: number): Uint8Array[] {
  const elements: Uint8Array[] = [];
  let count = 0;
  let at = 0;
  // Each has at least its length: a shape that lies ends with the bytes.
  for (; at + LENGTH_BYTES <= bytes.length && count < size; count++) {
    const start = at + LENGTH_BYTES;
    const end = start + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    if (size <= countMax) elements.push(bytes.subarray(start, end));
    at = end;
  }
  if (count === size && at === bytes.length) return elements;
  throw misfit(head, `${size} elements, each after its length in 32 bits, in all of the bytes`, count);
}

function decodeNumbers(datatype: Datatype, size: number, bytes: Buffer): InputTensor['values'] {
  // A copy of its own: views of more than one byte must start at a multiple of their width.
  const buffer = new Uint8Array(bytes).buffer;
  switch (datatype) {
    case 'UINT8':
    case 'BOOL':
      return new Uint8Array(buffer);
    case 'INT8':
      return new Int8Array(buffer);
    case 'UINT16':
      return new Uint16Array(buffer);
    case 'INT16':
      return new Int16Array(buffer);
    case 'UINT32':
      return new Uint32Array(buffer);
    case 'INT32':
      return new Int32Array(buffer);
    case 'FP32':
      return new Float32Array(buffer);
    case 'FP64':
      return new Float64Array(buffer);
    case 'UINT64':
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case 'INT64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'FP16':
      return Float64Array.from(new Uint16Array(buffer), halfNumber);
    case 'BYTES':
      throw new RangeError(`Expected numbers. Received: ${size} elements of BYTES.`);
  }
}

/** IEEE 754: a sign, five bits of exponent, ten of fraction. */
function halfNumber(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction));
}

function misfit({ name, datatype, shape }: TensorHead, expected: string, received: number): AppError {
  const tensor = `input "${name}" (${datatype} of shape [${shape.join(', ')}])`;
  return new AppError('ERR_INSTANCES', `Expected ${expected} for ${tensor}. Received: ${received}.`);
}
