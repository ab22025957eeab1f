/** The loss and the metrics of all the examples so far: averages per example, so that a smaller last batch weighs less. */
import type { Targets } from '../data/examples.ts';
import { createMetricSums, type Truths } from './metrics/index.ts';
import type { Figures, ResolvedMetric } from './specification/index.ts';
import type { EpochMetrics } from './training-events.ts';
import type { BatchResult } from './training-step.ts';

export interface RunningAverage {
  /** @param truths only those of the first `count` examples are read. */
  add(result: BatchResult, truths: Truths, count: number): void;
  readonly examples: number;
  readonly loss: number;
  /** The metrics that were asked for. */
  figures(): Figures;
}

export interface AverageOptions {
  readonly metrics: readonly ResolvedMetric[];
  /** Whose kind, size and scales matter, not their values. */
  readonly targets: Targets;
  /** Whether it is measured while it trains. */
  readonly training: boolean;
}

export function createRunningAverage({ metrics, targets, training }: AverageOptions): RunningAverage {
  const sums = createMetricSums(metrics, targets, training);
  let examples = 0;
  let lossSum = 0;
  return {
    add(result, truths, count) {
      examples += count;
      lossSum += result.lossSum;
      sums.add(result.measured, truths, count);
    },
    figures: sums.figures,
    get examples() {
      return examples;
    },
    get loss() {
      return lossSum / examples;
    },
  };
}

/** What an epoch is told by; without examples held back, nothing is said of them. */
export function epochFigures(
  trained: RunningAverage,
  validated: RunningAverage,
): Omit<EpochMetrics, 'epoch' | 'seconds'> {
  const metrics = { loss: trained.loss, ...trained.figures() };
  if (validated.examples === 0) return metrics;
  const figures = Object.entries(validated.figures()).map(([name, value]) => [
    `val${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return { ...metrics, valLoss: validated.loss, ...Object.fromEntries(figures) };
}
