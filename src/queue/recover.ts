/**
 * Puts jobs back into the line that are queued by their record but stand in no line: whoever submitted them died, or lost
 * Redis, between the one and the other. The line is first come first served, so such a job ends up among the oldest: only
 * those are looked at.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import { queuedIndexKey } from './change-job.ts';
import { reaching } from './connection.ts';
import type { JobKind } from './job-kinds.ts';
import { enqueue, type JobQueue } from './job-queue.ts';
import { readInternals } from './job-store.ts';

const OLDEST_LOOKED_AT = 20;

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
