/**
 * Lets the event loop of a process that computes breathe, and hears a cancellation while it does. Work goes on in synchronous
 * pieces: without this, a trainer would answer to nobody until it is done, and an api would let others wait.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError } from './errors.ts';

/** Longer than this without a breath, and cancelling or reporting would not be prompt. */
const SYNCHRONOUS_MAX_MS = 25;
/** The same where others wait for an answer. */
export const ANSWERING_MS = 10;

/**
 * @param synchronousMaxMs after which it gives way: `ANSWERING_MS` where others wait for an answer.
 * @returns a function to await after every piece of work: it gives way to the event loop once enough time has passed, and
 * does nothing otherwise. It throws AppError ERR_CANCELLED once the signal is aborted.
 */
export function createBreath(
  signal?: AbortSignal,
  synchronousMaxMs = SYNCHRONOUS_MAX_MS,
): () => Promise<void> | undefined {
  let last = performance.now();
  throwIfCancelled(signal);

  async function breathe(): Promise<void> {
    await setImmediate();
    last = performance.now();
    throwIfCancelled(signal);
  }

  return () => {
    throwIfCancelled(signal);
    return performance.now() - last < synchronousMaxMs ? undefined : breathe();
  };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('ERR_CANCELLED', 'Cancelled on request.', { cause: signal.reason });
}
