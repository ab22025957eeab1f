/**
 * Reads IDX, the format in which MNIST is published: two zero bytes, the element type, the number of
 * dimensions, each dimension as a big-endian 32-bit integer, then the elements.
 * Source: the page of the MNIST database, "The IDX file format".
 */

const UNSIGNED_BYTE = 0x08;

export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes, without copying its values.
 * @throws RangeError that says what was expected and what came.
 */
export function readIdx(bytes: Uint8Array): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = bytes[3] ?? 0;
  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== UNSIGNED_BYTE) {
    throw new RangeError('Expected an IDX file of unsigned bytes. Received: another header.');
  }
  const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (bytes.length !== headerBytes + size) {
    throw new RangeError(
      `Expected ${size} bytes for IDX of shape [${shape.join(', ')}]. Received: ${bytes.length - headerBytes}.`,
    );
  }
  return { shape, values: bytes.subarray(headerBytes) };
}
