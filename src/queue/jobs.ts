/**
 * Jobs, as the api sees them: submit, read, list, cancel, pause, follow. Whatever process does it, the state is in Redis,
 * the record in storage.
 */
import { v7 as uuid } from 'uuid';
import { AppError, codeOf } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { JobSpecification, SweepSpecification, Webhook } from '../models/specification/index.ts';
import type { Storage } from '../storage/index.ts';
import { createJobArchive, isJobId } from './archive.ts';
import { createChangeChannel } from './change-channel.ts';
import { createJob, defineChangeJob, needingIndexKey } from './change-job.ts';
import { type ChildState, childIds, readChildren } from './children.ts';
import { connect, reaching } from './connection.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createEventReader, type EventReader } from './event-reader.ts';
import { createIdempotency, type Idempotency } from './idempotency.ts';
import {
  type ImportJob,
  type Job,
  type JobOptions,
  newJob,
  type ScoringJob,
  type SweepJob,
  type TrainingJob,
} from './job.ts';
import type { ImportSpecification, JobInternals, JobKind, Specifications, SweepPlace } from './job-kinds.ts';
import { enqueue, openQueue, waitingCount } from './job-queue.ts';
import { createJobRequests, type JobRequests } from './job-requests.ts';
import { type JobFilter, listAmong, listJobs, readInternals, readJob } from './job-store.ts';
import { type JobOutput, outputKey } from './outputs.ts';
import { createRestoration, type JobQueues, keepRestored, queuesOf } from './restore.ts';
import { openWebhookLine } from './webhook-line.ts';

export interface Submission {
  /** Made before, where who submits must know it; else a new one. */
  readonly id?: string;
  readonly specification: JobSpecification;
  readonly metadata: Record<string, string>;
  /** Default: in the middle. */
  readonly priority?: number;
  readonly requestId: string;
  readonly webhook?: Webhook;
  /** Of a training for a sweep; and after how many epochs it is to pause, for the sweep to decide. */
  readonly sweep?: SweepPlace;
  readonly pauseAt?: number | undefined;
}

export interface SweepSubmission {
  readonly id: string;
  readonly specification: SweepSpecification;
  readonly metadata: Record<string, string>;
  readonly priority?: number;
  readonly requestId: string;
  readonly webhook?: Webhook;
}

export interface ImportSubmission {
  /** Made before, since what was uploaded lies under it. */
  readonly id: string;
  readonly specification: ImportSpecification;
  readonly requestId: string;
  readonly webhook?: Webhook;
}

type ScoringKind = ScoringJob['kind'];

export interface ScoringSubmission<K extends ScoringKind> {
  readonly id: string;
  readonly kind: K;
  readonly specification: Specifications[K];
  readonly metadata: Record<string, string>;
  readonly requestId: string;
  readonly webhook?: Webhook;
}

export interface Jobs extends JobRequests, EventReader {
  /** @throws AppError ERR_QUEUE_FULL, ERR_UNAVAILABLE: nothing is queued then. */
  submit(submission: Submission): Promise<TrainingJob>;
  /** The same for an import. */
  submitImport(submission: ImportSubmission): Promise<ImportJob>;
  /** The same for the use of a version on a dataset. */
  submitScoring<K extends ScoringKind>(submission: ScoringSubmission<K>): Promise<ScoringJob>;
  /** The file that a batch prediction made. @throws AppError ERR_NOT_FOUND, ERR_JOB_STATE as long as there is none. */
  output(id: string): Promise<{ readonly job: ScoringJob; readonly output: JobOutput; readonly key: string }>;
  /** The same for a sweep: its trainings are submitted by whoever runs it. */
  submitSweep(submission: SweepSubmission): Promise<SweepJob>;
  /** How each of some jobs of a sweep is, in their order; undefined for one that was not submitted yet. */
  children(ids: readonly string[]): Promise<(ChildState | undefined)[]>;
  /** @throws AppError ERR_QUEUE_FULL where a job of this kind would be refused now. */
  requireRoom(kind: JobKind): Promise<void>;
  /** @throws AppError ERR_NOT_FOUND. */
  get(id: string): Promise<Job>;
  /** What it is made of. @throws AppError ERR_NOT_FOUND. */
  internals(id: string): Promise<JobInternals>;
  list(filter: JobListFilter): Promise<{ jobs: Job[]; hasMore: boolean }>;
  /** The unfinished jobs that cannot run without a dataset, or a version (`digits@3`), oldest first: their ids. */
  needing(name: string): Promise<string[]>;
  /** The job once it has ended, or as it is when the time is up. @throws AppError ERR_NOT_FOUND. */
  untilEnded(id: string, milliseconds: number, signal: AbortSignal): Promise<Job>;
  /** How many jobs of a kind wait, run, and so on, by BullMQ's states. */
  counts(kind: JobKind): Promise<Record<string, number>>;
  /** How many workers take jobs of a kind, one each at a time. */
  slots(kind: JobKind): Promise<number>;
  /** Answers if Redis does. @throws AppError ERR_UNAVAILABLE. */
  ping(): Promise<void>;
  /** What webhooks were told. */
  readonly deliveries: Deliveries;
  /** Which requests were made before. */
  readonly idempotency: Idempotency;
  /** The lines themselves, for dashboards that read them. */
  readonly queues: JobQueues;
  close(): Promise<void>;
}

export interface JobListFilter extends JobFilter {
  /** Only the trainings of this one. */
  readonly sweep?: string | undefined;
}

export interface JobsOptions {
  readonly redisUrl: string;
  readonly storage: Storage;
  readonly logger: Logger;
  readonly queueLimitJobs: number;
}

/** Of a job that names none: there is room on both sides. */
const PRIORITY_DEFAULT = 50;

/** An id for a job that is to come: later ones are greater. */
export function newJobId(): string {
  return uuid();
}

export function createJobs({ redisUrl, storage, logger, queueLimitJobs }: JobsOptions): Jobs {
  const redis = connect({ url: redisUrl, patience: 'fail fast', logger });
  const subscriber = connect({ url: redisUrl, patience: 'wait', logger: logger.child({}, { level: 'silent' }) });
  defineChangeJob(redis);
  const channel = createChangeChannel(subscriber);
  const queues = queuesOf((kind) => openQueue(kind, redis, logger));
  const line = openWebhookLine(redis, logger);
  const archive = createJobArchive(storage);
  const restoration = createRestoration(redis, archive, queues, logger);
  const stopRestoring = keepRestored(redis, restoration, logger);

  async function requireRoom(kind: JobKind): Promise<void> {
    const waiting = await waitingCount(queues[kind]);
    if (waiting >= queueLimitJobs) {
      throw new AppError(
        'ERR_QUEUE_FULL',
        `Expected fewer than ${queueLimitJobs} waiting jobs. Received: one more than that.`,
      );
    }
  }

  async function submit(id: string, internals: JobInternals, options: JobOptions): Promise<Job> {
    await requireRoom(internals.kind);
    const job = newJob(id, internals, options, new Date());
    // Storage first: a job that a client was told of must be known to something that lasts.
    await archive.keep(job, internals);
    await createJob(redis, job, internals).catch(async (error: unknown) => {
      // The client is told that there is no job: none shall be restored from this record.
      await archive.removeUnfinished(id);
      throw error;
    });
    await enqueue(queues[internals.kind], { jobId: id, turn: 0, priority: job.priority }, internals).catch((error) =>
      // It is there, and a job that stands in no line is put back into it.
      logger.warn({ err: error, jobId: id }, 'job is not in its line yet'),
    );
    return job;
  }

  async function get(id: string): Promise<Job> {
    const job = isJobId(id) ? ((await readJob(redis, id)) ?? (await archive.record(id))?.job) : undefined;
    if (!job) throw noJob(id);
    return job;
  }

  async function internals(id: string): Promise<JobInternals> {
    const found = isJobId(id) ? ((await readInternals(redis, id)) ?? (await archive.record(id))) : undefined;
    if (!found) throw noJob(id);
    return found;
  }

  const reader = createEventReader({ redis, archive, channel, restoration, get });

  async function untilEnded(id: string, milliseconds: number, signal: AbortSignal): Promise<Job> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
    for await (const _event of reader.follow(id, undefined, patience)) {
      // Only the end of the events is waited for.
    }
    return get(id);
  }

  async function list(filter: JobListFilter): Promise<{ jobs: Job[]; hasMore: boolean }> {
    const { sweep, ...rest } = filter;
    if (sweep === undefined) return listJobs(redis, rest);
    const made = await internals(sweep).catch(() => undefined);
    if (made?.kind !== 'sweep') throw unknownSweep(sweep);
    return listAmong(childIds(sweep, made).reverse(), rest, (id) => get(id).catch(ignoreUnknown));
  }

  return {
    submit: async ({ id = newJobId(), metadata, priority = PRIORITY_DEFAULT, ...rest }) =>
      (await submit(id, { kind: 'train', ...rest }, { metadata, priority })) as TrainingJob,
    submitImport: async ({ id, ...rest }) =>
      (await submit(id, { kind: 'import', ...rest }, { metadata: {}, priority: null })) as ImportJob,
    submitScoring: async ({ id, metadata, ...rest }) =>
      // Each kind comes with its own specification.
      (await submit(id, rest as JobInternals, { metadata, priority: null })) as ScoringJob,
    async output(id) {
      const job = await get(id);
      if (job.kind !== 'predict')
        throw new AppError('ERR_JOB_STATE', `Expected a batch prediction. Received: a job of kind "${job.kind}".`);
      const { output, status, attempts } = job;
      if (output) return { job, output, key: outputKey(id, attempts, output.format) };
      throw new AppError(
        'ERR_JOB_STATE',
        `Expected a batch prediction that succeeded. Received: one that is ${status}.`,
      );
    },
    submitSweep: async ({ id, metadata, priority = PRIORITY_DEFAULT, ...rest }) =>
      (await submit(id, { kind: 'sweep', ...rest }, { metadata, priority })) as SweepJob,
    children: (ids) => readChildren(redis, archive, ids),
    requireRoom,
    async needing(name) {
      // Who asks is about to delete it: what Redis lost is not to be forgotten.
      await restoration.whole(false);
      return reaching(() => redis.zrange(needingIndexKey(name), '0', '-1'));
    },
    untilEnded,
    get,
    internals,
    list,
    ...createJobRequests({ redis, archive, queues, restoration, channel, logger, requireRoom, get }),
    ...reader,
    counts: (kind) => reaching(() => queues[kind].getJobCounts()),
    slots: (kind) => reaching(() => queues[kind].getWorkersCount()),
    ping: () => reaching(async () => void (await redis.ping())),
    deliveries: createDeliveries({ redis, outbox: archive.outbox, line, get }),
    idempotency: createIdempotency(storage),
    queues,
    close: async () => {
      stopRestoring();
      await Promise.all([...Object.values(queues), line].map((queue) => queue.close().catch(() => undefined)));
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}

function noJob(id: string): AppError {
  const detail = `Expected the id of a job. Received: "${id.slice(0, 60)}", which no job has.`;
  return new AppError('ERR_NOT_FOUND', detail);
}

function ignoreUnknown(error: unknown): undefined {
  if (codeOf(error) !== 'ERR_NOT_FOUND') throw error;
}

function unknownSweep(id: string): AppError {
  const detail = `Expected the id of a sweep. Received: "${id.slice(0, 60)}", which no sweep has.`;
  return new AppError('ERR_VALIDATION', detail, { problems: [{ pointer: '/sweep', detail }] });
}
