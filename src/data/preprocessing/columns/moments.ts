/** Mean, standard deviation and range of numbers that pass by once: Welford's method, exact where the numbers are all the same. */

export interface Moments {
  readonly mean: number;
  /** Of the numbers themselves: divided by their count. 0 where they are all the same, or none. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

export interface MomentsSum {
  /** @returns false for what no 32-bit number can hold: its square would make every other number vanish. */
  add(number: number): boolean;
  /** All 0 where nothing was added. */
  result(): Moments;
}

const FLOAT32_MAX = 3.4028234663852886e38;

/** Whether a number is finite, and stays so with 32 bits. */
export function fitsFloat32(number: number): boolean {
  return Math.abs(number) <= FLOAT32_MAX;
}

export function moments(): MomentsSum {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    add(number) {
      if (!fitsFloat32(number)) return false;
      count += 1;
      const difference = number - mean;
      mean += difference / count;
      squares += difference * (number - mean);
      if (number < min) min = number;
      if (number > max) max = number;
      return true;
    },
    result() {
      if (count === 0) return { mean: 0, deviation: 0, min: 0, max: 0 };
      return { mean, deviation: Math.sqrt(squares / count), min, max };
    },
  };
}
