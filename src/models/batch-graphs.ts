/**
 * How a batch comes into a graph: inputs as numbers, or as bytes that the graph divides, and what is true of them. Graphs that
 * train and graphs that measure take their batches alike.
 */
import { createResourceVariable, freeing, type ResourceVariable, type Tensor, tf } from '../engine/index.ts';
import { truthsOf } from './example-batches.ts';
import type { Network } from './network.ts';

export interface BatchGraphs {
  /** The graph's inputs for so many examples. */
  shapesOf(count: number): readonly [BatchShape, BatchShape];
  /** In float32: the same numbers as the examples' own preprocessing gives. */
  preprocessed(inputs: Tensor | undefined): Tensor;
  /** To be one of the session's variables, and then its owner's to destroy. */
  readonly divisor: ResourceVariable;
}

interface BatchShape {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'uint8';
}

/** @param divideBy set: inputs come as bytes, to be divided by this. */
export function createBatchGraphs(network: Network, divideBy: number | undefined): BatchGraphs {
  // A variable, although it never changes: TensorFlow makes of a division by a constant a product, which rounds otherwise.
  const divisor = freeing(() => createResourceVariable(tf.scalar(divideBy ?? 1)));
  const dtype = divideBy === undefined ? 'float32' : 'uint8';
  return {
    divisor,
    shapesOf: (count) => [{ shape: [count, ...network.inputShape], dtype }, truthsOf(network, count)],
    preprocessed: (inputs) => (divideBy === undefined ? (inputs as Tensor) : tf.div(inputs as Tensor, divisor.read())),
  };
}

/** What was made for a key, or what is made now. */
export function remembered<T>(known: Map<number, T>, key: number, make: (key: number) => T): T {
  const value = known.get(key) ?? make(key);
  known.set(key, value);
  return value;
}
