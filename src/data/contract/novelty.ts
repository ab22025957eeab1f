/**
 * How unusual an input is, from 0 to 1: the share of training rows that are less unusual. What is compared is the outlier score ECOD:
 * Z. Li et al., "ECOD: Unsupervised Outlier Detection Using Empirical Cumulative Distribution Functions", IEEE TKDE 2022,
 * which has no parameters, and is a sum over columns (of each, as in PyOD, the larger of both tails).
 */
import type { ContractColumn } from './column.ts';

/** At which the scores of training rows are kept. */
export const NOVELTY_RANKS = [0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1] as const;

/** @param values of one input, as a `TraitReader` gives them. */
export function ecod(columns: readonly ContractColumn[], values: Float64Array): number {
  let sum = 0;
  for (const [index, column] of columns.entries()) sum += column.surprise(values[index] as number);
  return sum;
}

/** @param scores of rows, in any order. @returns those at the ranks, rising. */
export function scoresAtRanks(scores: Float64Array): number[] {
  const sorted = scores.toSorted();
  return NOVELTY_RANKS.map((rank) => sorted[Math.round(rank * (sorted.length - 1))] ?? 0);
}

/** @param atRanks as `scoresAtRanks` gives them. @returns the rank of a score, between two of them in proportion. */
export function noveltyOf(score: number, atRanks: readonly number[]): number {
  const above = atRanks.findIndex((each) => each > score);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [from, to] = [atRanks[above - 1] as number, atRanks[above] as number];
  const [low, high] = [NOVELTY_RANKS[above - 1] as number, NOVELTY_RANKS[above] as number];
  return low + ((score - from) / (to - from)) * (high - low);
}
