/**
 * Connections to Redis. The api's fail fast, so that a client is told 503 at once; the worker's wait,
 * so that a job outlives a restart of Redis. A network that swallows what is sent, without a word, is a connection that
 * broke: one whose command stays unanswered for some seconds is given up, and made anew.
 */
import { Redis } from 'ioredis';
import { AppError, messageOf } from '../errors.ts';
import type { Logger } from '../logger.ts';

/** All our keys share one hash tag: scripts over several keys need them in one slot of a Redis Cluster. */
export const KEY_PREFIX = '{epochd}';

const CONNECT_TIMEOUT_MS = 5000;
const COMMAND_TIMEOUT_MS = 5000;
/** Longer than any command blocks. */
const SILENCE_MS_MAX = 5000;
const RECONNECT_MS_MAX = 1000;

export interface ConnectionOptions {
  /** `redis://`, `rediss://` or `unix://` followed by the socket's path. */
  readonly url: string;
  readonly patience: 'fail fast' | 'wait';
  readonly logger: Logger;
}

export function connect({ url, patience, logger }: ConnectionOptions): Redis {
  const waiting = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MS_MAX,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), RECONNECT_MS_MAX),
    maxRetriesPerRequest: null,
    // Who listens subscribes again (`change-channel.ts`): nobody would take the failure of what ioredis does by itself.
    autoResubscribe: false,
  };
  const failingFast = {
    ...waiting,
    // What was sent over a connection that broke is refused at once.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
  };
  const redis = new Redis(url.replace(/^unix:\/\//, ''), patience === 'wait' ? waiting : failingFast);
  logChanges(redis, logger);
  return redis;
}

/** Says once that Redis went and once that it is back, rather than at every attempt to reconnect. */
function logChanges(redis: Redis, logger: Logger): void {
  let away = false;
  redis.on('error', (error) => {
    if (!away) logger.warn({ err: error }, 'Redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
}

/** Waits until the connection is up. @throws AppError ERR_UNAVAILABLE after `milliseconds`. */
export async function waitUntilReady(redis: Redis, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (redis.status !== 'ready') {
    if (Date.now() > deadline)
      throw new AppError(
        'ERR_UNAVAILABLE',
        `Expected Redis to answer within ${milliseconds} ms. Received: no connection.`,
      );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * Runs an operation on Redis, and turns what Redis or its connection refuses into ERR_UNAVAILABLE.
 * Errors of our own, and programming errors, pass as they are.
 */
export async function reaching<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof AppError || error instanceof TypeError || error instanceof RangeError) throw error;
    throw new AppError('ERR_UNAVAILABLE', `Redis is away: ${messageOf(error)}`, { cause: error });
  }
}
