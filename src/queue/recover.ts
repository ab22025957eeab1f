/**
 * What was left lying by processes that died. Puts jobs back into the line that are queued by their record but stand in no line: whoever submitted them died, or lost
 * Redis, between the one and the other. The line is first come first served, so such a job ends up among the oldest: only
 * those are looked at. And removes what was uploaded for jobs that are over, or never came to be.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/index.ts';
import { createJobArchive, isJobId } from './archive.ts';
import { queuedIndexKey } from './change-job.ts';
import { reaching } from './connection.ts';
import type { JobKind } from './job-kinds.ts';
import { enqueue, type JobQueue } from './job-queue.ts';
import { readInternals, readJob } from './job-store.ts';

/** The prefix under which uploads lie, each under the id of its job. */
export const UPLOADS = 'uploads';
const OLDEST_LOOKED_AT = 20;
/** As long as an upload may take. */
const UNKNOWN_KEPT_MS = 24 * 3600 * 1000;

export async function recoverQueued(kind: JobKind, redis: Redis, queue: JobQueue, logger: Logger): Promise<void> {
  const ids = await reaching(() => redis.zrange(queuedIndexKey(kind), '0', String(OLDEST_LOOKED_AT - 1)));
  for (const id of ids) {
    if (await reaching(() => queue.getJob(id))) continue;
    const internals = await readInternals(redis, id);
    if (!internals) continue;
    // Whoever is between writing the record and this very call does no harm: a second job of the same id is none.
    await enqueue(queue, id, internals);
    logger.warn({ jobId: id }, 'job was queued, but in no line; put back');
  }
}

/** Uploads lie under the id of their job, which tells when it was made. */
export async function removeStrayUploads(redis: Redis, storage: Storage, logger: Logger): Promise<void> {
  const archive = createJobArchive(storage);
  for (const id of await storage.list(UPLOADS)) {
    if (!isJobId(id)) continue;
    const job = (await readJob(redis, id)) ?? (await archive.job(id));
    const isStray = job ? job.finishedAt !== null : Date.now() - timeOf(id) > UNKNOWN_KEPT_MS;
    if (!isStray) continue;
    await archive.removeUpload(`${UPLOADS}/${id}`);
    logger.warn({ jobId: id }, 'upload was left lying; removed');
  }
}

/** UUIDs of version 7 start with 48 bits of milliseconds since 1970. */
function timeOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
