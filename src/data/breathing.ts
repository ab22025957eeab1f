/**
 * Lets the event loop of a process that computes on data breathe, and hears a cancellation while it does: an api answers others
 * meanwhile, an import or a job stops promptly.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../errors.ts';

/** Longer than this without a breath, and others would notice. */
const SYNCHRONOUS_MAX_MS = 10;

/**
 * @returns a function to await after every piece of work: it gives way to the event loop once enough time has passed, and
 * does nothing otherwise. It throws AppError ERR_CANCELLED once the signal is aborted.
 */
export function createBreath(signal?: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  const check = (): void => {
    if (signal?.aborted) throw new AppError('ERR_CANCELLED', 'Cancelled on request.', { cause: signal.reason });
  };

  async function breathe(): Promise<void> {
    await setImmediate();
    last = performance.now();
    check();
  }

  return () => {
    check();
    return performance.now() - last < SYNCHRONOUS_MAX_MS ? undefined : breathe();
  };
}
