/**
 * One child process that is kept alive: started, waited for, started again when it dies, ended on request.
 * Knows nothing of what the child does.
 *
 * States: starting → ready → (died → waiting → starting …) → closing → ended. A child that dies before it was ever
 * ready is not started again: what keeps it from starting (a port in use, a bad setting) would do so each time.
 */
import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import type { Logger } from './logger.ts';

export interface ChildOptions<T> {
  readonly name: string;
  readonly logger: Logger;
  /** Starts the process. Called again after each death. */
  spawn(): ChildProcess;
  /** Resolves when the child can be used, with what its users need to know. Aborted when the child dies first. */
  untilReady(child: ChildProcess, signal: AbortSignal): Promise<T>;
  /** How long the child may take to be ready. */
  readonly readyMsMax: number;
  /** Asks the child to end. Default: by SIGTERM. */
  askToEnd?(child: ChildProcess): void;
  /** How long it may take for that, before SIGKILL. Default: 15,000. */
  readonly endMsMax?: number;
}

export interface SupervisedChild<T> {
  /** What the first start told. Rejects if it failed. */
  readonly ready: Promise<T>;
  /** Ends the child: it is asked to, and killed if it is still there after `endMsMax`. */
  close(): Promise<void>;
}

/** Longer than what a process of ours gives itself, so that SIGKILL is for those that hang. */
const END_MS_MAX = 15_000;
/** One process of ours: loading TensorFlow on a busy machine. */
const READY_MS_MAX = 60_000;
const BACKOFF_MS_MIN = 100;
const BACKOFF_MS_MAX = 10_000;
/** A child that lived this long is no longer in a loop of crashes. */
const STABLE_MS = 30_000;

/** How long so many processes that start at once may take to be ready: each wants a core for it. */
export function readyMsMaxOf(processes: number): number {
  return READY_MS_MAX * Math.ceil(processes / os.availableParallelism());
}

export function superviseChild<T>(options: ChildOptions<T>): SupervisedChild<T> {
  const { name, logger } = options;
  const closing = new AbortController();
  let current: { child: ChildProcess; died: Promise<string> } | undefined;
  let tellFirst: (start: Promise<T>) => void = () => undefined;
  const ready = new Promise<T>((resolve) => {
    tellFirst = resolve;
  });

  const keepAlive = async (): Promise<void> => {
    let backoffMs = BACKOFF_MS_MIN;
    for (let starts = 0; !closing.signal.aborted; starts++) {
      const since = performance.now();
      const child = options.spawn();
      const died = deathOf(child);
      current = { child, died };
      const start = waitUntilReady(child, died, options);
      tellFirst(start);
      const isReady = await start.then(
        () => true,
        () => false,
      );
      if (!isReady) await end(child, died, options);
      const how = await died;
      if (closing.signal.aborted || (starts === 0 && !isReady)) return;
      if (performance.now() - since > STABLE_MS) backoffMs = BACKOFF_MS_MIN;
      logger.error(
        { child: name, childPid: child.pid, how, restartMs: backoffMs },
        `${name} died (${how}), starting it again`,
      );
      await pause(backoffMs, closing.signal);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX);
    }
  };
  const ended = keepAlive();

  return {
    ready,
    async close() {
      closing.abort();
      if (current) await end(current.child, current.died, options);
      await ended;
    },
  };
}

/** Resolves with how the process ended, in words; also when it could not be started at all. */
function deathOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
}

async function waitUntilReady<T>(child: ChildProcess, died: Promise<string>, options: ChildOptions<T>): Promise<T> {
  const { name, readyMsMax, untilReady } = options;
  const giveUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      untilReady(child, giveUp.signal),
      died.then((how) => Promise.reject(new Error(`The ${name} could not start: ${how}.`))),
      new Promise<never>((_, reject) => {
        const late = (): void => reject(new Error(`The ${name} was not ready after ${readyMsMax / 1000} s.`));
        timer = setTimeout(late, readyMsMax);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    giveUp.abort();
  }
}

async function end<T>(child: ChildProcess, died: Promise<string>, options: ChildOptions<T>): Promise<void> {
  const { askToEnd = (asked) => void asked.kill('SIGTERM'), endMsMax = END_MS_MAX } = options;
  askToEnd(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), endMsMax);
  await died;
  clearTimeout(timer);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
