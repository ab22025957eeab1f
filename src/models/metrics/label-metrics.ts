/**
 * The metrics of a network that tells any of several labels, each by itself: a label counts as told where its chance is more
 * than one half, as Keras has it. Precision, recall and F1 are plain means over the labels, as for classes;
 * the accuracy is the share of all labels of all examples that are right (`keras.metrics.BinaryAccuracy`).
 */
import type { ResolvedMetric } from '../specification/index.ts';
import type { MetricGroup } from './metric-group.ts';
import { createRanking } from './ranking.ts';
import { macro, share } from './shares.ts';

const THRESHOLD = 0.5;

export function labelMetrics(metrics: readonly ResolvedMetric[], labels: number): MetricGroup {
  const both = new Float64Array(labels);
  const told = new Float64Array(labels);
  const truly = new Float64Array(labels);
  const ranking = metrics.includes('auc') ? createRanking(labels) : undefined;
  /** Labels that were told right, and all that there were. */
  const shares = new Float64Array(2);

  return {
    sums: [both, told, truly, shares],
    add({ answers }, truths, count) {
      let right = 0;
      for (let index = 0; index < count * labels; index++) {
        const label = index % labels;
        const isTold = (answers[index] as number) > THRESHOLD;
        const isTrue = truths[index] === 1;
        if (isTold) told[label] = (told[label] as number) + 1;
        if (isTrue) truly[label] = (truly[label] as number) + 1;
        if (isTold && isTrue) both[label] = (both[label] as number) + 1;
        if (isTold === isTrue) right += 1;
      }
      shares[0] = (shares[0] as number) + right;
      shares[1] = (shares[1] as number) + count * labels;
      ranking?.add(answers as Float32Array, count, (index, label) => truths[index * labels + label] === 1);
    },
    value(name) {
      switch (name) {
        case 'accuracy':
          return share(shares[0], shares[1]);
        case 'precision':
          return macro(labels, (label) => share(both[label], told[label]));
        case 'recall':
          return macro(labels, (label) => share(both[label], truly[label]));
        case 'f1Score':
          return macro(labels, (label) => share(2 * (both[label] ?? 0), (told[label] ?? 0) + (truly[label] ?? 0)));
        case 'auc':
          return ranking?.area();
        default:
          return undefined;
      }
    },
  };
}
