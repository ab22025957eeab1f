/**
 * Takes jobs of one kind from their line, one at a time, and keeps what happens to each in its record. How a job is done it
 * does not know: `run` does that.
 *
 * DESIGN BullMQ's lock says which worker has a job; this process does nothing else but renew it, so the lock is lost only
 * if the process or its Redis is. Then BullMQ gives the job to another worker, whose start makes its attempt the holder and
 * thereby fences this one off (`attempt.ts`). A lock lasts six seconds and is renewed every 1.5, and locks are looked after
 * every second: a job whose worker was killed goes on some seven seconds later. A worker that is slower than that, but
 * alive, loses its job and nothing else: the next one goes on from the last checkpoint.
 *
 * Nothing here compares the clocks of two machines. So an attempt that is to be repeated waits in this process, with its lock:
 * BullMQ's delayed entries are due by the clock of whoever looks.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Job as BullJob,
  DelayedError,
  UnrecoverableError,
  WaitingChildrenError,
  WaitingError,
  Worker,
} from 'bullmq';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/index.ts';
import { archiveFinished, createJobArchive, keepUnfinished } from './archive.ts';
import type { Attempt, AttemptWriter } from './attempt.ts';
import { OUTCOMES, startAttempt, TRIES_MAX } from './attempt-moves.ts';
import { createChangeChannel } from './change-channel.ts';
import { defineChangeJob } from './change-job.ts';
import { connect, KEY_PREFIX } from './connection.ts';
import { linkChildren, readWakes, wake, wakeIfWaiting } from './flow.ts';
import { type JobKind, KIND_TRAITS, type Results } from './job-kinds.ts';
import { openQueue, type QueuedJob } from './job-queue.ts';
import { readHold, readInternals } from './job-store.ts';
import { startJournal } from './journal.ts';
import { queuesOf } from './restore.ts';
import { startUpkeep } from './upkeep.ts';

/** How a failure is to be taken: a final one is the job's end, others are tried again. */
export interface Failure {
  readonly final: boolean;
  readonly code: string;
  readonly message: string;
}

/** What a job has come to that goes on when others have: their ids. */
export interface Waiting {
  readonly waitsFor: readonly string[];
}

export interface JobWorkerOptions<K extends JobKind> {
  readonly kind: K;
  readonly redisUrl: string;
  readonly storage: Storage;
  readonly logger: Logger;
  /** Jobs that ended longer ago are forgotten. */
  readonly keptDays: number;
  /** Does the job, or as much of it as there was when it was to be paused. Must end soon after the attempt's signal aborts. */
  run(attempt: Attempt<K>): Promise<Results[K] | 'paused' | Waiting>;
  /** Cleans up after a job that is not to be run any more: it was cancelled, or failed. May be called more than once. */
  clear?(jobId: string): Promise<void>;
  /** Sorts what `run` threw. */
  sortFailure(error: unknown): Failure;
}

export interface JobWorker {
  /** Takes no more jobs, and hands back the one that runs. */
  close(): Promise<void>;
}

const LOCK_MS = 6000;
const LOCK_RENEW_MS = 1500;
const STALLED_CHECK_MS = 1000;
/** How long an idle worker sleeps at most before it looks at the line by itself. */
const DRAIN_DELAY_SECONDS = 1;
/** What tells BullMQ how an entry goes on. */
const TOLD = [WaitingError, WaitingChildrenError, DelayedError, UnrecoverableError];
/** The record counts deaths, and says when there were enough. */
const STALLED_MAX = 1_000_000;
/** A job that waits for others of which none is in a line looks again after so long. */
const LOOK_AGAIN_MS = 5000;

export function startJobWorker<K extends JobKind>(options: JobWorkerOptions<K>): JobWorker {
  const { kind, redisUrl, storage, logger } = options;
  const redis = connect({ url: redisUrl, patience: 'wait', logger });
  const subscriber = connect({ url: redisUrl, patience: 'wait', logger: logger.child({}, { level: 'silent' }) });
  defineChangeJob(redis);
  const channel = createChangeChannel(subscriber);
  const archive = createJobArchive(storage);
  const queues = queuesOf((each) => openQueue(each, redis, logger));
  let current:
    | { readonly attempt: AttemptWriter<K>; readonly holder: string; readonly aborter: AbortController }
    | undefined;
  const traits = KIND_TRAITS[kind];
  let closing = false;

  async function processJob(bullJob: BullJob<QueuedJob>, token?: string): Promise<void> {
    const { jobId, turn, requestId } = bullJob.data;
    const log = logger.child({ jobId, requestId });
    const aborter = new AbortController();
    const holder = randomUUID();
    const attempt = await startAttempt({ redis, kind, jobId, turn, holder, aborter });
    if (!attempt) {
      log.info('job is not to be run any more');
      await settleRecord(jobId);
      await wakeParent(jobId);
      return leaveLine(bullJob, token);
    }
    current = { attempt, holder, aborter };
    // Closing began while the job was being started: there was nothing to abort yet.
    if (closing) aborter.abort('closing');
    const journal = startJournal(redis, archive, jobId, log);
    const stopListening = channel.listen(jobId, (status, pausing) => {
      if (status === 'cancelled') aborter.abort('cancelled');
      if (pausing) attempt.askPause();
      // A message may have been missed: the next write would tell too, but not while nothing is written.
      if (status === undefined) unlessAway(lookAfterCurrent());
    });
    log.info({ attempt: attempt.number }, 'job started');
    const recorded = settleRecord(jobId);
    const wakes = traits.waits ? await readWakes(redis, jobId) : null;
    let waitsFor: readonly string[] | undefined;
    try {
      const result = await options.run(attempt);
      waitsFor = result !== 'paused' && 'waitsFor' in result ? result.waitsFor : undefined;
      const ended = await attempt.end(outcomeOf(result));
      log.info({ result, ended }, 'job ended');
    } catch (error) {
      await afterFailure(error, attempt, bullJob, token, log);
    } finally {
      stopListening();
      journal.stop();
      current = undefined;
      await journal.flush();
      // One after the other: the later one is to be the one that stays.
      await recorded;
      await settleRecord(jobId);
      await wakeParent(jobId);
    }
    return waitsFor ? waitForOthers({ bullJob, token, holder, wakes, waitsFor }) : leaveLine(bullJob, token);
  }

  /** Lets a job sleep until those that it waits for have ended, one of them has, or a while is over. */
  async function waitForOthers({ bullJob, token, holder, wakes, waitsFor }: Sleep): Promise<void> {
    const { jobId, turn } = bullJob.data;
    const hold = await readHold(redis, jobId);
    // It was paused or cancelled meanwhile.
    if (hold.status !== 'running' || hold.holder !== holder) return leaveLine(bullJob, token);
    await linkChildren(redis, queues, { jobId, turn }, waitsFor);
    const hasChildren = await bullJob.moveToWaitingChildren(token ?? '');
    if (!hasChildren) await bullJob.moveToDelayed(Date.now() + LOOK_AGAIN_MS, token);
    if ((await readWakes(redis, jobId)) !== wakes) await wakeIfWaiting(redis, queues, jobId);
    throw hasChildren ? new WaitingChildrenError() : new DelayedError();
  }

  /** BullMQ lets no entry leave whose children are in their line: it waits for them, and comes once more. */
  async function leaveLine(bullJob: BullJob<QueuedJob>, token: string | undefined): Promise<void> {
    await clear(bullJob.data.jobId);
    if (traits.waits && (await bullJob.moveToWaitingChildren(token ?? ''))) throw new WaitingChildrenError();
  }

  async function clear(jobId: string): Promise<void> {
    if (!options.clear) return;
    const { status } = await readHold(redis, jobId);
    if (status === 'cancelled' || status === 'failed') await options.clear(jobId);
  }

  /** A sweep has something to do whenever one of its trainings has come to something. */
  async function wakeParent(jobId: string): Promise<void> {
    const parent = (await readInternals(redis, jobId))?.sweep?.id;
    if (parent !== undefined) await wake(redis, queues, parent);
  }

  /** Storage learns what became of a job. */
  async function settleRecord(jobId: string): Promise<void> {
    try {
      await keepUnfinished(redis, archive, jobId);
      await archiveFinished(redis, archive, jobId);
    } catch (error) {
      logger.error({ err: error, jobId }, 'job is not archived');
    }
  }

  /** Whether the job that runs here is still to run, and here. */
  async function lookAfterCurrent(): Promise<void> {
    if (!current) return;
    const { attempt, holder, aborter } = current;
    const hold = await readHold(redis, attempt.jobId);
    if (hold.status === 'cancelled') aborter.abort('cancelled');
    else if (hold.status !== 'running' || hold.holder !== holder) aborter.abort('lost');
    else if (hold.pausing) attempt.askPause();
  }

  /** For what nobody awaits: Redis may go in the middle of it, which is no reason for this process to end. */
  function unlessAway(work: Promise<void>): void {
    work.catch((error: unknown) => logger.warn({ err: error }, 'could not look after jobs'));
  }

  /** What nobody foresaw (Redis that takes no writes) is tried again by BullMQ, at once: so it is told later. */
  async function takeJob(bullJob: BullJob<QueuedJob>, token?: string): Promise<void> {
    try {
      await processJob(bullJob, token);
    } catch (error) {
      if (!TOLD.some((Kind) => error instanceof Kind)) await sleep(BACKOFF_MS);
      throw error;
    }
  }

  /** @throws what tells BullMQ how the entry goes on: it waits, or is over. */
  async function afterFailure(
    error: unknown,
    attempt: AttemptWriter<K>,
    bullJob: BullJob<QueuedJob>,
    token: string | undefined,
    log: Logger,
  ): Promise<void> {
    if (attempt.signal.aborted && !closing) {
      log.info({ reason: attempt.signal.reason }, 'job stopped');
      return;
    }
    if (closing) {
      await attempt.end(OUTCOMES.handedBack({ tries: 0, deaths: attempt.gotFurther() ? 0 : -1 }));
      log.info('job handed back');
      await bullJob.moveToWait(token);
      throw new WaitingError();
    }
    const failure = options.sortFailure(error);
    const { code, message } = failure;
    const tries = attempt.tries() + 1;
    const last = failure.final || tries >= TRIES_MAX;
    log.warn({ err: error, code, last }, 'attempt failed');
    if (!last) {
      attempt.log(`Attempt ${attempt.number} failed and will be repeated: ${message}`);
      await attempt.end(OUTCOMES.handedBack({ tries: 1, deaths: attempt.gotFurther() ? 0 : -1 }));
      await sleep(backoffMs(tries), undefined, { signal: attempt.signal }).catch(() => undefined);
      await bullJob.moveToWait(token);
      throw new WaitingError();
    }
    await attempt.end(OUTCOMES.failed({ code, message }));
    await clear(attempt.jobId);
    throw new UnrecoverableError(message);
  }

  const worker = new Worker<QueuedJob>(traits.queue, takeJob, {
    ...{ connection: redis, prefix: KEY_PREFIX, concurrency: 1, drainDelay: DRAIN_DELAY_SECONDS },
    ...{ lockDuration: LOCK_MS, lockRenewTime: LOCK_RENEW_MS },
    ...{ stalledInterval: STALLED_CHECK_MS, maxStalledCount: STALLED_MAX },
  });
  worker.on('error', (error) => logger.debug({ err: error }, 'queue'));
  worker.on('lockRenewalFailed', () => unlessAway(lookAfterCurrent()));
  const upkeep = startUpkeep({ ...options, redis, archive, queues, unlessAway });

  return {
    async close() {
      closing = true;
      upkeep.stop();
      current?.aborter.abort('closing');
      await worker.close();
      await Promise.all(Object.values(queues).map((queue) => queue.close().catch(() => undefined)));
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}

interface Sleep {
  readonly bullJob: BullJob<QueuedJob>;
  readonly token: string | undefined;
  readonly holder: string;
  /** How often it had been woken before it looked at what it waits for. */
  readonly wakes: string | null;
  readonly waitsFor: readonly string[];
}

/** What `run` has come to, as a move of the job. */
function outcomeOf(result: Results[JobKind] | 'paused' | Waiting) {
  if (result === 'paused') return OUTCOMES.settled();
  return 'waitsFor' in result ? OUTCOMES.waiting() : OUTCOMES.succeeded(result);
}

const BACKOFF_MS = 1000;

/** Doubles with each try; half of it is drawn, so that jobs that failed together do not come back together. */
function backoffMs(tries: number): number {
  return BACKOFF_MS * 2 ** Math.max(0, tries - 1) * (1 - Math.random() / 2);
}
