/**
 * Keras 3's numbers for every layer, as `test/oracles/keras_layers.py` made them, with the weights and inputs that both
 * sides compute by a formula. Every harness over all layers goes through these cases.
 */
import { readFileSync } from 'node:fs';
import { createNetwork, type NamedWeight, type Network } from '../../src/models/index.ts';
import { type NamedLayer, product, type ResolvedOptimizer } from '../../src/models/specification/index.ts';

type Adam = Extract<ResolvedOptimizer, { type: 'adam' }>;

/** A few numbers, evenly spaced, of an array of `size`, and the mean of all absolute ones. */
export interface Sample {
  readonly size: number;
  readonly meanAbsolute: number;
  readonly values: readonly number[];
}

export interface LayerCase {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly inputs: { readonly scale?: number; readonly integers?: number };
  /** With a softmax output layer after the body. */
  readonly layers: readonly NamedLayer[];
  /** How many layers the body has. */
  readonly body: number;
  /** Of the body. */
  readonly outputShape: readonly number[];
  readonly outputs: Sample;
  /** Before each step, and after the last. */
  readonly losses: readonly number[];
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly change: Sample;
  }[];
}

interface Oracles {
  readonly batch: number;
  readonly steps: number;
  readonly optimizer: Omit<Adam, 'type' | 'amsgrad'>;
  readonly cases: readonly LayerCase[];
}

export const CLASSES = 3;
const INPUT_STREAM = 1000;

const oracles = JSON.parse(readFileSync(new URL('../oracles/keras-layers.json', import.meta.url), 'utf8')) as Oracles;
export const { batch: BATCH, steps: STEPS, cases: LAYER_CASES } = oracles;
export const OPTIMIZER: ResolvedOptimizer = { type: 'adam', amsgrad: false, ...oracles.optimizer };
export const LABELS = Int32Array.from({ length: BATCH }, (_, index) => (index * 7) % CLASSES);

/** @param layers of the case: all of them, or only the first. */
export function networkOf({ inputShape }: LayerCase, layers: readonly NamedLayer[], seed = 0): Network {
  const network = createNetwork(layers, inputShape, seed);
  network.setWeights(network.weights().map(weightOf));
  return network;
}

/** Around 1 for what multiplies (and for variances), around 0 with the variance 1 / inputs for the others. */
function weightOf({ name, shape }: NamedWeight, stream: number): NamedWeight {
  const size = product(shape);
  const multiplies = /(gamma|moving_variance)$/.test(name);
  const scale = multiplies ? 0.5 : shape.length === 1 ? 0.1 : Math.sqrt((3 * (shape.at(-1) ?? 1)) / size);
  const values = Float32Array.from(
    pseudoRandom(size, stream),
    (value) => (multiplies ? 1 : 0) + scale * (2 * value - 1),
  );
  return { name, shape, values };
}

export function inputsOf({ inputShape, inputs: { scale = 1, integers } }: LayerCase): Float32Array {
  return Float32Array.from(pseudoRandom(BATCH * product(inputShape), INPUT_STREAM), (value) =>
    integers ? Math.floor(value * integers) : (2 * value - 1) * scale,
  );
}

/** The numbers that a sample of an array holds. */
export function sampleOf(values: Float32Array, { values: { length: count } }: Sample): number[] {
  const last = values.length - 1;
  return Array.from({ length: count }, (_, index) => values[Math.floor((index * last) / Math.max(1, count - 1))] ?? 0);
}

/** The formula of `pseudo_random` in keras_oracles.py. */
export function pseudoRandom(size: number, stream: number): number[] {
  return Array.from({ length: size }, (_, index) => {
    const x = Math.sin(index * 12.9898 + (stream + 1) * 78.233) * 43758.5453;
    return x - Math.floor(x);
  });
}
