/**
 * The line of waiting jobs: a BullMQ queue that carries ids only. What a job is lies in the job's own record, since
 * large job data chokes dashboards and Redis alike.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import { KEY_PREFIX, reaching } from './connection.ts';

export const QUEUE_NAME = 'training';

/** What BullMQ carries of a job. */
export interface QueuedJob {
  readonly requestId: string;
}

export type TrainingQueue = Queue<QueuedJob>;

const ATTEMPTS_MAX = 3;
const FINISHED_KEPT = { age: 24 * 3600, count: 1000 };

/**
 * @param redis a connection that fails fast. BullMQ must not wait for it, nor ask for Redis' version, which it does once: a
 * queue that was opened while Redis was away would stay broken. The worker's connection checks the version.
 */
export function openQueue(redis: Redis, logger: Logger): TrainingQueue {
  const queue: TrainingQueue = new Queue(QUEUE_NAME, {
    connection: redis,
    prefix: KEY_PREFIX,
    skipWaitingForReady: true,
    skipVersionCheck: true,
  });
  queue.on('error', (error) => logger.debug({ err: error }, 'queue'));
  return queue;
}

export async function enqueue(queue: TrainingQueue, jobId: string, name: string, requestId: string): Promise<void> {
  await reaching(() =>
    queue.add(
      name,
      { requestId },
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
export async function dequeue(queue: TrainingQueue, jobId: string): Promise<void> {
  await reaching(() => queue.remove(jobId)).catch(() => undefined);
}

export function waitingCount(queue: TrainingQueue): Promise<number> {
  return reaching(async () => {
    const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  });
}
