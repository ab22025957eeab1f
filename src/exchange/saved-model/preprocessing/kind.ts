/** What the preprocessing of each kind of data becomes in a graph. */
import { canBeFeature, featureOf } from '../examples.ts';
import type { GraphInput } from '../graph-input.ts';
import type { GraphWriter, Output } from '../graph-writer.ts';

export interface GraphPreprocessing {
  readonly inputs: readonly GraphInput[];
  /** float32 `[batch, …inputShape]`: what the network takes. */
  readonly output: Output;
  /** What the graph takes in another form than this service does, in sentences. */
  readonly notes: string[];
}

export type WritePreprocessing<P> = (writer: GraphWriter, preprocessing: P) => GraphPreprocessing;

export interface FeedOptions {
  /** Among the inputs; 0 unless given. */
  readonly index?: number;
  readonly optional?: boolean;
}

/** Nodes have plain names; what an input is called, any text, is said by the signature. */
export function feed(
  writer: GraphWriter,
  name: string,
  type: Output['type'],
  shape: readonly number[],
  { index = 0, optional = false }: FeedOptions = {},
): GraphInput {
  const node = `inputs/${index}`;
  if (!canBeFeature(shape)) return { name, output: writer.placeholder(node, type, shape), shape, optional };
  const parsed = featureOf(writer, index, type);
  const output = writer.node('PlaceholderWithDefault', [parsed], { dtype: { type }, shape: { shape } }, type, node);
  return { name, output, shape, optional };
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
