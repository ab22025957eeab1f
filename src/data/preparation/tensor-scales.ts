/** What scaling subtracts from each feature and divides it by, from the rows that are trained on. */
import { setImmediate } from 'node:timers/promises';
import type { Scaling } from '../../models/specification/index.ts';
import type { RowArray } from '../row-array.ts';

export interface FeatureScales {
  readonly offsets: number[];
  /** Positive. */
  readonly divisors: number[];
}

/** Of a longer last axis all features are scaled alike: a version keeps two numbers for each. */
const FEATURES_MAX = 16_384;
const ROWS_AT_ONCE = 4096;
/** A spread below this share of a feature's size is what rounding leaves of one that is constant. */
const ROUNDING = 1e-12;

/** @param last the length of the last axis. @param training rows. */
export async function featureScales(
  rows: RowArray,
  last: number,
  training: Uint32Array,
  scaling: Scaling,
  signal: AbortSignal,
): Promise<FeatureScales> {
  const features = last > FEATURES_MAX ? 1 : last;
  if (scaling === 'none') return { offsets: [0], divisors: [1] };
  const seen = await observe(rows, features, training, signal);
  const spread = (feature: number): number =>
    scaling === 'standard'
      ? Math.sqrt((seen.squares[feature] as number) / seen.counted)
      : (seen.max[feature] as number) - (seen.min[feature] as number);
  const offset = scaling === 'standard' ? seen.mean : seen.min;
  const divisors = Array.from(offset, (value, feature) => {
    const divisor = spread(feature);
    return divisor > Math.abs(value) * ROUNDING ? divisor : 1;
  });
  return { offsets: Array.from(offset), divisors };
}

interface Observed {
  /** Numbers of each feature. */
  readonly counted: number;
  readonly mean: Float64Array;
  /** Sums of squared distances from the mean. */
  readonly squares: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** In one pass, for rows that may lie in a file: B. P. Welford, "Note on a method for calculating corrected sums", 1962. */
async function observe(
  rows: RowArray,
  features: number,
  training: Uint32Array,
  signal: AbortSignal,
): Promise<Observed> {
  const [mean, squares] = [new Float64Array(features), new Float64Array(features)];
  const min = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(features).fill(Number.NEGATIVE_INFINITY);
  let counted = 0;
  for (const [done, row] of training.entries()) {
    // Lets a cancellation arrive.
    if (done % ROWS_AT_ONCE === 0) await setImmediate(undefined, { signal });
    const values = rows.row(row);
    for (let index = 0, feature = 0; index < values.length; index++) {
      if (feature === 0) counted += 1;
      const value = values[index] as number;
      const distance = value - (mean[feature] as number);
      const moved = (mean[feature] as number) + distance / counted;
      mean[feature] = moved;
      squares[feature] = (squares[feature] as number) + distance * (value - moved);
      if (value < (min[feature] as number)) min[feature] = value;
      if (value > (max[feature] as number)) max[feature] = value;
      feature = feature + 1 === features ? 0 : feature + 1;
    }
  }
  return { counted, mean, squares, min, max };
}
