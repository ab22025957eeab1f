/** The metrics of a network that tells which of several classes an example is of. */
import type { FigureName, ResolvedMetric } from '../specification/index.ts';
import { createClassCounts } from './class-counts.ts';
import type { Column } from './measured-batch.ts';
import type { MetricGroup } from './metric-group.ts';
import { createRanking } from './ranking.ts';

type Metric = Pick<MetricGroup, 'add'> & { value(): number | undefined };

export function classMetrics(metrics: readonly ResolvedMetric[], classes: number): MetricGroup {
  const asked = (name: FigureName): boolean => metrics.includes(name as ResolvedMetric);
  const all = new Map<FigureName, Metric>(metrics.flatMap((metric) => entryOf(metric, classes)));
  const counts = createClassCounts(classes);
  const counting = asked('precision') || asked('recall') || asked('f1Score');
  return {
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
  let [correct, examples] = [0, 0];
  return {
    add({ answers }, truths, count) {
      for (let index = 0; index < count; index++) if (answers[index] === truths[index]) correct += 1;
      examples += count;
    },
    value: () => correct / examples,
  };
}

/** In double precision, so that an epoch's sum stays exact. */
function averageOf(
  column: Column,
  score: (number: number) => number,
  finish: (mean: number) => number = (mean) => mean,
): Metric {
  let [sum, examples] = [0, 0];
  return {
    add({ columns }, _truths, count) {
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
    add({ columns }, truths, count) {
      ranking.add(columns.probabilities as Float32Array, count, (index, label) => truths[index] === label);
    },
    value: ranking.area,
  };
}
