/** Schedules, as the api sees them: put, look at, enable, delete. They lie in storage, and fire by way of Redis. */
import { AppError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Storage } from '../../storage/index.ts';
import { connect } from '../connection.ts';
import { expectTimes } from './cron.ts';
import { type Schedule, type ScheduleRequest, scheduleOf } from './schedule.ts';
import { openScheduleLine } from './schedule-line.ts';
import { createScheduleStore, type ScheduleStore } from './schedule-store.ts';

export interface Schedules {
  /**
   * Makes or replaces a schedule.
   * @throws AppError ERR_SCHEDULE, ERR_CONFLICT where there are too many, ERR_UNAVAILABLE: to be put again then.
   */
  put(name: string, request: ScheduleRequest): Promise<{ schedule: Schedule; isNew: boolean }>;
  /** @throws AppError ERR_NOT_FOUND. */
  get(name: string): Promise<Schedule>;
  list(): Promise<Schedule[]>;
  /** @throws AppError ERR_NOT_FOUND. */
  enable(name: string, enabled: boolean): Promise<Schedule>;
  /** @throws AppError ERR_NOT_FOUND. */
  remove(name: string): Promise<void>;
  readonly store: ScheduleStore;
  close(): Promise<void>;
}

const SCHEDULES_MAX = 1000;

export function createSchedules(options: {
  readonly redisUrl: string;
  readonly storage: Storage;
  readonly logger: Logger;
}): Schedules {
  const { redisUrl, storage, logger } = options;
  const redis = connect({ url: redisUrl, patience: 'fail fast', logger: logger.child({}, { level: 'silent' }) });
  const store = createScheduleStore(storage);
  const line = openScheduleLine(redis, store, logger);

  async function get(name: string): Promise<Schedule> {
    const schedule = await store.get(name);
    if (schedule) return schedule;
    throw new AppError('ERR_NOT_FOUND', `Expected the name of a schedule. Received: "${name.slice(0, 64)}".`);
  }

  async function list(): Promise<Schedule[]> {
    const found = await Promise.all((await store.names()).map(store.get));
    return found.filter((schedule) => schedule !== undefined);
  }

  /** Storage first: what fires follows from it, and workers see to that from time to time. */
  async function change(schedule: Schedule): Promise<Schedule> {
    await store.keep(schedule);
    await line.set(schedule);
    return schedule;
  }

  return {
    async put(name, request) {
      expectTimes({ cron: request.cron, timezone: request.timezone ?? 'UTC' });
      const before = await store.get(name);
      if (!before && (await store.names()).length >= SCHEDULES_MAX)
        throw new AppError('ERR_CONFLICT', `Expected at most ${SCHEDULES_MAX} schedules. Received: one more.`);
      return { schedule: await change(scheduleOf(name, request, before, new Date())), isNew: !before };
    },
    get,
    list,
    async enable(name, enabled) {
      const schedule = await get(name);
      if (schedule.enabled === enabled) return schedule;
      return change({ ...schedule, enabled, updatedAt: new Date().toISOString() });
    },
    async remove(name) {
      await get(name);
      await store.remove(name);
      // One that fires all the same finds that there is no such schedule any more.
      await line
        .remove(name)
        .catch((error: unknown) => logger.warn({ err: error }, 'schedule fires until Redis is back'));
    },
    store,
    async close() {
      await line.close();
      redis.disconnect();
    },
  };
}
