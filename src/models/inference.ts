/**
 * A network that is there to predict: as a graph, or eagerly where it cannot be recorded. Knows the reason for each, and
 * nothing of how either computes.
 */
import { NotTraceableError } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { type CompiledForward, createCompiledForward } from './compiled-forward.ts';
import type { Network } from './network.ts';
import { product } from './specification/index.ts';
import { type LookUpCheck, lookUpCheck } from './tokens.ts';

export interface Inference extends Pick<CompiledForward, 'predict' | 'dispose'> {
  /** Numbers of one input, and of one output. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** How many inputs one call may take. */
  readonly batchMax: number;
}

/** @param network which it takes over: it frees it, now or in `dispose`. */
export function createInference(network: Network): Inference {
  const { layers, inputShape, outputShape, batchMax } = network;
  const check = lookUpCheck(layers, inputShape);
  const inputSize = product(inputShape);
  const { predict, dispose } = createForward(network);
  return {
    ...{ inputSize, outputSize: product(outputShape), batchMax, dispose },
    predict(inputs, count) {
      if (check) expectKnown(inputs.subarray(0, count * inputSize), check);
      return predict(inputs, count);
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

function createForward(network: Network): Pick<Inference, 'predict' | 'dispose'> {
  try {
    const compiled = createCompiledForward(network);
    // It has the weights: a second copy would be there for nothing.
    network.dispose();
    return compiled;
  } catch (error) {
    if (error instanceof NotTraceableError) return network;
    network.dispose();
    throw error;
  }
}
