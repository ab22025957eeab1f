/**
 * Tells this process when a job changed, wherever the change was made. A message may be lost while Redis is away, so
 * listeners look again when the connection is back: a wake-up is a hint to read, never the news itself. One that only
 * listens would not notice that nothing can come any more: so it asks from time to time (`connection.ts` gives it up then).
 */
import type { Redis } from 'ioredis';
import { CHANGED_CHANNEL } from './change-script.ts';
import type { JobStatus } from './states.ts';

/** @param status undefined where changes may have been missed. @param pausing whether a pause was asked for. */
export type ChangeListener = (status: JobStatus | undefined, pausing: boolean) => void;

export interface ChangeChannel {
  /** @returns a function that ends the listening. */
  listen(jobId: string, listener: ChangeListener): () => void;
}

const ASK_EVERY_MS = 2000;

/** @param redis a connection of its own: one that subscribes can do nothing else. */
export function createChangeChannel(redis: Redis): ChangeChannel {
  const listeners = new Map<string, Set<ChangeListener>>();
  /** What changes before Redis has taken the subscription is told to nobody: so they look again after that. */
  const lookAgain = (): void => {
    for (const group of listeners.values()) for (const listener of group) listener(undefined, false);
  };
  // One that the connection does not outlive is made at the next.
  const subscribe = (): void => void redis.subscribe(CHANGED_CHANNEL).then(lookAgain, () => undefined);
  if (redis.status === 'ready') subscribe();
  redis.on('ready', subscribe);
  redis.on('message', (_channel, message) => {
    const [id = '', status, pausing] = message.split(' ');
    for (const listener of listeners.get(id) ?? []) listener(status as JobStatus, pausing === 'pausing');
  });

  let asking = false;
  const timer = setInterval(() => {
    // What is sent while it is away would wait for it.
    if (asking || redis.status !== 'ready') return;
    asking = true;
    redis.ping().then(
      () => (asking = false),
      () => (asking = false),
    );
  }, ASK_EVERY_MS);
  timer.unref();
  redis.once('end', () => clearInterval(timer));

  return {
    listen(jobId, listener) {
      const group = listeners.get(jobId) ?? new Set();
      group.add(listener);
      listeners.set(jobId, group);
      return () => {
        group.delete(listener);
        if (group.size === 0) listeners.delete(jobId);
      };
    },
  };
}
