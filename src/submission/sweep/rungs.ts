/**
 * The rungs of successive halving: Jamieson & Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
 * Optimization" (AISTATS 2016), as one bracket of Hyperband (Li et al., JMLR 2018): the best 1/factor of the trials go on
 * for factor times as many epochs. Pure.
 */
import type { Rung } from '../../models/specification/index.ts';

/**
 * @param epochs of a trial that is trained to its end.
 * @param minEpochs of every trial; unset: so many that one trial is left for the last stretch.
 * @returns where trials are given up, least epochs first: none at `epochs` itself, where all that are left end.
 */
export function rungsOf(trials: number, epochs: number, factor: number, minEpochs?: number): Rung[] {
  const rungs: Rung[] = [];
  let left = trials;
  for (let at = minEpochs ?? firstRung(trials, epochs, factor); at < epochs && left > 1; at *= factor) {
    left = Math.max(1, Math.floor(left / factor));
    rungs.push({ epochs: at, keep: left });
  }
  return rungs;
}

/** Epochs divided by the factor as often as there are trials to divide, and epochs. */
function firstRung(trials: number, epochs: number, factor: number): number {
  let at = epochs;
  for (let left = trials; left > 1 && at >= factor; left = Math.max(1, Math.floor(left / factor)))
    at = Math.floor(at / factor);
  return at;
}

/** Epochs that all trials together are trained for, if none fails. */
export function epochsInAll(trials: number, epochs: number, rungs: readonly Rung[]): number {
  let [sum, from, left] = [0, 0, trials];
  for (const rung of rungs) {
    sum += left * (rung.epochs - from);
    [from, left] = [rung.epochs, rung.keep];
  }
  return sum + left * (epochs - from);
}
