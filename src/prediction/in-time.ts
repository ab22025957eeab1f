/** Work for somebody who may stop waiting: by a deadline, or because the client has gone. Knows nothing of the work. */
import { AppError } from '../errors.ts';
import type { ModelReference } from '../registry/index.ts';

/** Whoever asks for a prediction. */
export interface Caller {
  /** What the prediction is asked of: where its alias has a shadow, that computes it too. */
  readonly reference?: ModelReference;
  /** Requests of the same key are answered by the same version, while an alias tries others out. */
  readonly routingKey?: string | undefined;
  /** Whether the client has gone. */
  isGone?(): boolean;
  /** How long the answer may take. */
  readonly timeoutMs?: number | undefined;
}

/**
 * @param work is asked to look at `isWanted` before whatever costs; it goes on otherwise, and what it gives is forgotten.
 * @throws AppError ERR_DEADLINE as soon as the time is up.
 */
export function inTime<T>(caller: Caller, work: (isWanted: () => boolean) => Promise<T>): Promise<T> {
  const { timeoutMs } = caller;
  let late = false;
  const working = work(() => !late && !caller.isGone?.());
  if (timeoutMs === undefined) return working;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      late = true;
      reject(new AppError('ERR_DEADLINE', `Expected an answer within ${timeoutMs} ms. Received: none by then.`));
    }, timeoutMs);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    working.then(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
}
