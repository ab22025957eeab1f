/** How many instances may be looked at: so many a second, and so many numbers, however many are predicted. */

export interface Sampling {
  /**
   * @param count instances that could be looked at. @param size numbers of each.
   * @returns how many of them are.
   */
  take(count: number, size: number): number;
}

/** A few milliseconds of a second. */
const NUMBERS_PER_SECOND = 1_000_000;
/** What was not looked at in one second may be in the next ones, but no more than so many seconds' worth. */
const SAVED_SECONDS = 10;

/** @param now in milliseconds. */
export function createSampling(instancesPerSecond: number, now: () => number = () => performance.now()): Sampling {
  let allowed = instancesPerSecond * SAVED_SECONDS;
  let last = now();
  return {
    take(count, size) {
      const time = now();
      const perSecond = Math.min(instancesPerSecond, NUMBERS_PER_SECOND / size);
      const most = Math.max(1, perSecond * SAVED_SECONDS);
      allowed = Math.min(most, allowed + ((time - last) / 1000) * perSecond);
      last = time;
      const taken = Math.min(count, Math.floor(allowed));
      allowed -= taken;
      return taken;
    },
  };
}
