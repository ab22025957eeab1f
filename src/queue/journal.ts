/**
 * Keeps the events of an unfinished job in storage while they come, so that a Redis that was emptied costs the last seconds
 * of them. Knows nothing of what happens to a job.
 *
 * DESIGN The log in Redis is read on from where the newest piece in storage ends; a piece is rewritten with what was added
 * until it is full, so each writing costs one value of bounded size. Several processes may keep the same job (a worker that
 * does not know yet that it lost it): they write the same events, and the reader puts the pieces together by their ids.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { JobArchive } from './archive.ts';
import { readEvents } from './event-log.ts';
import type { JobEvent } from './job.ts';

export interface Journal {
  /** Writes what came since, after what is being written. */
  flush(): Promise<void>;
  /** Writes no more by itself. */
  stop(): void;
}

const FLUSH_EVERY_MS = 2000;
/** An event has some 200 bytes, and the largest, an evaluation, its confusion matrix. */
const PIECE_EVENTS_MAX = 500;

/** Keeps a job's events by itself, every two seconds, until it is stopped. */
export function startJournal(redis: Redis, archive: JobArchive, jobId: string, logger: Logger): Journal {
  let piece: JobEvent[] | undefined;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    piece ??= await archive.lastPiece(jobId);
    for (;;) {
      const added = await readEvents(redis, jobId, piece.at(-1)?.id);
      if (added.length === 0) return;
      piece = piece.length >= PIECE_EVENTS_MAX ? added : [...piece, ...added];
      await archive.keepPiece(jobId, piece);
    }
  }

  async function tryWrite(): Promise<void> {
    try {
      await write();
    } catch (error) {
      // What is in storage is not known any more: it is asked for again.
      piece = undefined;
      logger.warn({ err: error, jobId }, 'events are not kept');
    }
  }

  async function flush(): Promise<void> {
    while (writing) await writing;
    writing = tryWrite();
    await writing;
    writing = undefined;
  }

  // While Redis is away a writing waits for it: one of them is enough.
  const timer = setInterval(() => void (writing ?? flush()), FLUSH_EVERY_MS);
  return { flush, stop: () => clearInterval(timer) };
}

/** Keeps what a job has told so far, once. */
export async function keepEventsNow(redis: Redis, archive: JobArchive, jobId: string, logger: Logger): Promise<void> {
  const journal = startJournal(redis, archive, jobId, logger);
  journal.stop();
  await journal.flush();
}
