/**
 * Chooses what computes the steps of a training: graphs, or eager operations where the network cannot be recorded. Knows the
 * reasons for each choice, and nothing of how either computes.
 */
import os from 'node:os';
import type { Examples } from '../data/examples.ts';
import { NotTraceableError, type SessionThreads } from '../engine/index.ts';
import { createAugmentation } from './augmentation/index.ts';
import { createCompiledStep } from './compiled-step.ts';
import { createEagerStep } from './eager-step.ts';
import { pooledConvolutions } from './layers/index.ts';
import type { Network } from './network.ts';
import { completed, type NamedLayer, placeLayers, product, type ResolvedTraining } from './specification/index.ts';
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
 * @param log is told why the network trains eagerly, if it does.
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
  const step = createCompiledStep(network, training.optimizer, {
    threads: threadsFor(network, training.batchSize),
    divideBy: examples.bytes?.divideBy,
    objective: training,
    augment,
    from,
  });
  try {
    step.prepare(training.batchSize);
    return step;
  } catch (error) {
    step.dispose();
    if (!(error instanceof NotTraceableError)) throw error;
    log(`This network trains eagerly, several times slower than as a graph: ${error.message}`);
    return createEagerStep(network, training.optimizer, training, augment, from);
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
  const others = placed.filter(({ layer }, index) => !ours.has(index) && !isWholeLstm(layer));
  const parameters = others.flatMap(({ effect }) => effect.weights).reduce((sum, { shape }) => sum + product(shape), 0);
  return (
    others.every(({ layer }) => ONCE_AN_EXAMPLE.has(layer.type)) &&
    parameters * batchSize < ONE_THREAD_MULTIPLICATIONS_MAX
  );
}

/** An LSTM that a training step computes as one operation. */
function isWholeLstm(layer: NamedLayer): boolean {
  if (layer.type !== 'lstm') return false;
  const { activation, recurrentActivation } = completed<'lstm'>(layer);
  return activation === 'tanh' && recurrentActivation === 'sigmoid';
}
