/**
 * Takes firings from their line, one at a time, and has each run. What running means it does not know. A worker that dies in the
 * middle loses its entry to another one, which runs the same firing again: whoever runs them makes one job of each.
 */
import { type Job as BullJob, Worker } from 'bullmq';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Storage } from '../../storage/index.ts';
import { connect, KEY_PREFIX } from '../connection.ts';
import { keepRestored } from '../restore.ts';
import type { Schedule } from './schedule.ts';
import { FIRING_TRIES_MAX, type FiringEntry, openScheduleLine, SCHEDULES_QUEUE } from './schedule-line.ts';
import { createScheduleStore } from './schedule-store.ts';

export interface ScheduleWorkerOptions {
  readonly redisUrl: string;
  readonly storage: Storage;
  readonly logger: Logger;
  /** Runs a schedule for the time when it was due. Throws what may be better at the next try. */
  fire(schedule: Schedule, at: Date, requestId: string): Promise<void>;
  /** Notes that there was no try left. */
  giveUp(schedule: Schedule, at: Date, reason: string): Promise<void>;
}

const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 2000;
/** A worker's death is no fault of the firing. */
const STALLED_MAX = 1_000_000;
const DRAIN_DELAY_SECONDS = 1;
const LOOK_EVERY_MS = 30_000;

export function startScheduleWorker(options: ScheduleWorkerOptions): { close(): Promise<void> } {
  const { redisUrl, storage, logger, fire, giveUp } = options;
  const redis = connect({ url: redisUrl, patience: 'wait', logger });
  const store = createScheduleStore(storage);
  const line = openScheduleLine(redis, store, logger);
  const logFailure = (error: unknown): void => logger.warn({ err: error }, 'schedules are not looked after');

  async function processFiring(entry: BullJob<FiringEntry>): Promise<void> {
    const { schedule: name, at: missed } = entry.data;
    const at = new Date(missed ?? entry.opts.prevMillis ?? entry.timestamp);
    const schedule = await store.get(name);
    if (!schedule?.enabled) {
      // Deleted or disabled while Redis was away.
      await line.remove(name);
      return;
    }
    try {
      await fire(schedule, at, `schedule-${name}`);
    } catch (error) {
      logger.warn({ err: error, schedule: name, at }, 'schedule could not run');
      if (entry.attemptsMade + 1 >= FIRING_TRIES_MAX) await giveUp(schedule, at, messageOf(error));
      throw error;
    }
  }

  const worker = new Worker<FiringEntry>(SCHEDULES_QUEUE, processFiring, {
    ...{ connection: redis, prefix: KEY_PREFIX, concurrency: 1, drainDelay: DRAIN_DELAY_SECONDS },
    ...{ lockDuration: LOCK_MS, stalledInterval: STALLED_CHECK_MS, maxStalledCount: STALLED_MAX },
  });
  worker.on('error', (error) => logger.debug({ err: error }, 'schedules'));

  const stopRestoring = keepRestored(redis, line, logger);
  // What was put while Redis was away is in storage alone.
  const timer = setInterval(() => {
    if (redis.status === 'ready') line.whole(true).catch(logFailure);
  }, LOOK_EVERY_MS);

  return {
    async close() {
      clearInterval(timer);
      stopRestoring();
      await worker.close();
      await line.close();
      redis.disconnect();
    },
  };
}
