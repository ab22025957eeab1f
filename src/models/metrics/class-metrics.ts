/** The metrics of a network that tells which of several classes an example is of. */
import type { FigureName, ResolvedMetric } from '../specification/index.ts';
import { createClassCounts } from './class-counts.ts';
import type { Column } from './measured-batch.ts';
import type { MetricGroup } from './metric-group.ts';
import { createRanking } from './ranking.ts';

type Metric = Pick<MetricGroup, 'add' | 'sums'> & { value(): number | undefined };

export function classMetrics(metrics: readonly ResolvedMetric[], classes: number): MetricGroup {
  const asked = (name: FigureName): boolean => metrics.includes(name as ResolvedMetric);
  const all = new Map<FigureName, Metric>(metrics.flatMap((metric) => entryOf(metric, classes)));
  const counts = createClassCounts(classes);
  const counting = asked('precision') || asked('recall') || asked('f1Score');
  return {
    sums: [...counts.sums, ...[...all.values()].flatMap(({ sums }) => sums)],
    add(batch, truths, count) {
      if (counting) counts.add(batch.answers as Int32Array, truths as Int32Array, count);
      for (const metric of all.values()) metric.add(batch, truths, count);
    },
    value(name) {
      if (name === 'precision' || name === 'recall' || name === 'f1Score') return counts[name]();
      return all.get(name)?.value();
    },
  };
}

function entryOf(metric: ResolvedMetric, classes: number): [FigureName, Metric][] {
  if (typeof metric === 'object') return [[metric.type, averageOf('ranks', (rank) => (rank < metric.k ? 1 : 0))]];
  switch (metric) {
    case 'accuracy':
      return [[metric, shareCorrect()]];
    case 'auc':
      return [[metric, areaUnderCurve(classes)]];
    case 'meanAbsoluteError':
      return [[metric, averageOf('absoluteErrors', (error) => error)]];
    case 'rootMeanSquaredError':
      return [[metric, averageOf('squaredErrors', (error) => error, Math.sqrt)]];
    default:
      return [];
  }
}

function shareCorrect(): Metric {
  const mean = createMean();
  return {
    sums: mean.sums,
    add({ answers }, truths, count) {
      let correct = 0;
      for (let index = 0; index < count; index++) if (answers[index] === truths[index]) correct += 1;
      mean.add(correct, count);
    },
    value: mean.value,
  };
}

function averageOf(
  column: Column,
  score: (number: number) => number,
  finish: (mean: number) => number = (mean) => mean,
): Metric {
  const mean = createMean();
  return {
    sums: mean.sums,
    add({ columns }, _truths, count) {
      const numbers = columns[column] as Float32Array;
      for (let index = 0; index < count; index++) mean.add(score(numbers[index] as number), 1);
    },
    value: () => finish(mean.value()),
  };
}

/** In double precision, so that an epoch's sum stays exact. */
function createMean() {
  const sums = new Float64Array(2);
  return {
    sums: [sums],
    add(scores: number, examples: number): void {
      sums[0] = (sums[0] as number) + scores;
      sums[1] = (sums[1] as number) + examples;
    },
    value: () => (sums[0] as number) / (sums[1] as number),
  };
}

function areaUnderCurve(classes: number): Metric {
  const ranking = createRanking(classes);
  return {
    sums: [],
    add({ columns }, truths, count) {
      ranking.add(columns.probabilities as Float32Array, count, (index, label) => truths[index] === label);
    },
    value: ranking.area,
  };
}
