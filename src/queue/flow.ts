/**
 * Sweeps and their trainings in the lines: a BullMQ flow, in which a sweep's entry waits for those of its trainings and takes
 * no slot meanwhile. Knows nothing of what a sweep does next.
 *
 * DESIGN The truth is in the records of the jobs; entries only tell when to look at them. BullMQ wakes a parent when the last
 * of its children has ended. A sweep has something to do whenever one has, so whoever ends a training puts the sweep's entry
 * back into the line, without its children: each time it goes to wait, those that have not ended are made its children
 * again. The flow's own wake-up is what is left if that is lost, and the recovery of workers wakes what neither has. `wakes`
 * counts: a sweep that was to be woken while it was at work looks once more before it sleeps.
 */
import type { Redis } from 'ioredis';
import { KEY_PREFIX, reaching } from './connection.ts';
import { KIND_TRAITS } from './job-kinds.ts';
import { enqueue, enqueueMissing, entryState, nameOf, type QueueEntry } from './job-queue.ts';
import { readInternals, readJob, readTurn } from './job-store.ts';
import type { JobQueues } from './restore.ts';

const WAKES_KEPT_SECONDS = 3600;

function wakesKey(id: string): string {
  return `${KEY_PREFIX}:wakes:${id}`;
}

/** How often a sweep was to be woken. */
export function readWakes(redis: Redis, id: string): Promise<string | null> {
  return reaching(() => redis.get(wakesKey(id)));
}

/** Puts a sweep that waits for its trainings back into the line; one that is at work will look again. */
export async function wake(redis: Redis, queues: JobQueues, id: string): Promise<void> {
  await reaching(() => redis.multi().incr(wakesKey(id)).expire(wakesKey(id), WAKES_KEPT_SECONDS).exec());
  await wakeIfWaiting(redis, queues, id);
}

/** The same, where nothing is new that it might have missed. */
export async function wakeIfWaiting(redis: Redis, queues: JobQueues, id: string): Promise<void> {
  const [internals, job, turn] = await Promise.all([readInternals(redis, id), readJob(redis, id), readTurn(redis, id)]);
  if (!internals || !job || !KIND_TRAITS[internals.kind].waits) return;
  const entry = { jobId: id, turn, priority: job.priority };
  const queue = queues[internals.kind];
  const state = await entryState(queue, entry);
  if (state !== 'waiting-children' && state !== 'delayed') return;
  await enqueueMissing(queue, entry, internals, { wake: true });
}

/** Makes the trainings that wait or run children of a sweep's entry, in the flow that BullMQ shows. */
export async function linkChildren(
  redis: Redis,
  queues: JobQueues,
  parent: Pick<QueueEntry, 'jobId' | 'turn'>,
  ids: readonly string[],
): Promise<void> {
  const above = { id: nameOf(parent), queue: queues.sweep.qualifiedName };
  for (const id of ids) {
    const [internals, job, turn] = await Promise.all([
      readInternals(redis, id),
      readJob(redis, id),
      readTurn(redis, id),
    ]);
    if (!internals || (job?.status !== 'queued' && job?.status !== 'running')) continue;
    await enqueue(queues[internals.kind], { jobId: id, turn, priority: job.priority }, internals, above);
  }
}
