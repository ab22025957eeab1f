/**
 * The events of any job, wherever they are: in Redis, or in storage where the job ended long ago or Redis lost it. Knows
 * nothing of how they are sent.
 */
import type { Redis } from 'ioredis';
import type { JobArchive } from './archive.ts';
import type { ChangeChannel } from './change-channel.ts';
import { jobKey } from './change-job.ts';
import { reaching } from './connection.ts';
import { allEvents, createFollowing, isLater } from './event-log.ts';
import type { Job, JobEvent } from './job.ts';
import type { Restoration } from './restore.ts';

export interface EventReader {
  /** The events so far. @throws AppError ERR_NOT_FOUND. */
  events(id: string, after?: string): Promise<JobEvent[]>;
  /** Events so far and to come; undefined as a heartbeat. Ends after the job's last event. */
  follow(id: string, after: string | undefined, signal: AbortSignal): AsyncGenerator<JobEvent | undefined>;
}

export interface EventReaderParts {
  readonly redis: Redis;
  readonly archive: JobArchive;
  readonly channel: ChangeChannel;
  readonly restoration: Restoration;
  get(id: string): Promise<Job>;
}

const HEARTBEAT_MS = 15_000;

export function createEventReader({ redis, archive, channel, restoration, get }: EventReaderParts): EventReader {
  const following = createFollowing(redis, channel);

  async function redisKnows(id: string): Promise<boolean> {
    return (await reaching(() => redis.exists(jobKey(id)))) === 1;
  }

  /** @returns undefined where nothing is kept of a job that Redis does not know. */
  async function events(id: string, after?: string): Promise<JobEvent[]> {
    const { finishedAt } = await get(id);
    if (await redisKnows(id)) return allEvents(redis, id, after);
    const kept = await archive.events(id);
    if (after === undefined) return kept;
    // Of a log that goes on the reader may have seen more than was kept; beyond the end of one that does not, nothing can be.
    const beyond = finishedAt !== null && !kept.some(({ id: each }) => each === after || isLater(each, after));
    return beyond ? kept : kept.filter((event) => isLater(event.id, after));
  }

  async function* follow(
    id: string,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<JobEvent | undefined> {
    let position = after;
    await get(id);
    while (!signal.aborted) {
      if (!(await redisKnows(id)) && !(await restoration.one(id))) {
        yield* await events(id, position);
        return;
      }
      const stream = following.follow({ jobId: id, after: position, heartbeatMs: HEARTBEAT_MS, signal });
      let step = await stream.next();
      for (; !step.done; step = await stream.next()) {
        yield step.value;
        position = step.value?.id ?? position;
      }
      // Redis was emptied in the middle of it.
      if (step.value !== 'gone') return;
    }
  }

  return { events, follow };
}
