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
  readonly definition: BatchDefinition;
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

/** @param session which has the graph already. */
export function createBatchFunction(
  session: NativeSession,
  definition: BatchDefinition,
  { input, output }: BatchShapes,
): BatchFunction {
  const outputSize = output.reduce((size, dimension) => size * dimension, 1);
  let prepared: { readonly count: number; readonly run: NativeRun } | undefined;

  function prepare(count: number): NativeRun {
    const fed = { name: definition.input, dtype: backend.binding.TF_FLOAT, shape: [count, ...input] };
    const run = nativeSessions.prepareRun(session, [fed], [definition.output], []);
    prepared = { count, run };
    return run;
  }

  function compute(inputs: Float32Array, count: number): Float32Array {
    const outputs = new Float32Array(count * outputSize);
    nativeSessions.run(prepared?.count === count ? prepared.run : prepare(count), [inputs], [outputs]);
    return outputs;
  }
  return Object.assign(compute, { definition });
}
