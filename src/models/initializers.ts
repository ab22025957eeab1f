/**
 * The values that weights start from: Keras 3's initializers, drawn from our own seeded streams, so that a seed gives
 * the same bytes on every machine. Plain arithmetic, no TensorFlow.
 */
import type { RandomStream } from './random.ts';

/**
 * Glorot & Bengio's uniform initializer: from −limit to limit, `limit = √(6 / (fanIn + fanOut))`.
 * @param shape of a kernel: `[inputs, outputs]` or `[height, width, inputs, outputs]`.
 */
export function glorotUniform(shape: readonly number[], random: RandomStream): Float32Array {
  const { fanIn, fanOut } = computeFans(shape);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const values = new Float32Array(shape.reduce((size, dimension) => size * dimension, 1));
  for (let index = 0; index < values.length; index++) values[index] = (2 * random.uniform() - 1) * limit;
  return values;
}

/**
 * How many inputs and outputs a kernel connects, as Keras' `compute_fans` counts them: a convolution's window counts
 * as that many inputs and outputs.
 */
export function computeFans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const window = shape.slice(0, -2).reduce((size, dimension) => size * dimension, 1);
  return { fanIn: (shape.at(-2) ?? 1) * window, fanOut: (shape.at(-1) ?? 1) * window };
}

/**
 * A random orthogonal matrix (Saxe, McClelland & Ganguli 2013): the shorter side's vectors are orthonormal.
 * Keras takes Q of a normal matrix' QR decomposition, each column with the sign that makes R's diagonal positive.
 * That Q is unique, and Gram–Schmidt gives it directly. A tall normal matrix is well-conditioned, so the modified
 * process in double precision is exact to about 1e-14.
 */
export function orthogonal(shape: readonly [number, number], random: RandomStream): Float32Array {
  const [rows, columns] = shape;
  const length = Math.max(rows, columns);
  const count = Math.min(rows, columns);
  const vectors = Array.from({ length: count }, () => Float64Array.from({ length }, () => random.normal()));
  orthonormalize(vectors);
  const values = new Float32Array(rows * columns);
  for (const [index, vector] of vectors.entries()) {
    for (let position = 0; position < length; position++) {
      values[rows < columns ? index * columns + position : position * columns + index] = vector[position] as number;
    }
  }
  return values;
}

/** Modified Gram–Schmidt, in place. */
function orthonormalize(vectors: readonly Float64Array[]): void {
  for (const [index, vector] of vectors.entries()) {
    scale(vector, 1 / Math.sqrt(dot(vector, vector)));
    for (const later of vectors.slice(index + 1)) subtractMultiple(later, vector, dot(vector, later));
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}

function scale(vector: Float64Array, factor: number): void {
  for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] as number) * factor;
}

function subtractMultiple(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let index = 0; index < vector.length; index++) {
    vector[index] = (vector[index] as number) - factor * (other[index] as number);
  }
}

/** An LSTM's bias: zeros, but ones for the forget gate (Jozefowicz et al. 2015). Gates in Keras' order i, f, c, o. */
export function unitForgetBias(units: number): Float32Array {
  return new Float32Array(4 * units).fill(1, units, 2 * units);
}
