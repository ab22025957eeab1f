/**
 * A network that is there to predict: as a graph, or eagerly where it cannot be recorded. Knows the reason for each, and
 * nothing of how either computes.
 */
import { setImmediate } from 'node:timers/promises';
import { finish, NotTraceableError, type Steps, type TimedOutputs } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { type CompiledForward, compileForward } from './compiled-forward.ts';
import type { Network } from './network.ts';
import { product } from './specification/index.ts';
import { type LookUpCheck, lookUpCheck } from './tokens.ts';

export interface Inference extends Pick<CompiledForward, 'predict' | 'predictLater' | 'dispose'> {
  /** Numbers of one input, and of one output. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** How many inputs one call may take. */
  readonly batchMax: number;
  /** Of the graph, beside its weights; 0 where there is none. */
  readonly graphBytes: number;
  /** Why it computes eagerly, several times slower than as a graph; unset where it does not. */
  readonly eagerReason?: string;
}

/**
 * The same, once it has computed: TensorFlow prepares a graph at its first run. It gives way to the event loop between
 * its steps.
 * @param network which it takes over.
 */
export async function openInference(network: Network): Promise<Inference> {
  const steps = inferenceInSteps(network);
  let step = steps.next();
  for (; !step.done; step = steps.next()) await setImmediate();
  const inference = step.value;
  try {
    await inference.predictLater(new Float32Array(inference.inputSize), 1);
    return inference;
  } catch (error) {
    inference.dispose();
    throw error;
  }
}

/** @param network which it takes over: it frees it, now or in `dispose`. */
export function createInference(network: Network): Inference {
  return finish(inferenceInSteps(network));
}

function* inferenceInSteps(network: Network): Steps<Inference> {
  const { layers, inputShape, outputShape, batchMax } = network;
  const lookUps = lookUpCheck(layers, inputShape);
  const inputSize = product(inputShape);
  const { predict, predictLater, ...forward } = yield* createForward(network);
  const check = (inputs: Float32Array, count: number): void => {
    if (lookUps) expectKnown(inputs.subarray(0, count * inputSize), lookUps);
  };
  return {
    ...{ inputSize, outputSize: product(outputShape), batchMax, ...forward },
    predict(inputs, count) {
      check(inputs, count);
      return predict(inputs, count);
    },
    async predictLater(inputs, count) {
      check(inputs, count);
      return predictLater(inputs, count);
    },
  };
}

/** @throws AppError ERR_INSTANCES. */
function expectKnown(inputs: Float32Array, check: LookUpCheck): void {
  const strange = check(inputs);
  if (!strange) return;
  const detail = `Expected whole numbers from 0 to ${strange.count - 1} for this model. Received: ${strange.number}.`;
  throw new AppError('ERR_INSTANCES', detail);
}

type Forward = Pick<Inference, 'predict' | 'predictLater' | 'graphBytes' | 'eagerReason' | 'dispose'>;

function* createForward(network: Network): Steps<Forward> {
  try {
    const { predict, predictLater, definition, dispose } = yield* compileForward(network);
    // It has the weights: a second copy would be there for nothing.
    network.dispose();
    return { predict, predictLater, graphBytes: definition.bytes.length, dispose };
  } catch (error) {
    if (error instanceof NotTraceableError) return eagerly(network, error.message);
    network.dispose();
    throw error;
  }
}

/** Operation by operation, which only JavaScript's thread can ask for. */
function eagerly({ predict, dispose }: Network, eagerReason: string): Forward {
  async function predictLater(inputs: Float32Array, count: number): Promise<TimedOutputs> {
    const started = performance.now();
    const outputs = predict(inputs, count);
    return { outputs, milliseconds: performance.now() - started };
  }
  return { predict, predictLater, graphBytes: 0, eagerReason, dispose };
}
