/**
 * Weights as bytes: little-endian float32, one tensor after the other, in the order that the manifest names
 * (the layout of tfjs' `weights.bin`). Every supported processor is little-endian, so a typed array is that already.
 */
import { AppError } from '../errors.ts';
import type { NamedWeight } from '../models/index.ts';

const BYTES_PER_NUMBER = 4;

/** All weights in one buffer. */
export function encodeWeights(weights: readonly NamedWeight[]): Buffer {
  return Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)));
}

/**
 * Cuts a buffer into the weights that the manifest names.
 * @throws AppError ERR_VERSION_BROKEN if the sizes do not agree.
 */
export function decodeWeights(
  bytes: Buffer,
  entries: readonly { name: string; shape: readonly number[] }[],
): NamedWeight[] {
  const sizes = entries.map(({ shape }) => shape.reduce((size, dimension) => size * dimension, 1));
  const expected = sizes.reduce((sum, size) => sum + size, 0) * BYTES_PER_NUMBER;
  if (bytes.length !== expected) {
    throw new AppError('ERR_VERSION_BROKEN', `Expected ${expected} bytes of weights. Received: ${bytes.length}.`);
  }
  // A copy of its own: file buffers may start at any byte, float32 views only at every fourth.
  const numbers = new Float32Array(new Uint8Array(bytes).buffer);
  let start = 0;
  return entries.map(({ name, shape }, index) => {
    const size = sizes[index] as number;
    const values = numbers.subarray(start, start + size);
    start += size;
    return { name, shape, values };
  });
}
