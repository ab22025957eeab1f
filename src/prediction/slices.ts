/**
 * How many examples one call computes: as many as keep it short, so that other requests are answered between two calls.
 * Learnt from the calls before, since it depends on the network and the machine. Knows nothing of what is computed.
 */

export interface Slices {
  /** Examples of the next call, a power of two: TensorFlow keeps prepared what it has computed in the same size before. */
  readonly size: number;
  /**
   * How many of those that are left the next call takes: `size`, or one more or less where it would leave one alone. A product
   * with a single row is computed in another way, of which the last digits differ: what a row is told must not depend on how
   * many come with it.
   */
  next(left: number): number;
  /** Tells how long a call of `size` examples took. */
  took(milliseconds: number): void;
}

/** Longer than this without a breath, and the service would not answer promptly. */
const SYNCHRONOUS_MAX_MS = 25;
/** A call of twice the size takes twice as long at most. */
const MAY_DOUBLE_MS = SYNCHRONOUS_MAX_MS / 2;
const START = 16;

/** @param sizeMax how many examples fit in a call's memory. */
export function createSlices(sizeMax: number): Slices {
  let size = 2 ** Math.floor(Math.log2(Math.min(START, sizeMax)));
  return {
    get size() {
      return size;
    },
    next(left) {
      const fitting = Math.min(left, sizeMax, Math.max(size, 2));
      if (left - fitting !== 1) return fitting;
      return fitting < sizeMax ? fitting + 1 : Math.max(1, fitting - 1);
    },
    took(milliseconds) {
      if (milliseconds > SYNCHRONOUS_MAX_MS && size > 1) size /= 2;
      else if (milliseconds < MAY_DOUBLE_MS && size * 2 <= sizeMax) size *= 2;
    },
  };
}
