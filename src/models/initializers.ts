/**
 * The values that weights start from: Keras 3's initializers, drawn from our own seeded streams, so that a seed gives
 * the same bytes on every machine; orthogonal ones on the same machine. Plain arithmetic but for those.
 */

import type { RandomStream } from '../random.ts';
import { orthogonal } from './orthogonal.ts';
import { type Initializer, product } from './specification/index.ts';

const NAMED_DEVIATION = 0.05;
/** Of a normal distribution that is cut off at two deviations, relative to the whole one. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** Scaled by how many inputs (He, LeCun), or inputs and outputs (Glorot), a kernel connects. */
const SCALES: Readonly<Record<'glorot' | 'he' | 'lecun', (fans: Fans) => number>> = {
  glorot: ({ fanIn, fanOut }) => 2 / (fanIn + fanOut),
  he: ({ fanIn }) => 2 / fanIn,
  lecun: ({ fanIn }) => 1 / fanIn,
};

interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** The values of a weight of a shape, by Keras' initializer of that name. */
export function initialize(initializer: Initializer, shape: readonly number[], random: RandomStream): Float32Array {
  const size = product(shape);
  const draw = (next: () => number): Float32Array => Float32Array.from({ length: size }, next);
  switch (initializer) {
    case 'zeros':
      return new Float32Array(size);
    case 'ones':
      return new Float32Array(size).fill(1);
    case 'randomNormal':
      return draw(() => NAMED_DEVIATION * random.normal());
    case 'truncatedNormal':
      return draw(() => NAMED_DEVIATION * truncatedNormal(random));
    case 'randomUniform':
      return draw(() => NAMED_DEVIATION * (2 * random.uniform() - 1));
    case 'orthogonal':
      return orthogonal([product(shape.slice(0, -1)), shape.at(-1) ?? 1], random);
    case 'glorotUniform':
      return glorotUniform(shape, random);
    default:
      return draw(scaled(initializer, computeFans(shape), random));
  }
}

/** Uniform from −√(3 × scale) to √(3 × scale), or truncated normal of that variance. */
function scaled(initializer: Initializer, fans: Fans, random: RandomStream): () => number {
  const [, kind = 'glorot', distribution] = /^([a-z]+)(Uniform|Normal)$/.exec(initializer) ?? [];
  const scale = SCALES[kind as keyof typeof SCALES](fans);
  const limit = Math.sqrt(3 * scale);
  const deviation = Math.sqrt(scale) / TRUNCATED_DEVIATION;
  if (distribution === 'Uniform') return () => (2 * random.uniform() - 1) * limit;
  return () => deviation * truncatedNormal(random);
}

/** Values beyond two deviations are drawn again. */
function truncatedNormal(random: RandomStream): number {
  let value = random.normal();
  while (Math.abs(value) > 2) value = random.normal();
  return value;
}

/**
 * Glorot & Bengio's uniform initializer: from −limit to limit, `limit = √(6 / (fanIn + fanOut))`.
 * @param shape of a kernel: `[inputs, outputs]` or `[height, width, inputs, outputs]`.
 */
export function glorotUniform(shape: readonly number[], random: RandomStream): Float32Array {
  const { fanIn, fanOut } = computeFans(shape);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const values = new Float32Array(product(shape));
  for (let index = 0; index < values.length; index++) values[index] = (2 * random.uniform() - 1) * limit;
  return values;
}

/**
 * How many inputs and outputs a kernel connects, as Keras' `compute_fans` counts them: a convolution's window counts
 * as that many inputs and outputs.
 */
export function computeFans(shape: readonly number[]): Fans {
  if (shape.length < 2) return { fanIn: product(shape), fanOut: product(shape) };
  const window = product(shape.slice(0, -2));
  return { fanIn: (shape.at(-2) ?? 1) * window, fanOut: (shape.at(-1) ?? 1) * window };
}
