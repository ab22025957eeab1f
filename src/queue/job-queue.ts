/**
 * The lines of waiting jobs, one for each kind: BullMQ queues that carry ids only. What a job is lies in the job's own record, since
 * large job data chokes dashboards and Redis alike.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import { KEY_PREFIX, reaching } from './connection.ts';
import { type JobInternals, type JobKind, KIND_TRAITS, titleOf } from './job-kinds.ts';

/** What BullMQ carries of a job. */
export interface QueuedJob {
  readonly requestId: string;
}

export type JobQueue = Queue<QueuedJob>;

const ATTEMPTS_MAX = 3;
const FINISHED_KEPT = { age: 24 * 3600, count: 1000 };

/**
 * @param redis a connection that fails fast. BullMQ must not wait for it, nor ask for Redis' version, which it does once: a
 * queue that was opened while Redis was away would stay broken. The worker's connection checks the version.
 */
export function openQueue(kind: JobKind, redis: Redis, logger: Logger): JobQueue {
  const queue: JobQueue = new Queue(KIND_TRAITS[kind].queue, {
    connection: redis,
    prefix: KEY_PREFIX,
    skipWaitingForReady: true,
    skipVersionCheck: true,
  });
  queue.on('error', (error) => logger.debug({ err: error }, 'queue'));
  return queue;
}

export async function enqueue(queue: JobQueue, jobId: string, internals: JobInternals): Promise<void> {
  await reaching(() =>
    queue.add(
      titleOf(internals),
      { requestId: internals.requestId },
      {
        jobId,
        attempts: ATTEMPTS_MAX,
        backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
        removeOnComplete: FINISHED_KEPT,
        removeOnFail: FINISHED_KEPT,
      },
    ),
  );
}

/** Takes a job out of the line. One that a worker holds cannot be taken out: its worker lets go of it. */
export async function dequeue(queue: JobQueue, jobId: string): Promise<void> {
  await reaching(() => queue.remove(jobId)).catch(() => undefined);
}

export function waitingCount(queue: JobQueue): Promise<number> {
  return reaching(async () => {
    const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  });
}
