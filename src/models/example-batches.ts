/**
 * Cuts examples into batches, written one after the other into the same arrays: a batch is gone when the next is asked
 * for. Knows nothing of what is done with them.
 */
import type { Examples } from '../data/examples.ts';
import { AppError } from '../errors.ts';
import type { Network } from './network.ts';
import { product } from './specification/index.ts';

export interface ExampleBatch {
  /** Row-major, preprocessed; the first `count` examples of it count. */
  readonly inputs: Float32Array;
  readonly labels: Int32Array;
  readonly count: number;
}

/**
 * @param indices which examples, in which order.
 * @param size examples in a batch; the last batch holds what remains.
 */
export function* exampleBatches(
  examples: Examples,
  indices: Uint32Array,
  size: number,
): Generator<ExampleBatch, void, undefined> {
  const room = Math.min(size, indices.length);
  const inputs = new Float32Array(room * product(examples.shape));
  const labels = new Int32Array(room);
  for (let from = 0; from < indices.length; from += size) {
    const to = Math.min(from + size, indices.length);
    examples.writeInputs(indices, from, to, inputs);
    for (let position = from; position < to; position++) {
      labels[position - from] = examples.labels[indices[position] as number] as number;
    }
    yield { inputs, labels, count: to - from };
  }
}

/**
 * Refuses examples that the network cannot classify.
 * @throws AppError ERR_NETWORK where there are none, where shapes or classes do not fit, or the network does not end in a softmax over classes.
 */
export function expectFit(network: Network, examples: Examples): void {
  const { inputShape, outputShape, layers } = network;
  const [classes] = outputShape;
  const last = layers.at(-1);
  if (examples.count === 0) throw unfit('at least one example', 'none');
  if (examples.shape.join() !== inputShape.join())
    throw unfit(`examples of shape [${inputShape}]`, `[${examples.shape}]`);
  if (outputShape.length !== 1 || classes === undefined || last?.type !== 'dense' || last.activation !== 'softmax') {
    throw unfit(
      'a network that ends in a dense softmax layer with a unit for each class',
      `an output of shape [${outputShape}]`,
    );
  }
  const stranger = examples.labels.find((label) => label < 0 || label >= classes);
  if (stranger !== undefined) throw unfit(`labels from 0 to ${classes - 1}`, `${stranger}`);
}

function unfit(expected: string, received: string): AppError {
  return new AppError('ERR_NETWORK', `Expected ${expected}. Received: ${received}.`);
}
