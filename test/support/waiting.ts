/** Waits until something is true, rather than for a time that is hoped to be enough. */
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/**
 * @returns the first answer that is not undefined, null or false.
 * @throws Error when there is none in time; it says what was waited for.
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  millisecondsMax = 20_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const until = performance.now() + millisecondsMax;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
    if (performance.now() > until) throw new Error(`Expected ${what} within ${millisecondsMax} ms. Received: nothing.`);
    await sleep(POLL_MS);
  }
}
