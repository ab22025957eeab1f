/** How far two distributions over the same cells are from each other. Pure. */

/**
 * The population stability index, `Σ (q − p) ln(q / p)` over groups of cells: N. Siddiqi, "Credit Risk Scorecards", 2006. Half a row is
 * added to each group on both sides, so that an empty one is no infinity.
 */
export interface StabilityIndex {
  readonly psi: number;
  /**
   * What chance alone exceeds once in a hundred times: of two samples of one distribution, the index is distributed as
   * `(1/n + 1/m) χ²` with one degree of freedom less than groups (B. Yurdakul, J. Naranjo, "Statistical properties of the
   * population stability index", 2020).
   */
  readonly chance: number;
  /** Instances from which on chance stays below an index of `threshold`; undefined where training had too few rows. */
  readonly needed: number | undefined;
}

/**
 * @param training shares of each group, which add up to 1. @param rows of the training that they were counted with.
 * @param seen instances of each group.
 */
export function stabilityIndex(
  training: readonly number[],
  rows: number,
  seen: readonly number[],
  threshold: number,
): StabilityIndex {
  const instances = seen.reduce((sum, each) => sum + each, 0);
  const groups = training.length;
  const smooth = (count: number, of: number): number => (count + 0.5) / (of + groups / 2);
  let psi = 0;
  for (const [index, share] of training.entries()) {
    const p = smooth(share * rows, rows);
    const q = smooth(seen[index] as number, instances);
    psi += (q - p) * Math.log(q / p);
  }
  const quantile = chiSquared99(groups - 1);
  const left = threshold - quantile / rows;
  return {
    psi,
    chance: quantile * (1 / instances + 1 / rows),
    needed: left > 0 ? Math.ceil(quantile / left) : undefined,
  };
}

/** The Kolmogorov–Smirnov statistic, from 0 to 1, as far as cells tell it: the largest difference of the two running shares. */
export function kolmogorovSmirnov(training: readonly number[], seen: readonly number[]): number {
  const [rows, instances] = [training, seen].map((each) => each.reduce((sum, count) => sum + count, 0));
  if (!rows || !instances) return 0;
  let [p, q, most] = [0, 0, 0];
  for (const [index, share] of training.entries()) {
    p += share / rows;
    q += (seen[index] as number) / instances;
    most = Math.max(most, Math.abs(p - q));
  }
  return most;
}

/** The Jensen–Shannon distance, from 0 to 1: the square root of the divergence in bits. J. Lin, 1991. */
export function jensenShannon(training: readonly number[], seen: readonly number[]): number {
  const [rows, instances] = [training, seen].map((each) => each.reduce((sum, count) => sum + count, 0));
  if (!rows || !instances) return 0;
  let bits = 0;
  for (const [index, share] of training.entries()) {
    const p = share / rows;
    const q = (seen[index] as number) / instances;
    const middle = (p + q) / 2;
    bits += ((p > 0 ? p * Math.log2(p / middle) : 0) + (q > 0 ? q * Math.log2(q / middle) : 0)) / 2;
  }
  return Math.sqrt(Math.max(0, Math.min(1, bits)));
}

const NORMAL_99 = 2.3263478740408408;

/** The 99 % quantile of χ², to some parts in a thousand: E. B. Wilson, M. M. Hilferty, 1931. */
function chiSquared99(degrees: number): number {
  const part = 2 / (9 * Math.max(1, degrees));
  return Math.max(1, degrees) * (1 - part + NORMAL_99 * Math.sqrt(part)) ** 3;
}
