/**
 * The metrics of a network over many batches: each batch is added, then each figure can be told. Averages are per
 * example. Knows nothing of TensorFlow but which numbers it has to be asked for.
 */
import type { Targets } from '../../data/examples.ts';
import type { Figures, ResolvedMetric } from '../specification/index.ts';
import { classMetrics } from './class-metrics.ts';
import { labelMetrics } from './label-metrics.ts';
import type { MeasuredBatch, Truths } from './measured-batch.ts';
import type { MetricGroup } from './metric-group.ts';
import { numberMetrics } from './number-metrics.ts';

export { type Column, columnsOf, computeColumn, type MeasuredBatch, type Truths } from './measured-batch.ts';

export interface MetricSums extends Pick<MetricGroup, 'sums'> {
  /** @param truths as the examples' targets have them; only those of the first `count` examples are read. */
  add(batch: MeasuredBatch, truths: Truths, count: number): void;
  /** Those that were asked for and are defined, over all that was added; none before. */
  figures(): Figures;
}

/**
 * @param targets whose kind, size and scales matter here, not their values.
 * @param training whether it is measured while it trains: an AUC is not.
 */
export function createMetricSums(metrics: readonly ResolvedMetric[], targets: Targets, training: boolean): MetricSums {
  const asked = training ? metrics.filter((metric) => metric !== 'auc') : metrics;
  const group = groupOf(asked, targets);
  const names = asked.map((metric) => (typeof metric === 'string' ? metric : metric.type));
  const examples = new Float64Array(1);
  return {
    sums: [examples, ...group.sums],
    add(batch, truths, count) {
      examples[0] = (examples[0] as number) + count;
      group.add(batch, truths, count);
    },
    figures() {
      if (examples[0] === 0) return {};
      const told = names.map((name) => [name, group.value(name)] as const);
      return Object.fromEntries(told.filter(([, value]) => value !== undefined)) as Figures;
    },
  };
}

function groupOf(metrics: readonly ResolvedMetric[], targets: Targets): MetricGroup {
  switch (targets.kind) {
    case 'classes':
      return classMetrics(metrics, targets.size);
    case 'labels':
      return labelMetrics(metrics, targets.size);
    case 'numbers':
      return numberMetrics(targets.scales);
  }
}
