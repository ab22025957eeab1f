/**
 * The line in which schedules fire: a job scheduler of BullMQ for each, which puts one entry at a time into it, for its next
 * time. Redis may lose them: they follow from storage, and are made again.
 *
 * DESIGN A scheduler that is there is left alone, since making it anew would take back an entry that is due. One that is
 * missing is made, and where a time has passed since the last run, that is made up for by one entry, whose name says for
 * which time: several processes at once make it once. What fires late because nobody was there fires once, as BullMQ keeps
 * one entry only.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../../logger.ts';
import { KEY_PREFIX, reaching } from '../connection.ts';
import { previousTime } from './cron.ts';
import type { Schedule } from './schedule.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** What BullMQ carries of a firing. */
export interface FiringEntry {
  readonly schedule: string;
  /** When it was due, in ms: of one that is made up for. */
  readonly at?: number;
}

const RESTORED_KEY = `${KEY_PREFIX}:schedules-restored`;
export const SCHEDULES_QUEUE = 'schedules';
/** A dataset's store or a queue may be away for a while: about four minutes of tries. */
export const FIRING_TRIES_MAX = 8;
const ENTRY_OPTIONS = {
  ...{ attempts: FIRING_TRIES_MAX, backoff: { type: 'exponential', delay: 2000, jitter: 0.5 } },
  ...{ removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } },
} as const;

export interface ScheduleLine {
  /** Makes a schedule fire at its times from now on, or no more. @throws AppError ERR_UNAVAILABLE. */
  set(schedule: Schedule): Promise<void>;
  remove(name: string): Promise<void>;
  /** Makes the schedulers that are missing. @param certain looks for each, even if Redis says that it has them. */
  whole(certain: boolean): Promise<void>;
  close(): Promise<void>;
}

export function openScheduleLine(redis: Redis, store: ScheduleStore, logger: Logger): ScheduleLine {
  const queue = new Queue<FiringEntry>(SCHEDULES_QUEUE, {
    ...{ connection: redis, prefix: KEY_PREFIX, skipWaitingForReady: true, skipVersionCheck: true },
  });
  queue.on('error', (error) => logger.debug({ err: error }, 'schedules'));

  async function upsert({ name, cron, timezone }: Schedule): Promise<void> {
    const template = { name, data: { schedule: name }, opts: ENTRY_OPTIONS };
    await queue.upsertJobScheduler(name, { pattern: cron, tz: timezone }, template);
  }

  async function set(schedule: Schedule): Promise<void> {
    await reaching(async () => {
      if (schedule.enabled) await upsert(schedule);
      else await queue.removeJobScheduler(schedule.name);
    });
  }

  async function restoreOne(schedule: Schedule): Promise<void> {
    const { name, cron, timezone, enabled } = schedule;
    if (!enabled) return;
    const known = await queue.getJobScheduler(name);
    if (known?.pattern === cron && known.tz === timezone) return;
    const missed = await missedTime(schedule);
    if (missed) {
      const at = missed.getTime();
      await queue.add(name, { schedule: name, at }, { ...ENTRY_OPTIONS, jobId: `${name}.${at}` });
    }
    await upsert(schedule);
    logger.info({ schedule: name, missed }, 'schedule fires again');
  }

  /** The last time before now, unless it was run, or the schedule is younger. */
  async function missedTime(schedule: Schedule): Promise<Date | undefined> {
    const due = previousTime(schedule, new Date());
    const [last] = await store.runs(schedule.name, 1);
    const since = Math.max(Date.parse(schedule.updatedAt), last ? Date.parse(last.at) : 0);
    return due.getTime() > since ? due : undefined;
  }

  return {
    set,
    remove: (name) => reaching(async () => void (await queue.removeJobScheduler(name))),
    whole: (certain) =>
      reaching(async () => {
        if (!certain && (await redis.exists(RESTORED_KEY)) === 1) return;
        for (const name of await store.names()) {
          const schedule = await store.get(name);
          if (schedule) await restoreOne(schedule);
        }
        await redis.set(RESTORED_KEY, new Date().toISOString());
      }),
    close: () => queue.close().catch(() => undefined),
  };
}
