/**
 * Keeps one child process warm ahead of need, since loading TensorFlow takes up to a second, and what imports need half of
 * that. The next one is warmed when the job before has had its start for itself.
 */
import type { Logger } from '../logger.ts';

/** What a pool needs to know of a child. */
interface PooledChild {
  readonly pid: number;
  kill(): void;
  readonly ended: Promise<void>;
}

export interface ChildPool<C> {
  /** A child for one job. @throws AppError with the code of its death if none gets ready. */
  take(): Promise<C>;
  /** Kills the child that is kept warm, and keeps none any more. */
  close(): void;
}

const WARM_NEXT_AFTER_MS = 3000;

/** For children that are needed seldom: each is started when it is asked for, and none kept warm. */
export function createColdPool<C extends PooledChild>(start: (signal: AbortSignal) => Promise<C>): ChildPool<C> {
  const closing = new AbortController();
  return { take: () => start(closing.signal), close: () => closing.abort() };
}

/** @param start starts a child; the signal kills it if it is not ready yet. */
export function createChildPool<C extends PooledChild>(
  name: string,
  start: (signal: AbortSignal) => Promise<C>,
  logger: Logger,
): ChildPool<C> {
  let warm: Promise<C> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const closing = new AbortController();

  function warmNext(): void {
    if (closing.signal.aborted || warm) return;
    const started = start(closing.signal);
    const forget = (): void => {
      if (warm === started) warm = undefined;
    };
    warm = started;
    started.then(
      (child) => {
        logger.debug({ [name]: child.pid }, `${name} is warm`);
        void child.ended.then(forget);
      },
      (error: unknown) => {
        logger.error({ err: error }, `${name} did not start`);
        forget();
      },
    );
  }

  warmNext();
  return {
    async take() {
      clearTimeout(timer);
      const child = await (warm ?? start(closing.signal));
      warm = undefined;
      timer = setTimeout(warmNext, WARM_NEXT_AFTER_MS);
      return child;
    },
    close() {
      closing.abort();
      clearTimeout(timer);
      warm?.then((child) => child.kill()).catch(() => undefined);
    },
  };
}
