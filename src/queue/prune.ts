/**
 * Forgets jobs that ended long ago: their records and events, in storage and in Redis. What they made stays: a version and
 * a dataset lie elsewhere, and were there before their job had ended. Keys of idempotent requests are forgotten after days.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/index.ts';
import { archiveFinished, type JobArchive, timeOfJobId } from './archive.ts';
import { allIndexKey, forgetJob } from './change-job.ts';
import { KEY_PREFIX, reaching } from './connection.ts';
import { forgetClaims } from './idempotency.ts';

export interface PruneParts {
  readonly redis: Redis;
  readonly storage: Storage;
  readonly archive: JobArchive;
  readonly keptDays: number;
  readonly logger: Logger;
}

const PRUNED_KEY = `${KEY_PREFIX}:pruned`;
const HOUR_SECONDS = 3600;
const DAY_MS = 24 * 3600 * 1000;
/** Clients repeat a request for hours at most. */
const CLAIMS_KEPT_MS = 2 * DAY_MS;
/** Jobs that are looked at in one run: the others have their turn an hour later. */
const LOOKED_AT_MAX = 10_000;

/** Prunes, unless some process did within the hour. */
export async function pruneHourly({ redis, storage, archive, keptDays, logger }: PruneParts): Promise<void> {
  const now = Date.now();
  const first = await reaching(() => redis.set(PRUNED_KEY, new Date(now).toISOString(), 'EX', HOUR_SECONDS, 'NX'));
  if (first !== 'OK') return;
  await archiveLeft(redis, archive);
  const jobs = await prune(redis, archive, new Date(now - keptDays * DAY_MS));
  const claims = await forgetClaims(storage, new Date(now - CLAIMS_KEPT_MS), LOOKED_AT_MAX);
  if (jobs + claims > 0) logger.info({ jobs, claims }, 'what is old is forgotten');
}

/** Jobs that ended while storage was full or away. */
async function archiveLeft(redis: Redis, archive: JobArchive): Promise<void> {
  for (const id of (await archive.unfinishedIds()).slice(0, LOOKED_AT_MAX)) {
    await archiveFinished(redis, archive, id);
    if (!(await archive.unfinished(id))) await archive.removeUnfinished(id);
  }
}

/** Forgets jobs that ended before a time. @returns how many. */
export async function prune(redis: Redis, archive: JobArchive, before: Date): Promise<number> {
  const old = (id: string): boolean => timeOfJobId(id) < before.getTime();
  const kept = (await archive.finishedIds()).filter(old).slice(0, LOOKED_AT_MAX);
  let count = 0;
  for (const id of kept) {
    const finishedAt = (await archive.job(id))?.finishedAt;
    if (!finishedAt || Date.parse(finishedAt) >= before.getTime()) continue;
    await forgetJob(redis, id);
    await archive.remove(id);
    count += 1;
  }
  return count + (await forgetUnarchived(redis, archive, before));
}

/** What Redis still has of jobs that another process removed from storage. */
async function forgetUnarchived(redis: Redis, archive: JobArchive, before: Date): Promise<number> {
  const ids = await reaching(() =>
    redis.zrangebyscore(allIndexKey, '-inf', before.getTime(), 'LIMIT', 0, LOOKED_AT_MAX),
  );
  let count = 0;
  for (const id of ids) {
    if (await archive.job(id)) continue;
    if (await forgetJob(redis, id)) count += 1;
  }
  return count;
}
