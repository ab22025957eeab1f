/**
 * Cuts examples into batches, gathered by whoever computes or written one after the other into the same arrays: a batch is
 * gone when the next is asked for. Knows nothing of what is done with them.
 */
import type { Examples } from '../data/examples.ts';
import type { GatheredRows } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { Network } from './network.ts';
import { endsInSoftmax, product } from './specification/index.ts';
import type { BatchInputs } from './training-step.ts';

export interface ExampleBatch {
  /** Preprocessed numbers, row-major, of which the first `count` examples count; or rows to gather. */
  readonly inputs: Float32Array | GatheredRows;
  readonly labels: Int32Array;
  readonly count: number;
}

/**
 * @param indices which examples, in which order.
 * @param size examples in a batch; the last batch holds what remains.
 * @param gathered whether inputs are given as rows of what the examples keep in memory, as bytes or as numbers, where they do.
 */
export function* exampleBatches(
  examples: Examples,
  indices: Uint32Array,
  size: number,
  gathered: boolean,
): Generator<ExampleBatch, void, undefined> {
  const room = Math.min(size, indices.length);
  const kept = gathered ? (examples.bytes?.values ?? examples.numbers) : undefined;
  const inputsOf = kept ? rowGatherer(kept, indices) : numberWriter(examples, indices, room);
  const labels = new Int32Array(room);
  for (let from = 0; from < indices.length; from += size) {
    const to = Math.min(from + size, indices.length);
    const inputs = inputsOf(from, to);
    for (let position = from; position < to; position++) {
      labels[position - from] = examples.labels[indices[position] as number] as number;
    }
    yield { inputs, labels, count: to - from };
  }
}

/** For those who compute with numbers only. */
export function expectNumbers(inputs: BatchInputs): Float32Array {
  if (inputs instanceof Float32Array) return inputs;
  throw new TypeError('Expected preprocessed numbers. Received: bytes, or rows to gather.');
}

type InputsOf = (from: number, to: number) => ExampleBatch['inputs'];

function rowGatherer(values: Uint8Array | Float32Array, rows: Uint32Array): InputsOf {
  return (from, to) => ({ values, rows, from, to });
}

function numberWriter(examples: Examples, indices: Uint32Array, room: number): InputsOf {
  const inputs = new Float32Array(room * product(examples.shape));
  return (from, to) => {
    examples.writeInputs(indices, from, to, inputs);
    return inputs;
  };
}

/**
 * Refuses examples that the network cannot classify.
 * @throws AppError ERR_NETWORK where there are none, where shapes or classes do not fit, or the network does not end in a softmax over classes.
 */
export function expectFit(network: Network, examples: Examples): void {
  const { inputShape, outputShape, layers } = network;
  const [classes] = outputShape;
  if (examples.count === 0) throw unfit('at least one example', 'none');
  if (examples.shape.join() !== inputShape.join())
    throw unfit(`examples of shape [${inputShape}]`, `[${examples.shape}]`);
  if (outputShape.length !== 1 || classes === undefined || !endsInSoftmax(layers.at(-1))) {
    throw unfit('a network that ends in a softmax over a unit for each class', `an output of shape [${outputShape}]`);
  }
  const stranger = examples.labels.find((label) => label < 0 || label >= classes);
  if (stranger !== undefined) throw unfit(`labels from 0 to ${classes - 1}`, `${stranger}`);
}

function unfit(expected: string, received: string): AppError {
  return new AppError('ERR_NETWORK', `Expected ${expected}. Received: ${received}.`);
}
