/**
 * Jobs, as the api sees them: submit, read, list, cancel, follow. Whatever process does it, the state is in Redis,
 * the record in storage.
 */
import { v7 as uuid } from 'uuid';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { JobSpecification } from '../models/specification/index.ts';
import type { Storage } from '../storage/index.ts';
import { archiveFinished, createJobArchive, isJobId } from './archive.ts';
import { createChangeChannel } from './change-channel.ts';
import { changeJob, createJob, defineChangeJob, jobKey, needingIndexKey } from './change-job.ts';
import { connect, reaching } from './connection.ts';
import { allEvents, followEvents } from './event-log.ts';
import { type ImportJob, type Job, type JobEvent, newJob, type TrainingJob } from './job.ts';
import { type ImportSpecification, JOB_KINDS, type JobInternals, type JobKind } from './job-kinds.ts';
import { dequeue, enqueue, type JobQueue, openQueue, waitingCount } from './job-queue.ts';
import { type JobFilter, listJobs, readJob } from './job-store.ts';
import { MOVES } from './states.ts';

export interface Submission {
  readonly specification: JobSpecification;
  readonly metadata: Record<string, string>;
  readonly requestId: string;
}

export interface ImportSubmission {
  /** Made before, since what was uploaded lies under it. */
  readonly id: string;
  readonly specification: ImportSpecification;
  readonly requestId: string;
}

export interface Jobs {
  /** @throws AppError ERR_QUEUE_FULL, ERR_UNAVAILABLE: nothing is queued then. */
  submit(submission: Submission): Promise<TrainingJob>;
  /** The same for an import. */
  submitImport(submission: ImportSubmission): Promise<ImportJob>;
  /** @throws AppError ERR_QUEUE_FULL where a job of this kind would be refused now. */
  requireRoom(kind: JobKind): Promise<void>;
  /** @throws AppError ERR_NOT_FOUND. */
  get(id: string): Promise<Job>;
  list(filter: JobFilter): Promise<{ jobs: Job[]; hasMore: boolean }>;
  /** @throws AppError ERR_NOT_FOUND, ERR_JOB_STATE if the job has ended or is being published. */
  cancel(id: string): Promise<Job>;
  /** The events so far. @throws AppError ERR_NOT_FOUND. */
  events(id: string, after?: string): Promise<JobEvent[]>;
  /** Events so far and to come; undefined as a heartbeat. Ends after the job's last event. */
  follow(id: string, after: string | undefined, signal: AbortSignal): AsyncGenerator<JobEvent | undefined>;
  /** The unfinished jobs that cannot run without a dataset, oldest first: their ids. */
  needing(dataset: string): Promise<string[]>;
  /** The job once it has ended, or as it is when the time is up. @throws AppError ERR_NOT_FOUND. */
  untilEnded(id: string, milliseconds: number, signal: AbortSignal): Promise<Job>;
  /** How many jobs of a kind wait, run, and so on, by BullMQ's states. */
  counts(kind: JobKind): Promise<Record<string, number>>;
  /** Answers if Redis does. @throws AppError ERR_UNAVAILABLE. */
  ping(): Promise<void>;
  /** The lines themselves, for dashboards that read them. */
  readonly queues: Readonly<Record<JobKind, JobQueue>>;
  close(): Promise<void>;
}

export interface JobsOptions {
  readonly redisUrl: string;
  readonly storage: Storage;
  readonly logger: Logger;
  readonly queueLimitJobs: number;
}

const HEARTBEAT_MS = 15_000;

/** An id for a job that is to come: later ones are greater. */
export function newJobId(): string {
  return uuid();
}

export function createJobs({ redisUrl, storage, logger, queueLimitJobs }: JobsOptions): Jobs {
  const redis = connect({ url: redisUrl, patience: 'fail fast', logger });
  const subscriber = connect({ url: redisUrl, patience: 'wait', logger: logger.child({}, { level: 'silent' }) });
  defineChangeJob(redis);
  const channel = createChangeChannel(subscriber);
  const queues = { train: openQueue('train', redis, logger), import: openQueue('import', redis, logger) };
  const archive = createJobArchive(storage);

  async function requireRoom(kind: JobKind): Promise<void> {
    const waiting = await waitingCount(queues[kind]);
    if (waiting >= queueLimitJobs) {
      throw new AppError(
        'ERR_QUEUE_FULL',
        `Expected fewer than ${queueLimitJobs} waiting jobs. Received: one more than that.`,
      );
    }
  }

  async function submit(id: string, internals: JobInternals, metadata: Record<string, string>): Promise<Job> {
    await requireRoom(internals.kind);
    const job = newJob(id, internals, metadata, new Date());
    // Storage first: a job that a client was told of must be known to something that lasts.
    await archive.keep(job, internals);
    await createJob(redis, job, internals);
    await enqueue(queues[internals.kind], job.id, internals);
    return job;
  }

  async function get(id: string): Promise<Job> {
    const job = isJobId(id) ? ((await readJob(redis, id)) ?? (await archive.job(id))) : undefined;
    if (!job)
      throw new AppError(
        'ERR_NOT_FOUND',
        `Expected the id of a job. Received: "${id.slice(0, 60)}", which no job has.`,
      );
    return job;
  }

  async function cancel(id: string): Promise<Job> {
    const { status: before, kind } = await get(id);
    const finishedAt = new Date().toISOString();
    const result = await changeJob(redis, {
      id,
      move: MOVES.cancel,
      fields: { finishedAt },
      events: [{ type: 'status', data: { status: 'cancelled' } }],
    });
    // Redis was emptied: no worker will ever end it, and what it holds (the name of a dataset) would be held for ever.
    const lost = result.status === undefined ? await archive.cancelLost(id) : undefined;
    if (lost) return lost;
    if (!result.changed) {
      const state = result.status === 'running' ? 'being published' : (result.status ?? before);
      throw new AppError('ERR_JOB_STATE', `Expected a job that is queued or running. Received: one that is ${state}.`);
    }
    await dequeue(queues[kind], id);
    await archiveFinished(redis, archive, id);
    return get(id);
  }

  async function events(id: string, after?: string): Promise<JobEvent[]> {
    await get(id);
    if (await redisKnows(id)) return allEvents(redis, id, after);
    const kept = await archive.events(id);
    return after === undefined ? kept : kept.slice(kept.findIndex((event) => event.id === after) + 1);
  }

  async function* follow(
    id: string,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<JobEvent | undefined> {
    if (await redisKnows(id)) {
      yield* followEvents(redis, channel, { jobId: id, after, heartbeatMs: HEARTBEAT_MS, signal });
    } else {
      yield* await events(id, after);
    }
  }

  async function redisKnows(id: string): Promise<boolean> {
    return (await reaching(() => redis.exists(jobKey(id)))) === 1;
  }

  async function untilEnded(id: string, milliseconds: number, signal: AbortSignal): Promise<Job> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
    for await (const _event of follow(id, undefined, patience)) {
      // Only the end of the events is waited for.
    }
    return get(id);
  }

  return {
    submit: async ({ metadata, ...rest }) =>
      (await submit(uuid(), { kind: 'train', ...rest }, metadata)) as TrainingJob,
    submitImport: async ({ id, ...rest }) => (await submit(id, { kind: 'import', ...rest }, {})) as ImportJob,
    requireRoom,
    needing: (dataset) => reaching(() => redis.zrange(needingIndexKey(dataset), '0', '-1')),
    untilEnded,
    get,
    list: (filter) => listJobs(redis, filter),
    cancel,
    events,
    follow,
    counts: (kind) => reaching(() => queues[kind].getJobCounts()),
    ping: () => reaching(async () => void (await redis.ping())),
    queues,
    close: async () => {
      await Promise.all(JOB_KINDS.map((kind) => queues[kind].close().catch(() => undefined)));
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}
