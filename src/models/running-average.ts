/** The loss, accuracy and other metrics of all the examples so far: averages per example, so that a smaller last batch weighs less. */
import { createMetricSums } from './metrics/index.ts';
import type { Figures, ResolvedMetric } from './specification/index.ts';
import type { EpochMetrics } from './training-events.ts';
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

/** What an epoch is told by; without examples held back, nothing is said of them. */
export function epochFigures(
  trained: RunningAverage,
  validated: RunningAverage,
): Omit<EpochMetrics, 'epoch' | 'seconds'> {
  const metrics = { loss: trained.loss, accuracy: trained.accuracy, ...trained.figures() };
  if (validated.examples === 0) return metrics;
  const figures = Object.entries(validated.figures()).map(([name, value]) => [
    `val${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return { ...metrics, valLoss: validated.loss, valAccuracy: validated.accuracy, ...Object.fromEntries(figures) };
}
