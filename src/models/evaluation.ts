/**
 * Measures a trained network on examples that it has not seen: loss, accuracy, other metrics, and which classes it takes for which.
 */
import type { Examples } from '../data/examples.ts';
import { measureBatch } from './batch-outcome.ts';
import { createBreath } from './breathing.ts';
import { exampleBatches, expectFit, expectNumbers } from './example-batches.ts';
import { createMetricSums } from './metrics/index.ts';
import type { Network } from './network.ts';
import { DEFAULT_OBJECTIVE, measuringObjective, type ObjectiveSettings } from './objective.ts';
import type { FigureName } from './specification/index.ts';

/** With the metrics that were asked for besides. */
export interface Evaluation extends Partial<Record<FigureName, number>> {
  /** The mean loss, by which the network was trained; no class weighs more than another. */
  loss: number;
  /** The share of examples whose likeliest class is the true one. */
  accuracy: number;
  examples: number;
  /** `confusionMatrix[t][p]`: how many examples of class `t` were taken for class `p`. */
  confusionMatrix: number[][];
}

export interface EvaluationOptions {
  readonly signal?: AbortSignal;
  /** By which the network was trained. Unset: the cross-entropy, and the accuracy alone. */
  readonly objective?: Omit<ObjectiveSettings, 'classWeight'>;
}

/**
 * Evaluates a network in bounded batches, and lets the event loop breathe between them.
 * @throws AppError ERR_CANCELLED, or ERR_NETWORK where examples and network do not fit.
 */
export async function evaluate(
  network: Network,
  examples: Examples,
  { signal = new AbortController().signal, objective = DEFAULT_OBJECTIVE }: EvaluationOptions = {},
): Promise<Evaluation> {
  expectFit(network, examples);
  const [classes = 0] = network.outputShape;
  const breathe = createBreath(signal);
  const measuring = measuringObjective(objective);
  const sums = createMetricSums(objective.metrics, classes, false);
  const confusionMatrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const all = Uint32Array.from({ length: examples.count }, (_, index) => index);
  let lossSum = 0;
  let correct = 0;
  for (const { inputs, labels, count } of exampleBatches(examples, all, network.batchMax, false)) {
    const outcome = measureBatch(network, measuring, expectNumbers(inputs), labels, count);
    const { losses, classes: predictions } = outcome;
    sums.add(outcome, labels, count);
    for (const [index, predicted] of predictions.entries()) {
      const label = labels[index] as number;
      const row = confusionMatrix[label] as number[];
      row[predicted] = (row[predicted] as number) + 1;
      lossSum += losses[index] as number;
      if (predicted === label) correct += 1;
    }
    await breathe();
  }
  return {
    loss: lossSum / examples.count,
    accuracy: correct / examples.count,
    ...sums.figures(),
    examples: examples.count,
    confusionMatrix,
  };
}
