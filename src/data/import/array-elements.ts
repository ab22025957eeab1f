/** The element types of arrays in files, and their bytes as numbers or texts. */
import os from 'node:os';

export const ELEMENT_BYTES = {
  ...{ bool: 1, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, uint64: 8 },
  ...{ float16: 2, float32: 4, float64: 8 },
} as const;

export type NumberType = keyof typeof ELEMENT_BYTES;
export type ElementType = NumberType | 'text';
/** Bytes and single precision as they are, all others in double. */
export type NumberChunk = Uint8Array | Float32Array | Float64Array;

const NATIVE_LITTLE = os.endianness() === 'LE';

/** @param bytes whole elements in memory of their own; they may be turned in place. */
export function decodeNumbers(bytes: Buffer, type: NumberType, littleEndian: boolean): NumberChunk {
  if (littleEndian !== NATIVE_LITTLE) swap(bytes, ELEMENT_BYTES[type]);
  const { buffer } = bytes;
  switch (type) {
    case 'bool':
      return new Uint8Array(buffer).map((value) => (value === 0 ? 0 : 1));
    case 'uint8':
      return new Uint8Array(buffer);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'int8':
      return new Float64Array(new Int8Array(buffer));
    case 'int16':
      return new Float64Array(new Int16Array(buffer));
    case 'uint16':
      return new Float64Array(new Uint16Array(buffer));
    case 'int32':
      return new Float64Array(new Int32Array(buffer));
    case 'uint32':
      return new Float64Array(new Uint32Array(buffer));
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'uint64':
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case 'float16':
      return Float64Array.from(new Uint16Array(buffer), halfPrecision);
  }
}

/** Texts of a fixed number of bytes each, filled with NUL. @param wide four bytes a character. */
export function decodeText(bytes: Buffer, elementBytes: number, wide: boolean, littleEndian: boolean): string[] {
  const texts: string[] = [];
  for (let start = 0; start < bytes.length; start += elementBytes) {
    const element = bytes.subarray(start, start + elementBytes);
    texts.push((wide ? wideText(element, littleEndian) : element.toString('utf8')).replace(/\0+$/, ''));
  }
  return texts;
}

function wideText(bytes: Buffer, littleEndian: boolean): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const point = littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}

function swap(bytes: Buffer, elementBytes: number): void {
  if (elementBytes === 2) bytes.swap16();
  if (elementBytes === 4) bytes.swap32();
  if (elementBytes === 8) bytes.swap64();
}

/** IEEE 754: one bit of sign, five of exponent, ten of fraction. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
