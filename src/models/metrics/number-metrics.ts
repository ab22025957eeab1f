/**
 * The metrics of a network that tells numbers, in the unit of the data: networks learn standardized numbers, and each error
 * is multiplied by its deviation. Of several numbers each figure is the plain mean over them, but for the root of the mean
 * squared error, which is the root of the mean over all.
 */
import type { TargetScale } from '../../data/examples.ts';
import type { MetricGroup } from './metric-group.ts';

export function numberMetrics(scales: readonly TargetScale[]): MetricGroup {
  const size = scales.length;
  const sums = (): Float64Array => new Float64Array(size);
  // Standardized; in double precision, so that an epoch's sums stay exact.
  const [absolute, squared, truthSum, truthSquares] = [sums(), sums(), sums(), sums()];
  const counted = new Float64Array(1);

  const examples = (): number => counted[0] as number;

  function mean(ofEach: (index: number, deviation: number) => number): number {
    return scales.reduce((sum, { deviation }, index) => sum + ofEach(index, deviation), 0) / size;
  }

  /** `1 − Σ(y − ŷ)² / Σ(y − ȳ)²`; of numbers that are all the same, as scikit-learn's `r2_score`: 1 if all are told, else 0. */
  function r2(index: number): number {
    const error = squared[index] as number;
    const spread = (truthSquares[index] as number) - (truthSum[index] as number) ** 2 / examples();
    if (spread > 1e-12 * examples()) return 1 - error / spread;
    return error === 0 ? 1 : 0;
  }

  return {
    sums: [absolute, squared, truthSum, truthSquares, counted],
    add({ answers }, truths, count) {
      for (let index = 0; index < count * size; index++) {
        const number = index % size;
        const truth = truths[index] as number;
        const error = (answers[index] as number) - truth;
        absolute[number] = (absolute[number] as number) + Math.abs(error);
        squared[number] = (squared[number] as number) + error * error;
        truthSum[number] = (truthSum[number] as number) + truth;
        truthSquares[number] = (truthSquares[number] as number) + truth * truth;
      }
      counted[0] = examples() + count;
    },
    value(name) {
      switch (name) {
        case 'meanAbsoluteError':
          return mean((index, deviation) => ((absolute[index] as number) * deviation) / examples());
        case 'rootMeanSquaredError':
          return Math.sqrt(mean((index, deviation) => ((squared[index] as number) * deviation ** 2) / examples()));
        case 'r2Score':
          return examples() < 2 ? undefined : mean(r2);
        default:
          return undefined;
      }
    },
  };
}
