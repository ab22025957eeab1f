/** What the preprocessing of each kind of data becomes in a graph. */
import type { GraphWriter, Output } from '../graph-writer.ts';

/** A tensor that the graph is fed, as the dataset held it. */
export interface GraphInput {
  /** As the version's signature calls it. */
  readonly name: string;
  readonly output: Output;
  /** The batch first; −1 where any size will do. */
  readonly shape: readonly number[];
}

export interface GraphPreprocessing {
  readonly inputs: readonly GraphInput[];
  /** float32 `[batch, …inputShape]`: what the network takes. */
  readonly output: Output;
  /** What the graph takes in another form than this service does, in sentences. */
  readonly notes: string[];
}

export type WritePreprocessing<P> = (writer: GraphWriter, preprocessing: P) => GraphPreprocessing;

/** Nodes have plain names; what an input is called, any text, is said by the signature. */
export function feed(
  writer: GraphWriter,
  name: string,
  type: Output['type'],
  shape: readonly number[],
  index = 0,
): GraphInput {
  return { name, output: writer.placeholder(`inputs/${index}`, type, shape), shape };
}

/** `(x − offset) / divisor` of float64, rounded to float32 once, as this service computes it. */
export function scaled(
  writer: GraphWriter,
  x: Output,
  offsets: readonly number[],
  divisors: readonly number[],
): Output {
  const list = (values: readonly number[]): Output =>
    writer.numbers('float64', values, values.length === 1 ? [] : [values.length]);
  const shifted = writer.arithmetic('Sub', writer.cast(x, 'float64'), list(offsets));
  return writer.cast(writer.arithmetic('RealDiv', shifted, list(divisors)), 'float32');
}
