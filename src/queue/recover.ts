/**
 * What was left lying by processes that died. Puts jobs back into the line that wait or run by their record but stand in no
 * line: whoever put them there died, or lost Redis, between the one and the other. Tells storage of jobs that ended without it. And
 * removes what was uploaded for jobs that are over, or never came to be.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/index.ts';
import { archiveFinished, createJobArchive, isJobId, type JobArchive, timeOfJobId } from './archive.ts';
import { jobKey, queuedIndexKey, statusIndexKey } from './change-job.ts';
import { reaching } from './connection.ts';
import { wakeIfWaiting } from './flow.ts';
import { type JobKind, KIND_TRAITS } from './job-kinds.ts';
import { enqueueMissing } from './job-queue.ts';
import { readInternals, readJob, readTurn } from './job-store.ts';
import type { JobQueues } from './restore.ts';
import { isFinished, type JobStatus } from './states.ts';

/** The prefix under which uploads lie, each under the id of its job. */
export const UPLOADS = 'uploads';
/** The line is first come first served, so a job that is missing in it ends up among the oldest; */
const OLDEST_LOOKED_AT = 20;
/** but with priorities it may wait for long among others. */
const LOOKED_AT = 100;
/** As long as an upload may take. */
const UNKNOWN_KEPT_MS = 24 * 3600 * 1000;

/** @returns what looks at running jobs, at the oldest queued ones, and each time at some others in turn. */
export function createRecovery(kind: JobKind, redis: Redis, queues: JobQueues, logger: Logger): () => Promise<void> {
  const queue = queues[kind];
  let [position, runningPosition] = [0, 0];

  async function putBack(id: string): Promise<void> {
    const [internals, job, turn] = await Promise.all([
      readInternals(redis, id),
      readJob(redis, id),
      readTurn(redis, id),
    ]);
    if (internals?.kind !== kind || (job?.status !== 'queued' && job?.status !== 'running')) return;
    // It may have waited for what has ended without a word.
    if (KIND_TRAITS[kind].waits && job.status === 'running') await wakeIfWaiting(redis, queues, id);
    // Whoever is between writing the record and putting it into the line does no harm: the entry has the same name.
    if (await enqueueMissing(queue, { jobId: id, turn, priority: job.priority }, internals))
      logger.warn({ jobId: id }, 'job stood in no line; put back');
  }

  return async () => {
    const some = (index: string, start: number, count: number) =>
      reaching(() => redis.zrange(index, String(start), String(start + count - 1)));
    const queued = queuedIndexKey(kind);
    const others = await some(queued, position, LOOKED_AT);
    position = others.length < LOOKED_AT ? 0 : position + LOOKED_AT;
    const running = await some(statusIndexKey('running'), runningPosition, LOOKED_AT);
    // Sweeps run without a worker: there may be many.
    runningPosition = running.length < LOOKED_AT ? 0 : runningPosition + LOOKED_AT;
    for (const id of new Set([...running, ...(await some(queued, 0, OLDEST_LOOKED_AT)), ...others])) await putBack(id);
  };
}

/**
 * Jobs that ended, and whose end storage was not told of: it was full or away, or whoever ended them died. Their webhooks
 * wait for it.
 */
export async function archiveEnded(redis: Redis, archive: JobArchive): Promise<void> {
  const ids = await archive.unfinishedIds();
  for (let start = 0; start < ids.length; start += LOOKED_AT) {
    const some = ids.slice(start, start + LOOKED_AT);
    const batch = redis.pipeline();
    for (const id of some) batch.hget(jobKey(id), 'status');
    const statuses = (await reaching(() => batch.exec())) ?? [];
    for (const [index, [, status]] of statuses.entries())
      if (isFinished(status as JobStatus)) await archiveFinished(redis, archive, some[index] as string);
  }
}

/** Uploads lie under the id of their job, which tells when it was made. */
export async function removeStrayUploads(redis: Redis, storage: Storage, logger: Logger): Promise<void> {
  const archive = createJobArchive(storage);
  for (const id of await storage.list(UPLOADS)) {
    if (!isJobId(id)) continue;
    const job = (await readJob(redis, id)) ?? (await archive.job(id));
    const isStray = job ? job.finishedAt !== null : Date.now() - timeOfJobId(id) > UNKNOWN_KEPT_MS;
    if (!isStray) continue;
    await archive.removeUpload(`${UPLOADS}/${id}`);
    logger.warn({ jobId: id }, 'upload was left lying; removed');
  }
}
