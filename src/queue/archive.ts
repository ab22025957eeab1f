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
  /** @returns none for a job that is unknown or unfinished. */
  events(id: string): Promise<JobEvent[]>;
}

const JOB_ID = /^[0-9a-f-]{36}$/;

/** Whether a text can be the id of a job: ids become storage keys. */
export function isJobId(id: string): boolean {
  return JOB_ID.test(id);
}

export function createJobArchive(storage: Storage): JobArchive {
  const recordKey = (id: string): string => `jobs/${id}/job.json`;
  const eventsKey = (id: string): string => `jobs/${id}/events.jsonl`;

  return {
    keep: (job, internals) => storage.put(recordKey(job.id), JSON.stringify({ ...internals, job })),
    keepEvents: (id, events) =>
      storage.put(eventsKey(id), events.map((event) => `${JSON.stringify(event)}\n`).join('')),
    removeUpload: (prefix) => storage.deleteAll(prefix),
    async job(id) {
      const bytes = await storage.get(recordKey(id));
      return bytes && (JSON.parse(bytes.toString('utf8')) as { job: Job }).job;
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
