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
  /** A copy of all that was summed up: `goOn` takes it from there. */
  sums(): Float64Array;
  /** @throws RangeError for sums of other metrics. */
  goOn(sums: Float64Array): void;
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
  const ofMetrics = createMetricSums(metrics, targets, training);
  /** Of the losses, and how many examples they are of. */
  const ofLoss = new Float64Array(2);
  const all = [ofLoss, ...ofMetrics.sums];
  return {
    add(result, truths, count) {
      ofLoss[0] = (ofLoss[0] as number) + result.lossSum;
      ofLoss[1] = (ofLoss[1] as number) + count;
      ofMetrics.add(result.measured, truths, count);
    },
    figures: ofMetrics.figures,
    sums: () => Float64Array.from(all.flatMap((sums) => [...sums])),
    goOn: (sums) => spread(sums, all),
    get examples() {
      return ofLoss[1] as number;
    },
    get loss() {
      return (ofLoss[0] as number) / (ofLoss[1] as number);
    },
  };
}

function spread(numbers: Float64Array, over: readonly Float64Array[]): void {
  const size = over.reduce((sum, { length }) => sum + length, 0);
  if (numbers.length !== size) throw new RangeError(`Expected ${size} sums. Received: ${numbers.length}.`);
  let start = 0;
  for (const part of over) {
    part.set(numbers.subarray(start, start + part.length));
    start += part.length;
  }
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
