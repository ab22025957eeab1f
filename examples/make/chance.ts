/** Random numbers that are the same at every run. */

export interface Chance {
  /** From `low` to `high`. */
  between(low: number, high: number): number;
}

/** A linear congruential generator, with the constants of Numerical Recipes. */
export function createChance(seed: number): Chance {
  let state = seed;
  return {
    between(low, high) {
      state = (1_664_525 * state + 1_013_904_223) % 2 ** 32;
      return low + ((high - low) * state) / 2 ** 32;
    },
  };
}
