/**
 * Reads IDX, the format in which MNIST is published: two zero bytes, the element type, the number of
 * dimensions, each dimension as a big-endian 32-bit integer, then the elements, big-endian too.
 * Source: the page of the MNIST database, "The IDX file format".
 */

export type IdxType = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

export interface IdxHeader {
  readonly type: IdxType;
  readonly shape: readonly number[];
  /** In bytes: where the elements begin. */
  readonly offset: number;
}

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const TYPES: Readonly<Record<number, IdxType>> = {
  ...{ 8: 'uint8', 9: 'int8', 11: 'int16', 12: 'int32', 13: 'float32', 14: 'float64' },
};

/** @param head the first bytes of a file, 16 or more unless it is shorter. @returns nothing where they are no such header. */
export function readIdxHeader(head: Uint8Array): IdxHeader | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const type = TYPES[head[2] ?? 0];
  const dimensions = head[3] ?? 0;
  const offset = 4 + 4 * dimensions;
  if (head.length < offset || head[0] !== 0 || head[1] !== 0 || !type || dimensions === 0) return undefined;
  return { type, shape: Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index)), offset };
}

/**
 * Reads an IDX file of unsigned bytes, without copying its values.
 * @throws RangeError that says what was expected and what came.
 */
export function readIdx(bytes: Uint8Array): IdxArray {
  const header = readIdxHeader(bytes);
  if (header?.type !== 'uint8') {
    throw new RangeError('Expected an IDX file of unsigned bytes. Received: another header.');
  }
  const { shape, offset } = header;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (bytes.length !== offset + size) {
    throw new RangeError(
      `Expected ${size} bytes for IDX of shape [${shape.join(', ')}]. Received: ${bytes.length - offset}.`,
    );
  }
  return { shape, values: bytes.subarray(offset) };
}
