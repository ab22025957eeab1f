/**
 * Jobs in storage, which outlast Redis: the record at submission and again at the end, then with the events.
 * A record of an unfinished job is what a worker needs to train it.
 */
import type { Redis } from 'ioredis';
import type { Storage } from '../storage/index.ts';
import { allEvents } from './event-log.ts';
import type { Job, JobEvent } from './job.ts';
import type { JobInternals } from './job-kinds.ts';
import { readInternals, readJob } from './job-store.ts';

export interface JobArchive {
  /** Keeps a job as it is now. */
  keep(job: Job, internals: JobInternals): Promise<void>;
  keepEvents(jobId: string, events: readonly JobEvent[]): Promise<void>;
  /** Removes what was uploaded for a job. */
  removeUpload(prefix: string): Promise<void>;
  job(id: string): Promise<Job | undefined>;
  /** Ends an unfinished job that no Redis knows any more. @returns undefined where there is none. */
  cancelLost(id: string): Promise<Job | undefined>;
  /** @returns none for a job that is unknown or unfinished. */
  events(id: string): Promise<JobEvent[]>;
}

const JOB_ID = /^[0-9a-f-]{36}$/;

/** Whether a text can be the id of a job: ids become storage keys. */
export function isJobId(id: string): boolean {
  return JOB_ID.test(id);
}

type JobRecord = JobInternals & { readonly job: Job };

export function createJobArchive(storage: Storage): JobArchive {
  const recordKey = (id: string): string => `jobs/${id}/job.json`;
  const eventsKey = (id: string): string => `jobs/${id}/events.jsonl`;

  async function record(id: string): Promise<JobRecord | undefined> {
    const bytes = await storage.get(recordKey(id));
    return bytes && (JSON.parse(bytes.toString('utf8')) as JobRecord);
  }

  return {
    keep: (job, internals) => storage.put(recordKey(job.id), JSON.stringify({ ...internals, job })),
    keepEvents: (id, events) =>
      storage.put(eventsKey(id), events.map((event) => `${JSON.stringify(event)}\n`).join('')),
    removeUpload: (prefix) => storage.deleteAll(prefix),
    job: async (id) => (await record(id))?.job,
    async cancelLost(id) {
      const known = await record(id);
      if (!known || known.job.finishedAt !== null) return undefined;
      const job: Job = { ...known.job, status: 'cancelled', finishedAt: new Date().toISOString() };
      await storage.put(recordKey(id), JSON.stringify({ ...known, job }));
      if (known.kind === 'import') await storage.deleteAll(known.specification.upload);
      return job;
    },
    async events(id) {
      const bytes = await storage.get(eventsKey(id));
      const lines = bytes?.toString('utf8').split('\n') ?? [];
      return lines.filter((line) => line.length > 0).map((line) => JSON.parse(line) as JobEvent);
    },
  };
}

/**
 * Copies a finished job and its events from Redis to storage, and removes what was uploaded for it; does nothing for one
 * that is not finished.
 */
export async function archiveFinished(redis: Redis, archive: JobArchive, id: string): Promise<void> {
  const [job, internals] = await Promise.all([readJob(redis, id), readInternals(redis, id)]);
  if (!job?.finishedAt || !internals) return;
  await archive.keepEvents(id, await allEvents(redis, id));
  await archive.keep(job, internals);
  if (internals.kind === 'import') await archive.removeUpload(internals.specification.upload);
}
