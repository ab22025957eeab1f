/**
 * The lines of waiting jobs, one for each kind: BullMQ queues that carry ids only. What a job is lies in the job's own record,
 * since large job data chokes dashboards and Redis alike.
 *
 * DESIGN An entry of the line is one turn of a job: it is named by both, so whoever puts a job back, and how often, there is
 * one entry; and an entry of a turn that is over (the job was paused, and resumed since) starts nothing. How often a job
 * may be tried is counted in its record, not here: BullMQ repeats an entry until the record says no.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import { KEY_PREFIX, reaching } from './connection.ts';
import { type JobInternals, type JobKind, KIND_TRAITS, titleOf } from './job-kinds.ts';

/** What BullMQ carries of a job. */
export interface QueuedJob {
  readonly jobId: string;
  readonly turn: number;
  readonly requestId: string;
}

/** A job's place in the line. */
export interface QueueEntry {
  readonly jobId: string;
  /** How often it was put into the line again. */
  readonly turn: number;
  /** 1 is highest; null is before all of them. */
  readonly priority: number | null;
}

export type JobQueue = Queue<QueuedJob>;

const REPEATS_MAX = 1_000_000;
const FINISHED_KEPT = { age: 24 * 3600, count: 1000 };
/** States of an entry from which a worker will take it, or has. */
const IN_LINE = ['waiting', 'prioritized', 'delayed', 'active', 'waiting-children'];
/** States in which a sweep sleeps until its trainings have ended, or for a while. */
const ASLEEP = ['waiting-children', 'delayed'];

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

/** An entry that waits for others. */
export interface ParentEntry {
  readonly id: string;
  /** Qualified, as BullMQ names it. */
  readonly queue: string;
}

/**
 * Puts a job into the line; nothing happens where it is there.
 * @param parent waits for it, whether it is new in the line or not, and goes on even if it fails. It must be there.
 */
export async function enqueue(
  queue: JobQueue,
  entry: QueueEntry,
  internals: JobInternals,
  parent?: ParentEntry,
): Promise<void> {
  const { jobId, turn, priority } = entry;
  const { requestId } = internals;
  await reaching(() =>
    queue.add(
      titleOf(internals),
      { jobId, turn, requestId },
      {
        jobId: nameOf(entry),
        ...(priority !== null && { priority }),
        ...(parent && { parent, ignoreDependencyOnFailure: true }),
        attempts: REPEATS_MAX,
        removeOnComplete: FINISHED_KEPT,
        removeOnFail: FINISHED_KEPT,
      },
    ),
  );
}

/** BullMQ's word for where an entry is; `unknown` where there is none. */
export function entryState(queue: JobQueue, entry: Pick<QueueEntry, 'jobId' | 'turn'>): Promise<string> {
  return reaching(() => queue.getJobState(nameOf(entry)));
}

/**
 * Puts a job into the line again if its entry is gone, or is over.
 * @param wake also if it sleeps.
 * @returns whether it did.
 */
export async function enqueueMissing(
  queue: JobQueue,
  entry: QueueEntry,
  internals: JobInternals,
  { wake = false } = {},
): Promise<boolean> {
  const state = await entryState(queue, entry);
  if (IN_LINE.includes(state) && !(wake && ASLEEP.includes(state))) return false;
  await remove(queue, entry);
  await enqueue(queue, entry, internals);
  return true;
}

/** What waits or runs for it stays as it is. */
async function remove(queue: JobQueue, entry: Pick<QueueEntry, 'jobId' | 'turn'>): Promise<void> {
  await reaching(() => queue.remove(nameOf(entry), { removeChildren: false }));
}

/** Takes a job out of the line. One that a worker holds cannot be taken out: its worker lets go of it. */
export async function dequeue(queue: JobQueue, entry: Pick<QueueEntry, 'jobId' | 'turn'>): Promise<void> {
  await remove(queue, entry).catch(() => undefined);
}

export function waitingCount(queue: JobQueue): Promise<number> {
  return reaching(async () => {
    const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  });
}

/** The name of an entry. */
export function nameOf({ jobId, turn }: Pick<QueueEntry, 'jobId' | 'turn'>): string {
  return turn === 0 ? jobId : `${jobId}.${turn}`;
}
