/**
 * Cuts examples into batches, gathered by whoever computes or written one after the other into the same arrays: a batch is
 * gone when the next is asked for. Knows nothing of what is done with them.
 */
import type { Examples, ReadBytes, Targets } from '../data/examples.ts';
import type { GatheredRows } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { Truths } from './metrics/index.ts';
import type { Network } from './network.ts';
import { product } from './specification/index.ts';
import { lookUpCheck } from './tokens.ts';
import type { BatchInputs } from './training-step.ts';

export interface ExampleBatch {
  /** Preprocessed numbers or bytes, row-major, of which the first `count` examples count; or rows to gather. */
  readonly inputs: BatchInputs;
  readonly truths: Truths;
  readonly count: number;
}

/**
 * @param indices which examples, in which order.
 * @param size examples in a batch; the last batch holds what remains.
 * @param compact whether inputs are given as the examples keep them, where they do: as rows of what is in memory, and what are
 * bytes as bytes.
 */
export function* exampleBatches(
  examples: Examples,
  indices: Uint32Array,
  size: number,
  compact: boolean,
): Generator<ExampleBatch, void, undefined> {
  const room = Math.min(size, indices.length);
  const inputsOf = compact ? compactInputs(examples, indices, room) : numberWriter(examples, indices, room);
  const truthsAt = targetReader(examples.targets, indices, room);
  for (let from = 0; from < indices.length; from += size) {
    const to = Math.min(from + size, indices.length);
    const inputs = inputsOf(from, to);
    yield { inputs, truths: truthsAt(from, to), count: to - from };
  }
}

/** For those who compute with numbers only. */
export function expectNumbers(inputs: BatchInputs): Float32Array {
  if (inputs instanceof Float32Array) return inputs;
  throw new TypeError('Expected preprocessed numbers. Received: bytes, or rows to gather.');
}

/** What a graph would gather and divide, for those too: as the examples themselves write it. */
export function numbersOf(inputs: BatchInputs, count: number, size: number, divideBy = 1): Float32Array {
  if (inputs instanceof Float32Array) return inputs;
  const numbers = new Float32Array(count * size);
  if (inputs instanceof Uint8Array) numbers.set(inputs.subarray(0, count * size));
  else for (let place = 0; place < count; place++) numbers.set(rowOf(inputs, place, size), place * size);
  const isDivided = inputs instanceof Uint8Array || inputs.values instanceof Uint8Array;
  return isDivided ? numbers.map((number) => number / divideBy) : numbers;
}

function rowOf({ values, rows, from }: GatheredRows, place: number, size: number): ArrayLike<number> {
  const row = rows[from + place] as number;
  return values.subarray(row * size, (row + 1) * size);
}

type InputsOf = (from: number, to: number) => BatchInputs;

function compactInputs(examples: Examples, indices: Uint32Array, room: number): InputsOf {
  const { bytes, numbers } = examples;
  if (bytes && !bytes.values) return byteWriter(bytes, product(examples.shape), indices, room);
  const kept = bytes?.values ?? numbers;
  return kept ? rowGatherer(kept, indices) : numberWriter(examples, indices, room);
}

function rowGatherer(values: Uint8Array | Float32Array, rows: Uint32Array): InputsOf {
  return (from, to) => ({ values, rows, from, to });
}

function byteWriter({ writeBytes }: ReadBytes, size: number, indices: Uint32Array, room: number): InputsOf {
  const inputs = new Uint8Array(room * size);
  return (from, to) => {
    writeBytes(indices, from, to, inputs);
    return inputs;
  };
}

function numberWriter(examples: Examples, indices: Uint32Array, room: number): InputsOf {
  const inputs = new Float32Array(room * product(examples.shape));
  return (from, to) => {
    examples.writeInputs(indices, from, to, inputs);
    return inputs;
  };
}

function targetReader(targets: Targets, indices: Uint32Array, room: number): (from: number, to: number) => Truths {
  const width = targets.kind === 'classes' ? 1 : targets.size;
  const truths = targets.kind === 'classes' ? new Int32Array(room) : new Float32Array(room * width);
  const { values } = targets;
  return (from, to) => {
    let place = 0;
    for (let position = from; position < to; position++) {
      const start = (indices[position] as number) * width;
      for (let column = 0; column < width; column++) truths[place++] = values[start + column] as number;
    }
    return truths;
  };
}

/** The tensor of what is true of so many examples. */
export function truthsOf({ tells, outputShape }: Network, count: number) {
  return tells === 'classes'
    ? ({ shape: [count], dtype: 'int32' } as const)
    : ({ shape: [count, ...outputShape], dtype: 'float32' } as const);
}

const TOKENS_CHECKED = 1024;

/** The last activation by which a network tells each kind of target. */
const ENDINGS = { classes: 'a softmax', labels: 'a sigmoid', numbers: 'no activation' } as const;

/**
 * Refuses examples that the network cannot learn.
 * @throws AppError ERR_NETWORK where there are none, or where shapes or targets do not fit the network.
 */
export function expectFit(network: Network, examples: Examples): void {
  const { count, shape, targets } = examples;
  const { inputShape, outputShape, tells } = network;
  if (count === 0) throw unfit('at least one example', 'none');
  if (shape.join() !== inputShape.join()) throw unfit(`examples of shape [${inputShape}]`, `[${shape}]`);
  if (tells !== targets.kind || outputShape.join() !== `${targets.size}`) {
    const expected = `a network that ends in ${ENDINGS[targets.kind]} over ${targets.size} units, for ${targets.kind}`;
    throw unfit(expected, `one of ${tells} with an output of shape [${outputShape}]`);
  }
  expectTokens(network, examples);
  if (targets.kind !== 'classes') return;
  const stranger = targets.values.find((label) => label < 0 || label >= targets.size);
  if (stranger !== undefined) throw unfit(`classes from 0 to ${targets.size - 1}`, `${stranger}`);
}

/** Read in slices, since inputs may be larger than memory. */
function expectTokens({ layers, inputShape }: Network, examples: Examples): void {
  const check = lookUpCheck(layers, inputShape);
  if (!check) return;
  const all = Uint32Array.from({ length: examples.count }, (_, index) => index);
  for (const { inputs, count } of exampleBatches(examples, all, TOKENS_CHECKED, false)) {
    const strange = check(expectNumbers(inputs).subarray(0, count * product(inputShape)));
    if (strange)
      throw unfit(
        `inputs of whole numbers from 0 to ${strange.count - 1}, for the network's embedding`,
        `${strange.number}`,
      );
  }
}

function unfit(expected: string, received: string): AppError {
  return new AppError('ERR_NETWORK', `Expected ${expected}. Received: ${received}.`);
}
