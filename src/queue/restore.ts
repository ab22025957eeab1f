/**
 * Brings jobs back that Redis has lost (it was emptied, or replaced): the unfinished ones from storage, each as it was kept
 * last. What ran is queued, what was to be paused is paused, and the log of each goes on where storage has it. Knows nothing
 * of checkpoints: the next attempt finds them.
 *
 * DESIGN A key in Redis says that it was restored; where it is missing, something may be. Whoever sees that restores, several
 * at once if it so happens: a job is made only if it is not there, its events have their ids, its place in the line has a
 * name. So each step may be done twice, and the order of the line is that of submission.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { JobArchive, JobRecord } from './archive.ts';
import { createJob, eventsKey, jobKey } from './change-job.ts';
import { EVENTS_MAX } from './change-script.ts';
import { KEY_PREFIX, reaching } from './connection.ts';
import { type Job, type JobEvent, noProgress } from './job.ts';
import { JOB_KINDS, type JobKind } from './job-kinds.ts';
import { enqueueMissing, type JobQueue } from './job-queue.ts';

export type JobQueues = Readonly<Record<JobKind, JobQueue>>;

export interface Restoration {
  /**
   * Restores what is missing.
   * @param certain looks at every unfinished job, even if Redis says that it has them: it may be an older copy of itself.
   */
  whole(certain: boolean): Promise<void>;
  /** Restores one job. @returns whether it is unfinished, and so in Redis now. */
  one(id: string): Promise<boolean>;
}

const RESTORED_KEY = `${KEY_PREFIX}:restored`;
const EVENTS_AT_ONCE = 500;

export function createRestoration(redis: Redis, archive: JobArchive, queues: JobQueues, logger: Logger): Restoration {
  async function one(id: string): Promise<boolean> {
    if ((await reaching(() => redis.exists(jobKey(id)))) === 1) return true;
    const record = await archive.unfinished(id);
    if (!record) return false;
    const job = asQueued(record);
    await restoreEvents(redis, id, await archive.events(id));
    const { changed, status, turn } = await createJob(redis, job, record, true);
    if (changed) logger.warn({ jobId: id, status }, 'job was lost with Redis; restored from storage');
    if (status === 'queued')
      await enqueueMissing(queues[record.kind], { jobId: id, turn, priority: job.priority }, record);
    return true;
  }

  async function whole(certain: boolean): Promise<void> {
    if (!certain && (await reaching(() => redis.exists(RESTORED_KEY))) === 1) return;
    for (const id of await archive.unfinishedIds()) await one(id);
    await reaching(() => redis.set(RESTORED_KEY, new Date().toISOString()));
  }

  return { whole, one };
}

const LOOK_EVERY_MS = 2000;

/**
 * Restores at once, whenever Redis is back (it may have forgotten, or be another one), and soon after it was emptied.
 * @returns a function that ends this.
 */
export function keepRestored(redis: Redis, restoration: Pick<Restoration, 'whole'>, logger: Logger): () => void {
  let busy = false;
  const restore = async (certain: boolean): Promise<void> => {
    // While Redis is away a call may wait for it: others need not wait behind it.
    if (busy || redis.status !== 'ready') return;
    busy = true;
    try {
      await restoration.whole(certain);
    } catch (error) {
      logger.warn({ err: error }, 'could not restore what Redis lost');
    } finally {
      busy = false;
    }
  };
  const certainly = (): void => void restore(true);
  certainly();
  redis.on('ready', certainly);
  const timer = setInterval(() => void restore(false), LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    redis.off('ready', certainly);
  };
}

/** As it enters the line: it begins anew, or waits to be resumed with what it has shown so far. */
function asQueued({ job, ...internals }: JobRecord): Job {
  const pauses = job.status === 'paused' || job.pausing;
  if (pauses) return { ...job, status: 'paused', pausing: false };
  return { ...job, status: 'queued', startedAt: null, progress: noProgress(internals), history: [], metrics: {} };
}

/** Events that are there, or are behind others by now, are refused by the stream itself. */
async function restoreEvents(redis: Redis, jobId: string, events: readonly JobEvent[]): Promise<void> {
  const kept = events.slice(-EVENTS_MAX);
  for (let start = 0; start < kept.length; start += EVENTS_AT_ONCE) {
    const batch = redis.pipeline();
    for (const { id, type, at, data } of kept.slice(start, start + EVENTS_AT_ONCE))
      batch.xadd(eventsKey(jobId), id, 'type', type, 'at', at, 'data', JSON.stringify(data));
    await reaching(() => batch.exec());
  }
}

/** The lines of all kinds by their kind. */
export function queuesOf(open: (kind: JobKind) => JobQueue): JobQueues {
  return Object.fromEntries(JOB_KINDS.map((kind) => [kind, open(kind)])) as Record<JobKind, JobQueue>;
}
