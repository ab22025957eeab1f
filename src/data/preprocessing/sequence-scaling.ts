/**
 * The numbers of a series, step by step: filled where missing, then scaled. The one place where this is done, for training
 * and for prediction. Knows nothing of windows.
 */
import Type, { type Static } from 'typebox';

export const ScaledFeature = Type.Object({
  name: Type.String(),
  /** A number becomes `(number − subtract) / divideBy`. */
  subtract: Type.Number(),
  divideBy: Type.Number(),
  /** In place of missing numbers before a series' first one; later ones repeat the one before. */
  fill: Type.Number(),
});
export type ScaledFeature = Static<typeof ScaledFeature>;

/** The last number of each feature. */
export type Filling = Float64Array;

/** At the start of a series. */
export function startFilling(features: readonly ScaledFeature[]): Filling {
  return Float64Array.from(features, ({ fill }) => fill);
}

/**
 * @param raw `[steps, features]` of one series, or the next of them, NaN where missing.
 * @param scaled room for as many.
 * @param filling of that series: it is kept up.
 * @returns the position of the first number that is too large to be scaled, if there is one.
 */
export function scaleSteps(
  { features, precision }: { readonly features: readonly ScaledFeature[]; readonly precision: 'float32' | 'float64' },
  raw: Float64Array,
  scaled: Float32Array,
  filling: Filling,
): number | undefined {
  let stray: number | undefined;
  for (const [feature, { subtract, divideBy }] of features.entries()) {
    for (let index = feature; index < raw.length; index += features.length) {
      const value = raw[index] as number;
      if (!Number.isNaN(value)) filling[feature] = precision === 'float32' ? Math.fround(value) : value;
      const result = ((filling[feature] as number) - subtract) / divideBy;
      scaled[index] = result;
      if (!Number.isFinite(scaled[index] as number)) stray ??= index;
    }
  }
  return stray;
}
