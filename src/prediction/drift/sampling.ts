/** How many instances may be looked at: so many a second, and so many numbers, however many are predicted. */

export interface Sampling {
  /**
   * @param count instances that could be looked at. @param size numbers of each.
   * @returns how many of them are.
   */
  take(count: number, size: number): number;
}

/** A few milliseconds of a second. */
const NUMBERS_PER_SECOND = 2_000_000;

/** @param now in milliseconds. */
export function createSampling(instancesPerSecond: number, now: () => number = () => performance.now()): Sampling {
  let allowed = instancesPerSecond;
  let last = now();
  return {
    take(count, size) {
      const time = now();
      const perSecond = Math.min(instancesPerSecond, NUMBERS_PER_SECOND / size);
      // What was not looked at in one second may be in the next, but no more than that.
      allowed = Math.min(Math.max(perSecond, 1), allowed + ((time - last) / 1000) * perSecond);
      last = time;
      const taken = Math.min(count, Math.floor(allowed));
      allowed -= taken;
      return taken;
    },
  };
}
