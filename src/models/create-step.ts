/**
 * Chooses what computes the steps of a training: graphs, or eager operations where the network cannot be recorded. Knows the
 * reasons for each choice, and nothing of how either computes.
 */
import os from 'node:os';
import type { Examples } from '../data/examples.ts';
import type { SessionThreads } from '../engine/index.ts';
import { createAugmentation } from './augmentation/index.ts';
import { createCompiledStep } from './compiled-step.ts';
import { createEagerStep } from './eager-step.ts';
import { createFallbackStep } from './fallback-step.ts';
import { pooledConvolutions } from './layers/index.ts';
import { measureEagerly } from './measuring.ts';
import type { Network } from './network.ts';
import { measuringObjective } from './objective.ts';
import { isOneLstm, placeLayers, product, type ResolvedTraining } from './specification/index.ts';
import type { StepState, TrainingStep } from './training-step.ts';

/** Below about this many multiplications a step, handing work to a second thread costs more than it saves. */
const ONE_THREAD_MULTIPLICATIONS_MAX = 20_000_000;
/** Layers that multiply each weight once an example. */
const ONCE_AN_EXAMPLE = new Set([
  ...['dense', 'flatten', 'reshape', 'dropout', 'gaussianNoise', 'batchNormalization', 'layerNormalization'],
  ...['activation', 'relu', 'leakyRelu', 'elu', 'prelu', 'softmax'],
  ...['add', 'subtract', 'multiply', 'average', 'maximum', 'minimum', 'concatenate'],
]);

/**
 * @param log is told what is computed eagerly and why, if anything is.
 * @param from what the steps of another process left, to go on from.
 */
export function createStep(
  network: Network,
  training: ResolvedTraining,
  examples: Examples,
  log: (message: string) => void,
  from?: StepState,
): TrainingStep {
  const { augment: settings, seed } = training;
  const augment = settings && createAugmentation(settings, network.inputShape, seed);
  const divideBy = examples.bytes?.divideBy;
  const step = createFallbackStep({
    compiled: createCompiledStep(network, training.optimizer, {
      threads: threadsFor(network, training.batchSize),
      ...{ divideBy, objective: training, augment, from },
    }),
    createEager: (state) => createEagerStep(network, training.optimizer, training, augment, state),
    measure: measureEagerly(network, measuringObjective(network.tells, training)),
    ...{ inputSize: product(network.inputShape), divideBy, log },
  });
  try {
    step.prepare(training.batchSize);
    return step;
  } catch (error) {
    step.dispose();
    throw error;
  }
}

function threadsFor(network: Network, batchSize: number): SessionThreads {
  // In the caller's thread: waking another for every step takes as long as the step of a small network.
  return { intraOp: isOneThreadEnough(network, batchSize) ? 1 : os.availableParallelism(), interOp: 0 };
}

/**
 * Whether TensorFlow's own operations have too little to do for a second thread. Operations of our own do not count: they
 * have all threads anyway, and TensorFlow's would spin beside them.
 */
function isOneThreadEnough(network: Network, batchSize: number): boolean {
  const placed = placeLayers(network.layers, network.inputShape);
  const ours = new Set([...pooledConvolutions(placed)].flat());
  const others = placed.filter(({ layer }, index) => !ours.has(index) && !isOneLstm(layer));
  const parameters = others.flatMap(({ effect }) => effect.weights).reduce((sum, { shape }) => sum + product(shape), 0);
  return (
    others.every(({ layer }) => ONCE_AN_EXAMPLE.has(layer.type)) &&
    parameters * batchSize < ONE_THREAD_MULTIPLICATIONS_MAX
  );
}
