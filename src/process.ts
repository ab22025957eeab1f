/**
 * The life of a long-running process: its name, its signals, its end. Knows nothing of what the process does.
 * Every process ends in bounded time, and never outlives the parent that forked it.
 */
import { type Config, loadConfig } from './config.ts';
import { messageOf } from './errors.ts';
import { createLogger, type Logger } from './logger.ts';

/** What runs in a process once it has started. */
export interface Service {
  /** Where it listens, if it does. */
  readonly url?: string;
  close(): Promise<void>;
}

/** What a process tells the parent that forked it, once. */
export type StartMessage =
  | { readonly type: 'ready'; readonly url?: string }
  | { readonly type: 'failed'; readonly message: string };

/** What a parent tells a process that it wants to end, where signals may reach both. */
export type CloseMessage = { readonly type: 'close' };

export interface ProcessOptions {
  /** `ps` shows it as `epochd NAME`. */
  readonly name: string;
  start(config: Config, logger: Logger): Promise<Service>;
  /** How long `close` may take before the process ends all the same. Default: 12,000, less than the supervisor's patience. */
  readonly closeMsMax?: number;
}

const CLOSE_MS_MAX = 12_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Loads the configuration, starts the service and keeps it until a signal comes, or its parent asks it to close or is gone; then closes it and
 * ends the process with exit code 0. A second signal ends it at once. If it cannot start, or something is thrown that nobody caught,
 * the process ends with exit code 1. Tells the parent, if there is one, when the service is ready.
 */
export async function runProcess({ name, start, closeMsMax = CLOSE_MS_MAX }: ProcessOptions): Promise<void> {
  process.title = `epochd ${name}`;
  const config = await configOrExit();
  const logger = createLogger(name, config.logLevel);
  let ending = false;
  let signals = 0;
  const end = (reason: string): void => {
    if (isSignal(reason) && ++signals > 1) process.exit(1);
    if (ending) return;
    ending = true;
    logger.info({ reason }, 'closing');
    void closeWithin(started, closeMsMax, logger).then((code) => process.exit(code));
  };
  const fail = (error: unknown, message: string): void => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, () => end(signal));
  process.on('uncaughtException', (error) => fail(error, 'uncaught exception'));
  process.on('unhandledRejection', (error) => fail(error, 'unhandled rejection'));
  // The channel to a parent closes when the parent dies, even by SIGKILL.
  if (process.send) {
    process.once('disconnect', () => end('the parent is gone'));
    process.on('message', (message: Partial<CloseMessage> | null) => {
      if (message?.type === 'close') end('the parent asks for it');
    });
  }

  const started = start(config, logger);
  try {
    const { url } = await started;
    await tellParent(url === undefined ? { type: 'ready' } : { type: 'ready', url });
  } catch (error) {
    if (ending) return;
    await tellParent({ type: 'failed', message: messageOf(error) });
    fail(error, `cannot start: ${messageOf(error)}`);
  }
}

/** A bad setting is told in plain words: there is no log yet, and a stack would say nothing. */
async function configOrExit(): Promise<Config> {
  try {
    return loadConfig();
  } catch (error) {
    await tellParent({ type: 'failed', message: messageOf(error) });
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  }
}

function isSignal(reason: string): boolean {
  return SIGNALS.some((signal) => signal === reason);
}

/** Resolves when the message has left, or cannot: the parent may go at any time, and `disconnect` is what ends us then. */
function tellParent(message: StartMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send) process.send(message, () => resolve());
    else resolve();
  });
}

/** Closes a service that may still be starting. Resolves with the exit code. */
async function closeWithin(started: Promise<Service>, milliseconds: number, logger: Logger): Promise<number> {
  const timer = setTimeout(() => {
    logger.error({ milliseconds }, 'could not close in time');
    process.exit(1);
  }, milliseconds);
  try {
    await (await started).close();
    return 0;
  } catch (error) {
    logger.error({ err: error }, 'could not close');
    return 1;
  } finally {
    clearTimeout(timer);
  }
}
