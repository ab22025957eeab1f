/**
 * The events of a job, in order: those so far, and those to come. A reader holds a position in the log, nothing
 * is buffered for it: a slow one costs no memory, and one that comes back goes on where it was.
 */
import { setImmediate } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { ChangeChannel } from './change-channel.ts';
import { eventsKey, jobKey } from './change-job.ts';
import { reaching } from './connection.ts';
import type { JobEvent } from './job.ts';
import { isFinished, type JobStatus } from './states.ts';

const PAGE = 500;
const EVENT_ID = /^\d{1,20}-\d{1,20}$/;
/** Each half of an id is an unsigned 64-bit integer to Redis. */
const ID_MAX = 2n ** 64n - 1n;

/** Whether an id can be one of ours: others are no position to go on from. */
export function isEventId(id: string): boolean {
  return EVENT_ID.test(id) && id.split('-').every((half) => BigInt(half) <= ID_MAX);
}

/** Whether an id is of a later event than another. */
export function isLater(id: string, other: string): boolean {
  const [time = 0n, count = 0n] = id.split('-').map(BigInt);
  const [otherTime = 0n, otherCount = 0n] = other.split('-').map(BigInt);
  return time > otherTime || (time === otherTime && count > otherCount);
}

/** A page of a job's events after an id; the first page where it is undefined. */
export async function readEvents(redis: Redis, jobId: string, after?: string): Promise<JobEvent[]> {
  const start = after === undefined ? '-' : `(${after}`;
  const entries = await reaching(() => redis.xrange(eventsKey(jobId), start, '+', 'COUNT', PAGE));
  return entries.map((entry) => decodeEvent(jobId, entry));
}

/**
 * The id itself, if the log goes at least as far, or will: a Redis that was killed may have lost its last events, and those to
 * come have later ids. Beyond that nothing could be gone on with: the id is of another job, or of a log that has ended.
 * Such a reader starts again, as one does whose id is unknown to the archive: an event that comes twice does less harm than
 * one that never comes, and an error would end an EventSource for good.
 */
async function positionOf(redis: Redis, jobId: string, after: string | undefined): Promise<string | undefined> {
  if (after === undefined) return undefined;
  const reached = await reaching(() => redis.xrange(eventsKey(jobId), after, '+', 'COUNT', 1));
  if (reached.length > 0) return after;
  const [status, time] = await reaching(() => Promise.all([redis.hget(jobKey(jobId), 'status'), redis.time()]));
  const now = `${Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000)}-0`;
  const goesOn = status !== null && !isFinished(status as JobStatus);
  return goesOn && isLater(now, after) ? after : undefined;
}

/** Every event after an id, read page by page; all, if the log does not go as far. */
export async function allEvents(redis: Redis, jobId: string, after?: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  const start = await positionOf(redis, jobId, after);
  for (;;) {
    const page = await readEvents(redis, jobId, events.at(-1)?.id ?? start);
    if (page.length === 0) return events;
    events.push(...page);
  }
}

export interface FollowOptions {
  readonly jobId: string;
  /** An id beyond the newest event is as none. */
  readonly after?: string | undefined;
  /** Yields undefined after so long without an event. */
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
}

export interface Following {
  /**
   * Yields a job's events as they come, and ends after the last one of a finished job.
   * @returns 'gone' where Redis does not know the job any more.
   * @throws AppError ERR_UNAVAILABLE if Redis is away.
   */
  follow(options: FollowOptions): AsyncGenerator<JobEvent | undefined, 'ended' | 'gone'>;
}

/**
 * Readers who are at the same place in the same log share what is read: a change costs one reading, whoever watches.
 *
 * DESIGN A reading is shared only until it begins, in the next round of the event loop: one that had begun before a reader
 * was rung might not have what it was rung for.
 */
export function createFollowing(redis: Redis, channel: ChangeChannel): Following {
  const reading = new Map<string, Promise<News>>();

  function readNews(jobId: string, after: string | undefined): Promise<News> {
    const place = `${jobId} ${after ?? ''}`;
    const shared = reading.get(place);
    if (shared) return shared;
    const begun = setImmediate().then(() => {
      reading.delete(place);
      return read(jobId, after);
    });
    reading.set(place, begun);
    return begun;
  }

  async function read(jobId: string, after: string | undefined): Promise<News> {
    // The status before the events: if it is a last one, then its event is among those that are read next.
    const status = (await reaching(() => redis.hget(jobKey(jobId), 'status'))) as JobStatus | null;
    return { status, events: await readEvents(redis, jobId, after) };
  }

  async function* follow(options: FollowOptions): AsyncGenerator<JobEvent | undefined, 'ended' | 'gone'> {
    const { jobId, heartbeatMs, signal } = options;
    let after = await positionOf(redis, jobId, options.after);
    const bell = createBell(heartbeatMs, signal);
    const stopListening = channel.listen(jobId, bell.ring);
    try {
      while (!signal.aborted) {
        const { status, events } = await readNews(jobId, after);
        for (const event of events) {
          yield event;
          after = event.id;
        }
        if (events.length > 0) continue;
        if (status === null) return 'gone';
        if (isFinished(status)) return 'ended';
        if ((await bell.rung()) === 'timeout') yield undefined;
      }
      return 'ended';
    } finally {
      stopListening();
    }
  }

  return { follow };
}

interface News {
  readonly status: JobStatus | null;
  readonly events: readonly JobEvent[];
}

/** Remembers one ring, so that a change between a read and the wait after it is not slept through. */
function createBell(timeoutMs: number, signal: AbortSignal): { ring(): void; rung(): Promise<'ring' | 'timeout'> } {
  let rang = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    rang = true;
    wake?.();
  };
  return {
    ring,
    rung: () =>
      new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', finish);
          wake = undefined;
          resolve(rang || signal.aborted ? 'ring' : 'timeout');
          rang = false;
        };
        const timer = setTimeout(finish, timeoutMs);
        signal.addEventListener('abort', finish);
        wake = finish;
        if (rang || signal.aborted) finish();
      }),
  };
}

/** An entry of the stream as the event it is. */
function decodeEvent(jobId: string, [id, pairs]: readonly [string, readonly string[]]): JobEvent {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) fields[pairs[index] as string] = pairs[index + 1] as string;
  return {
    id,
    type: fields.type as JobEvent['type'],
    at: fields.at ?? '',
    jobId,
    data: JSON.parse(fields.data ?? '{}') as Record<string, unknown>,
  };
}
