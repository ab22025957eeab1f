/**
 * Takes jobs of one kind from their line, one at a time, and keeps what happens to each in its record. How a job is done it
 * does not know: `run` does that.
 *
 * DESIGN BullMQ's lock says which worker has a job; this process does nothing else but renew it, so the lock is lost only
 * if the process or its Redis is. Then BullMQ gives the job to another worker, whose start counts a new attempt and
 * thereby fences this one off (`attempt.ts`).
 */
import { type Job as BullJob, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/index.ts';
import { archiveFinished, createJobArchive } from './archive.ts';
import { type Attempt, type AttemptWriter, createAttempt } from './attempt.ts';
import { createChangeChannel } from './change-channel.ts';
import { changeJob, defineChangeJob } from './change-job.ts';
import { connect, KEY_PREFIX } from './connection.ts';
import { noProgress } from './job.ts';
import { type InternalsOf, type JobKind, KIND_TRAITS, type Results } from './job-kinds.ts';
import { openQueue, type QueuedJob } from './job-queue.ts';
import { readInternals, readJob } from './job-store.ts';
import { recoverQueued, removeStrayUploads } from './recover.ts';
import { MOVES } from './states.ts';

/** How a failure is to be taken: a final one is the job's end, others are tried again. */
export interface Failure {
  readonly final: boolean;
  readonly code: string;
  readonly message: string;
}

export interface JobWorkerOptions<K extends JobKind> {
  readonly kind: K;
  readonly redisUrl: string;
  readonly storage: Storage;
  readonly logger: Logger;
  /** Does the job. Must end soon after the attempt's signal aborts. */
  run(attempt: Attempt<K>): Promise<Results[K]>;
  /** Sorts what `run` threw. */
  sortFailure(error: unknown): Failure;
}

export interface JobWorker {
  /** Takes no more jobs, and hands back the one that runs. */
  close(): Promise<void>;
}

const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5000;
const STALLED_MAX = 2;
const RECOVER_EVERY_MS = 30_000;

export function startJobWorker<K extends JobKind>(options: JobWorkerOptions<K>): JobWorker {
  const { kind, redisUrl, logger } = options;
  const redis = connect({ url: redisUrl, patience: 'wait', logger });
  const subscriber = connect({ url: redisUrl, patience: 'wait', logger: logger.child({}, { level: 'silent' }) });
  defineChangeJob(redis);
  const channel = createChangeChannel(subscriber);
  const archive = createJobArchive(options.storage);
  let current: AbortController | undefined;
  let closing = false;

  async function processJob(bullJob: BullJob<QueuedJob>, token?: string): Promise<void> {
    const jobId = bullJob.id ?? '';
    const log = logger.child({ jobId, requestId: bullJob.data.requestId });
    const attempt = await startAttempt(jobId);
    if (!attempt) {
      log.info('job is not to be run any more');
      return;
    }
    const stopListening = channel.listen(jobId, (status) => {
      if (status === 'cancelled') current?.abort('cancelled');
      // A message may have been missed: the next write would tell too, but not while nothing is written.
      if (status === undefined) unlessAway(lookForCancel(jobId));
    });
    log.info({ attempt: attempt.number }, 'job started');
    try {
      const result = await options.run(attempt);
      const finishedAt = new Date().toISOString();
      const succeeded = await attempt.end(MOVES.succeed, { ...result, finishedAt }, { status: 'succeeded' });
      log.info({ result, succeeded }, 'job ended');
    } catch (error) {
      await afterFailure(error, attempt, bullJob, token, log);
    } finally {
      stopListening();
      current = undefined;
      await archiveFinished(redis, archive, jobId).catch((error: unknown) =>
        log.error({ err: error }, 'job is not archived'),
      );
    }
  }

  async function lookForCancel(jobId: string): Promise<void> {
    const job = await readJob(redis, jobId);
    if (job?.status === 'cancelled') current?.abort('cancelled');
  }

  /** For what nobody awaits: Redis may go in the middle of it, which is no reason for this process to end. */
  function unlessAway(work: Promise<void>): void {
    work.catch((error: unknown) => logger.warn({ err: error }, 'could not look after jobs'));
  }

  async function startAttempt(jobId: string): Promise<AttemptWriter<K> | undefined> {
    const internals = await readInternals(redis, jobId);
    if (internals?.kind !== kind) return undefined;
    const started = await changeJob(redis, {
      id: jobId,
      move: MOVES.start,
      phase: 'preparing',
      countAttempt: true,
      fields: {
        startedAt: new Date().toISOString(),
        progress: noProgress(internals),
        history: [],
        metrics: {},
        evaluation: null,
      },
      events: [{ type: 'status', data: { status: 'running', phase: 'preparing' } }],
    });
    if (!started.changed) return undefined;
    current = new AbortController();
    // Closing began while the job was being started: there was nothing to abort yet.
    if (closing) current.abort('closing');
    // Its kind is this worker's own: that was asked above.
    return createAttempt(redis, jobId, started.attempts, internals as unknown as InternalsOf<K>, current);
  }

  async function afterFailure(
    error: unknown,
    attempt: AttemptWriter,
    bullJob: BullJob<QueuedJob>,
    token: string | undefined,
    log: Logger,
  ): Promise<void> {
    if (attempt.signal.aborted && !closing) {
      log.info({ reason: attempt.signal.reason }, 'job stopped');
      return;
    }
    if (closing) {
      await attempt.end(MOVES.handBack, { startedAt: null }, { status: 'queued' });
      log.info('job handed back');
      await bullJob.moveToWait(token);
      throw new WaitingError();
    }
    const failure = options.sortFailure(error);
    const { code, message } = failure;
    const last = failure.final || bullJob.attemptsMade + 1 >= (bullJob.opts.attempts ?? 1);
    log.warn({ err: error, code, last }, 'attempt failed');
    if (!last) {
      attempt.log(`Attempt ${attempt.number} failed and will be repeated: ${message}`);
      await attempt.end(MOVES.handBack, { startedAt: null }, { status: 'queued' });
      throw error;
    }
    const finishedAt = new Date().toISOString();
    await attempt.end(
      MOVES.fail,
      { error: { code, message }, finishedAt },
      { status: 'failed', error: { code, message } },
    );
    throw new UnrecoverableError(message);
  }

  /** A job that BullMQ gave up on its own (its workers died too often) ends for clients too. */
  async function failAbandoned(jobId: string, message: string): Promise<void> {
    const error = { code: KIND_TRAITS[kind].death, message };
    const finishedAt = new Date().toISOString();
    const { changed } = await changeJob(redis, {
      id: jobId,
      move: MOVES.fail,
      fields: { error, finishedAt },
      events: [{ type: 'status', data: { status: 'failed', error } }],
    });
    if (changed) await archiveFinished(redis, archive, jobId);
  }

  const worker = new Worker<QueuedJob>(KIND_TRAITS[kind].queue, processJob, {
    connection: redis,
    prefix: KEY_PREFIX,
    concurrency: 1,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: STALLED_MAX,
  });
  worker.on('error', (error) => logger.debug({ err: error }, 'queue'));
  worker.on('failed', (bullJob, error) => {
    if (bullJob?.id && error.message.includes('stalled')) unlessAway(failAbandoned(bullJob.id, error.message));
  });

  const queue = openQueue(kind, redis, logger);
  const recover = (): void => {
    unlessAway(recoverQueued(kind, redis, queue, logger));
    if (kind === 'import') unlessAway(removeStrayUploads(redis, options.storage, logger));
  };
  recover();
  const recovering = setInterval(recover, RECOVER_EVERY_MS);

  return {
    async close() {
      closing = true;
      clearInterval(recovering);
      current?.abort('closing');
      await worker.close();
      await queue.close().catch(() => undefined);
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}
