/**
 * A child process that does a worker's heavy work, seen from the worker: it says `ready`, is given one order, tells how it
 * goes, and dies. What kills it leaves the worker, which holds the job, alive. Knows nothing of what the work is.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { logStandardError } from '../child-stderr.ts';
import { type Config, environmentOf } from '../config.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';

/** What every child says, besides what only it says. Errors cross the channel as code and message. */
export type CommonMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** @typeParam Order what it is told. @typeParam Message what it tells. */
export interface Child<Order, Message> {
  readonly pid: number;
  send(order: Order): void;
  /**
   * The next message.
   * @throws AppError with the code of its death once the process has ended and all its messages were read.
   */
  next(): Promise<Message>;
  /** Ends it at once; what it has not published is lost. */
  kill(): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

export interface ChildOptions {
  /** Its folder below this one, whose `main` is the program. */
  readonly name: 'trainer' | 'importer' | 'scorer';
  /** Another program. */
  readonly program?: string | undefined;
  /** The code of its death before its time. */
  readonly death: ErrorCode;
  readonly config: Config;
  readonly logger: Logger;
  /** Over what the configuration sets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** For Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Kills it if it is not ready yet. */
  readonly signal: AbortSignal;
}

const READY_MS_MAX = 60_000;

/**
 * Starts a child and waits until it is ready.
 * @throws AppError with the code of its death if it ends before, or takes longer than a minute.
 */
export async function startChild<Order extends object, Message>(options: ChildOptions): Promise<Child<Order, Message>> {
  const { name, config, logger, environment = {}, nodeOptions = [], signal } = options;
  const own = fileURLToPath(new URL(`./${name}/main.js`, import.meta.url));
  const process_ = fork(options.program ?? own, {
    env: { ...process.env, ...environmentOf(config), ...environment },
    execArgv: [...process.execArgv, ...nodeOptions],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  logStandardError(process_, logger);
  const child = over<Order, Message>(process_, options);
  const kill = (): void => child.kill();
  const timer = setTimeout(kill, READY_MS_MAX);
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  try {
    await child.next();
    return child;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

function over<Order extends object, Message>(
  process_: ChildProcess,
  { name, death: code }: ChildOptions,
): Child<Order, Message> {
  const inbox: Message[] = [];
  let death: AppError | undefined;
  let wake: () => void = () => undefined;
  process_.on('message', (message) => {
    inbox.push(message as Message);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    const die = (how: string): void => {
      death ??= new AppError(code, `The ${name} ended before the job did: ${how}.`);
      wake();
      resolve();
    };
    // `close` rather than `exit`: then every message that was sent has been read.
    process_.on('close', (exitCode, signal) => die(signal ?? `exit code ${exitCode}`));
    process_.on('error', (error) => die(error.message));
  });

  return {
    pid: process_.pid ?? 0,
    ended,
    send: (order) => void (process_.connected && process_.send(order)),
    async next() {
      while (inbox.length === 0 && !death) await new Promise<void>((resolve) => (wake = resolve));
      const message = inbox.shift();
      if (message) return message;
      throw death ?? new AppError(code, `The ${name} ended.`);
    },
    kill: () => void process_.kill('SIGKILL'),
  };
}
