/**
 * Measures a trained network on examples that it has not seen: loss, accuracy, and which classes it takes for which.
 */
import type { Examples } from '../data/examples.ts';
import { createBreath } from './breathing.ts';
import { exampleBatches, expectFit } from './example-batches.ts';
import type { Network } from './network.ts';

export interface Evaluation {
  /** The mean sparse categorical cross-entropy, in nats. */
  loss: number;
  /** The share of examples whose likeliest class is the true one. */
  accuracy: number;
  examples: number;
  /** `confusionMatrix[t][p]`: how many examples of class `t` were taken for class `p`. */
  confusionMatrix: number[][];
}

export interface EvaluationOptions {
  readonly signal?: AbortSignal;
}

/** Keras clips probabilities to this before their logarithm, so that one certain mistake costs 16.1, not infinity. */
const EPSILON = 1e-7;

/**
 * Evaluates a network in bounded batches, and lets the event loop breathe between them.
 * @throws AppError ERR_CANCELLED, or ERR_NETWORK where examples and network do not fit.
 */
export async function evaluate(network: Network, examples: Examples, options: EvaluationOptions = {}): Promise<Evaluation> {
  expectFit(network, examples);
  const [classes = 0] = network.outputShape;
  const breathe = createBreath(options.signal ?? new AbortController().signal);
  const confusionMatrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const all = Uint32Array.from({ length: examples.count }, (_, index) => index);
  const inputSize = examples.shape.reduce((size, dimension) => size * dimension, 1);
  let lossSum = 0;
  let correct = 0;
  for (const { inputs, labels, count } of exampleBatches(examples, all, network.batchMax)) {
    const probabilities = network.predict(inputs.subarray(0, count * inputSize), count);
    for (let index = 0; index < count; index++) {
      const row = probabilities.subarray(index * classes, (index + 1) * classes);
      const label = labels[index] as number;
      const predicted = likeliest(row);
      lossSum -= Math.log(Math.min(Math.max(row[label] as number, EPSILON), 1 - EPSILON));
      if (predicted === label) correct += 1;
      const counts = confusionMatrix[label] as number[];
      counts[predicted] = (counts[predicted] as number) + 1;
    }
    await breathe();
  }
  return { loss: lossSum / examples.count, accuracy: correct / examples.count, examples: examples.count, confusionMatrix };
}

/** The first of the greatest values, as TensorFlow's ArgMax. */
function likeliest(row: Float32Array): number {
  let best = 0;
  for (let index = 1; index < row.length; index++) if ((row[index] as number) > (row[best] as number)) best = index;
  return best;
}
