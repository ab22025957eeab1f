/**
 * Recurrent layers whose steps a graph holds one by one: how many steps there may be, and how long TensorFlow takes to make a
 * graph of them. An LSTM of Keras' activations is one operation in training, and does not count. Pure arithmetic.
 */
import { isWholeLstm, unfit } from './effects/index.ts';
import { completed, type Layer } from './layers/index.ts';
import type { PlacedLayer } from './placement.ts';

/** Of all layers, both directions counted. */
const STEPS_MAX = {
  /**
   * A GRU of so many takes 8 s until its first step is done, and a job of a single epoch 23 s; its trainer grows to 1.8 GB.
   * Recording is one call of 5 s, which nothing interrupts.
   */
  trained: 1024,
  /** An LSTM of so many takes 8 s to load, and 700 MiB. */
  served: 4096,
} as const;
/** Measured for a GRU, which has the most operations: recording, and TensorFlow's preparation. */
const TRAINING_GRAPH_SECONDS = 8e-3;
const MEASURING_GRAPH_SECONDS = 3.5e-3;
/** Validation and evaluation, each with a last batch that is smaller. */
const MEASURING_GRAPHS = 4;

/** An LSTM that training and measuring compute as one operation. */
export function isOneLstm(layer: Layer): boolean {
  return layer.type === 'lstm' && isWholeLstm(completed<'lstm'>(layer));
}

/** By graphs that train and measure. */
export function unrolledStepsOf(placed: readonly PlacedLayer[]): number {
  return placed.reduce((sum, { effect }) => sum + (effect.unrolled?.trained ?? 0), 0);
}

/**
 * @param uses what the network is there for: all, unless it is only to be served.
 * @throws AppError ERR_NETWORK that points to the layer with which they become too many.
 */
export function refuseTooManySteps(
  placed: readonly PlacedLayer[],
  pointerOf: (index: number) => string,
  uses: readonly (keyof typeof STEPS_MAX)[] = ['trained', 'served'],
): void {
  for (const use of uses) {
    let sum = 0;
    for (const [index, { layer, effect }] of placed.entries()) {
      sum += effect.unrolled?.[use] ?? 0;
      if (sum <= STEPS_MAX[use]) continue;
      throw unfit(pointerOf(index), `${EXPECTED[use]} Received: ${sum} up to the layer "${layer.name}". ${ADVICE}`);
    }
  }
}

const EXPECTED = {
  trained:
    `Expected at most ${STEPS_MAX.trained} steps of recurrent layers that are trained step by step, in both directions and all ` +
    'layers: "gru", "simpleRnn", and "lstm" with other activations than its defaults.',
  served: `Expected at most ${STEPS_MAX.served} steps of recurrent layers, in both directions and all layers.`,
} as const;
const ADVICE = 'Try shorter sequences, or a convolution or a pooling layer before it.';

/**
 * How long making the graphs of a training takes, in seconds: one for each size of a batch.
 * @param examples that are trained on in each epoch.
 */
export function graphSeconds(unrolledSteps: number, examples: number, batchSize: number): number {
  const trainingGraphs = examples > batchSize && examples % batchSize > 0 ? 2 : 1;
  return unrolledSteps * (trainingGraphs * TRAINING_GRAPH_SECONDS + MEASURING_GRAPHS * MEASURING_GRAPH_SECONDS);
}
