/**
 * A graph of a batch whose size is free, as a function of numbers. Runs are told apart by the size of the batch; TensorFlow
 * prepares the graph once for all of them. Knows nothing of how the graph was made.
 */
import { backend } from '../runtime.ts';
import { type NativeRun, type NativeSession, nativeSessions } from './native-session.ts';

export interface BatchFunction {
  /**
   * @param inputs of which the first `count` examples are read.
   * @returns an array of its own, `count` outputs.
   */
  (inputs: Float32Array, count: number): Float32Array;
  /** The same beside JavaScript's thread. The inputs are read before it returns. */
  later(inputs: Float32Array, count: number): Promise<TimedOutputs>;
  readonly definition: BatchDefinition;
}

export interface TimedOutputs {
  readonly outputs: Float32Array;
  /** How long it computed, without waiting for its turn. */
  readonly milliseconds: number;
}

/** A graph of TensorFlow's, and what its input `[batch, …]` and its output `[batch, …]` are called. */
export interface BatchDefinition {
  /** A serialized GraphDef. */
  readonly bytes: Uint8Array;
  readonly input: string;
  readonly output: string;
}

/** Of one example, without the batch. */
export interface BatchShapes {
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** Sizes of batches whose run is kept prepared: a few hundred bytes each. */
const RUNS_MAX = 512;

/** @param session which has the graph already. */
export function createBatchFunction(
  session: NativeSession,
  definition: BatchDefinition,
  { input, output }: BatchShapes,
): BatchFunction {
  const outputSize = output.reduce((size, dimension) => size * dimension, 1);
  const prepared = new Map<number, NativeRun>();

  function runOf(count: number): NativeRun {
    const known = prepared.get(count);
    if (known) return known;
    const fed = { name: definition.input, dtype: backend.binding.TF_FLOAT, shape: [count, ...input] };
    const run = nativeSessions.prepareRun(session, [fed], [definition.output], []);
    if (prepared.size >= RUNS_MAX) prepared.clear();
    prepared.set(count, run);
    return run;
  }

  function compute(inputs: Float32Array, count: number): Float32Array {
    const outputs = new Float32Array(count * outputSize);
    nativeSessions.run(runOf(count), [inputs], [outputs]);
    return outputs;
  }

  async function later(inputs: Float32Array, count: number): Promise<TimedOutputs> {
    const outputs = new Float32Array(count * outputSize);
    const milliseconds = await nativeSessions.runLater(runOf(count), [inputs], [outputs]);
    return { outputs, milliseconds };
  }
  return Object.assign(compute, { later, definition });
}
