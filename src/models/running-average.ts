/** The loss, accuracy and other metrics of all the examples so far: averages per example, so that a smaller last batch weighs less. */
import { createMetricSums } from './metrics/index.ts';
import type { Figures, ResolvedMetric } from './specification/index.ts';
import type { BatchResult } from './training-step.ts';

export interface RunningAverage {
  /** @param labels the true classes; only the first `count` are read. */
  add(result: BatchResult, labels: Int32Array, count: number): void;
  readonly examples: number;
  readonly loss: number;
  readonly accuracy: number;
  /** The metrics that were asked for besides. */
  figures(): Figures;
}

export interface AverageOptions {
  readonly metrics: readonly ResolvedMetric[];
  readonly classes: number;
  /** Whether it is measured while it trains. */
  readonly training: boolean;
}

export function createRunningAverage({ metrics, classes, training }: AverageOptions): RunningAverage {
  // Where only the accuracy is asked for, nothing else is reckoned.
  const sums = metrics.length > 1 ? createMetricSums(metrics, classes, training) : undefined;
  let examples = 0;
  let lossSum = 0;
  let correct = 0;
  return {
    add(result, labels, count) {
      examples += count;
      lossSum += result.lossSum;
      correct += result.correct;
      sums?.add(result.measured, labels, count);
    },
    figures: () => sums?.figures() ?? {},
    get examples() {
      return examples;
    },
    get loss() {
      return lossSum / examples;
    },
    get accuracy() {
      return correct / examples;
    },
  };
}
