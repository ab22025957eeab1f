/**
 * The trainings of a sweep as jobs: their ids, which follow from the sweep's, and how each of them is. Knows nothing of what
 * they are trained for.
 */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { HistoryEntry } from '../models/specification/index.ts';
import type { JobArchive } from './archive.ts';
import { jobKey } from './change-job.ts';
import { reaching } from './connection.ts';
import type { Job } from './job.ts';
import { childCount, type JobInternals } from './job-kinds.ts';
import { isFinished, type JobStatus } from './states.ts';

/** What decides about the training of a sweep. */
export interface ChildState {
  readonly id: string;
  readonly status: JobStatus;
  readonly history: readonly HistoryEntry[];
  readonly error: Job['error'];
  /** After so many epochs it was to pause. */
  readonly pauseAt: number | undefined;
}

/** UUIDs of version 7 have 12 bits after their time. */
const NUMBER_MAX = 0xfff;

/**
 * The id of a sweep's training: the same whoever asks, so that nobody can submit one twice. A UUID of version 7 with the
 * sweep's time; the number makes them rise, and what is random in others is a hash of both.
 * @param number from 0 to 4095.
 */
export function childId(parent: string, number: number): string {
  if (!Number.isInteger(number) || number < 0 || number > NUMBER_MAX)
    throw new RangeError(`Expected a number from 0 to ${NUMBER_MAX}. Received: ${number}.`);
  const hash = createHash('sha256').update(`${parent} ${number}`).digest();
  hash[0] = ((hash[0] as number) & 0x3f) | 0x80;
  const rest = hash.toString('hex');
  return `${parent.slice(0, 13)}-7${number.toString(16).padStart(3, '0')}-${rest.slice(0, 4)}-${rest.slice(4, 16)}`;
}

/** The ids of all jobs that a job may have of its own, whether they were submitted yet or not. */
export function childIds(parent: string, internals: JobInternals): string[] {
  return Array.from({ length: childCount(internals) }, (_, number) => childId(parent, number));
}

/** How each of some jobs is, in their order; undefined for one that was never submitted. */
export function readChildren(
  redis: Redis,
  archive: JobArchive,
  ids: readonly string[],
): Promise<(ChildState | undefined)[]> {
  return Promise.all(ids.map((id) => readChild(redis, archive, id)));
}

/** Those of some jobs that have not ended. */
export async function unfinishedOf(redis: Redis, ids: readonly string[]): Promise<string[]> {
  const statuses = await Promise.all(ids.map((id) => reaching(() => redis.hget(jobKey(id), 'status'))));
  return ids.filter((_, index) => statuses[index] && !isFinished(statuses[index] as JobStatus));
}

async function readChild(redis: Redis, archive: JobArchive, id: string): Promise<ChildState | undefined> {
  const fields = await reaching(() => redis.hmget(jobKey(id), 'status', 'history', 'error', 'pauseAt'));
  const [status, ...others] = fields;
  if (!status) {
    const record = await archive.record(id);
    return record && { ...pick(record.job), pauseAt: record.pauseAt };
  }
  const [history, error, pauseAt] = others.map((text) => JSON.parse(text ?? 'null') as unknown);
  return {
    ...{ id, status: status as JobStatus, history: (history ?? []) as HistoryEntry[] },
    ...{ error: error as Job['error'], pauseAt: (pauseAt ?? undefined) as number | undefined },
  };
}

function pick({ id, status, history, error }: Job): Omit<ChildState, 'pauseAt'> {
  return { id, status, history, error };
}
