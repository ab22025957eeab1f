/**
 * The metrics of a network over many batches: each batch is added, then each figure can be told. Averages are per
 * example. Knows nothing of TensorFlow but which numbers it has to be asked for.
 */
import type { FigureName, Figures, ResolvedMetric } from '../specification/index.ts';
import { type ClassCounts, createClassCounts } from './class-counts.ts';
import type { Column, MeasuredBatch } from './measured-batch.ts';
import { createRanking } from './ranking.ts';

export { type Column, columnsOf, computeColumn, type MeasuredBatch } from './measured-batch.ts';

export interface MetricSums {
  /** @param labels the true classes; only the first `count` are read. */
  add(batch: MeasuredBatch, labels: Int32Array, count: number): void;
  /** Those that were asked for and are defined, over all that was added; none before. */
  figures(): Figures;
}

interface Metric {
  readonly name: FigureName;
  add(batch: MeasuredBatch, labels: Int32Array, count: number): void;
  value(): number | undefined;
}

/** @param training whether it is measured while it trains: an AUC is not. */
export function createMetricSums(metrics: readonly ResolvedMetric[], classes: number, training: boolean): MetricSums {
  const counts = createClassCounts(classes);
  const counting = metrics.some((metric) => metric === 'precision' || metric === 'recall' || metric === 'f1Score');
  const sums = metrics.flatMap((metric) => createMetric(metric, counts, classes, training));
  let examples = 0;
  return {
    add(batch, labels, count) {
      examples += count;
      if (counting) counts.add(batch.classes, labels, count);
      for (const sum of sums) sum.add(batch, labels, count);
    },
    figures() {
      if (examples === 0) return {};
      const told = sums.map(({ name, value }) => [name, value()] as const);
      return Object.fromEntries(told.filter(([, value]) => value !== undefined)) as Figures;
    },
  };
}

function createMetric(metric: ResolvedMetric, counts: ClassCounts, classes: number, training: boolean): Metric[] {
  if (typeof metric === 'object') return [averageOf(metric.type, 'ranks', (rank) => (rank < metric.k ? 1 : 0))];
  switch (metric) {
    case 'accuracy':
      return [];
    case 'precision':
    case 'recall':
    case 'f1Score':
      return [{ name: metric, add: () => undefined, value: counts[metric] }];
    case 'auc':
      return training ? [] : [areaUnderCurve(classes)];
    case 'meanAbsoluteError':
      return [averageOf(metric, 'absoluteErrors', (error) => error)];
    case 'rootMeanSquaredError':
      return [averageOf(metric, 'squaredErrors', (error) => error, Math.sqrt)];
  }
}

/** In double precision, so that an epoch's sum stays exact. */
function averageOf(
  name: FigureName,
  column: Column,
  score: (number: number) => number,
  finish: (mean: number) => number = (mean) => mean,
): Metric {
  let [sum, examples] = [0, 0];
  return {
    name,
    add({ columns }, _labels, count) {
      const numbers = columns[column] as Float32Array;
      for (let index = 0; index < count; index++) sum += score(numbers[index] as number);
      examples += count;
    },
    value: () => finish(sum / examples),
  };
}

function areaUnderCurve(classes: number): Metric {
  const ranking = createRanking(classes);
  return {
    name: 'auc',
    add: ({ columns }, labels, count) => ranking.add(columns.probabilities as Float32Array, labels, count),
    value: ranking.area,
  };
}
