/**
 * A network that only predicts, as a graph: recorded once, for batches of any size, it computes each by one session call. The
 * graph has TensorFlow's own operations alone. Knows nothing of versions, requests or preprocessing.
 *
 * DESIGN The weights are variables of the session. As constants they would be held several times over: in the graph, in
 * TensorFlow's rewritten copy of it, by its kernels. The network is read while this is made and not needed afterwards, so
 * its owner may free it, and one copy of the weights is left.
 */
import os from 'node:os';
import {
  type BatchDefinition,
  createResourceVariable,
  finish,
  openGraphSession,
  type Steps,
  type TimedOutputs,
} from '../engine/index.ts';
import type { Network } from './network.ts';

export interface CompiledForward {
  /**
   * Computes outputs in one call, which takes all its activations at once: at most `network.batchMax` inputs.
   * @param inputs row-major, preprocessed; the first `count` are read.
   * @returns `count` outputs, row-major, as `network.predict` gives them.
   */
  predict(inputs: Float32Array, count: number): Float32Array;
  /** The same beside JavaScript's thread. The inputs are read before it returns. */
  predictLater(inputs: Float32Array, count: number): Promise<TimedOutputs>;
  /** The graph. Its variables are uninitialized wherever it is loaded. */
  readonly definition: BatchDefinition;
  /** Frees the session and the weights in it. */
  dispose(): void;
}

/**
 * @param network with its weights; it stays the caller's, who may free it at once.
 * @throws NotTraceableError if the network cannot be recorded.
 */
export function createCompiledForward(network: Network): CompiledForward {
  return finish(compileForward(network));
}

/** The same in steps; the network must stay until the last. */
export function* compileForward(network: Network): Steps<CompiledForward> {
  const variables = [...network.variables, ...network.statistics, ...network.frozen].map((mirror) => ({
    mirror,
    resource: createResourceVariable(mirror),
  }));
  const session = openGraphSession(variables, {
    // In the caller's thread, which a request waits for; large operations ask others to help.
    intraOp: os.availableParallelism(),
    interOp: 0,
    // Somebody waits for the first run too; and what is not finite has to stay so, to be told.
    rewriting: false,
  });
  try {
    yield;
    const predict = yield* session.traceBatchInSteps(network.inputShape, network.outputs);
    return { predict, predictLater: predict.later, definition: predict.definition, dispose: session.close };
  } catch (error) {
    session.close();
    throw error;
  } finally {
    for (const { resource } of variables) resource.destroy();
  }
}
