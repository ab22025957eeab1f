/**
 * Lets the event loop of a process that computes breathe, and hears a cancellation while it does. Steps are synchronous:
 * without this, a trainer would answer to nobody until it is done.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/** Longer than this without a breath, and cancelling or reporting would not be prompt. */
const SYNCHRONOUS_MAX_MS = 25;

/**
 * @returns a function to await after every step: it gives way to the event loop once enough time has passed, and does
 * nothing otherwise. It throws AppError ERR_CANCELLED once the signal is aborted.
 */
export function createBreath(signal: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  throwIfCancelled(signal);

  async function breathe(): Promise<void> {
    await setImmediate();
    last = performance.now();
    throwIfCancelled(signal);
  }

  return () => {
    throwIfCancelled(signal);
    return performance.now() - last < SYNCHRONOUS_MAX_MS ? undefined : breathe();
  };
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('ERR_CANCELLED', 'Cancelled on request.', { cause: signal.reason });
}
