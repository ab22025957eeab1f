/** A job as clients see it, and the events that it leaves behind: schemas that are types and OpenAPI pages at once. */
import Type, { type Static } from 'typebox';
import {
  Evaluation,
  HistoryEntry,
  type JobSpecification,
  Metrics,
  Network,
  Training,
} from '../models/specification/index.ts';
import { JOB_PHASES, JOB_STATUSES } from './states.ts';

const Count = Type.Integer({ minimum: 0 });
const Time = Type.String({ description: 'UTC, ISO 8601' });
const Metadata = Type.Record(Type.String(), Type.String());

export const Progress = Type.Object({
  phase: Type.Enum([...JOB_PHASES]),
  epoch: Count,
  epochs: Count,
  step: Count,
  steps: Count,
  fraction: Type.Number({ minimum: 0, maximum: 1 }),
  etaSeconds: Type.Union([Type.Number(), Type.Null()]),
  examplesPerSecond: Type.Union([Type.Number(), Type.Null()]),
});

export const VersionReference = Type.Object({ model: Type.String(), version: Type.Integer({ minimum: 1 }) });

const WireJob = Type.Object(
  {
    id: Type.String(),
    kind: Type.Literal('train'),
    status: Type.Enum([...JOB_STATUSES]),
    model: Type.String(),
    dataset: Type.String(),
    network: Network,
    training: Training,
    metadata: Metadata,
    progress: Progress,
    metrics: Metrics,
    history: Type.Array(HistoryEntry),
    evaluation: Type.Union([Evaluation, Type.Null()]),
    version: Type.Union([VersionReference, Type.Null()]),
    error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
    attempts: Count,
    createdAt: Time,
    startedAt: Type.Union([Time, Type.Null()]),
    finishedAt: Type.Union([Time, Type.Null()]),
  },
  { $id: 'Job' },
);

export const EVENT_TYPES = ['status', 'progress', 'epoch', 'log', 'evaluation', 'published'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const JobEvent = Type.Object({
  id: Type.String({ description: 'rising within a job; for Last-Event-ID' }),
  type: Type.Enum([...EVENT_TYPES]),
  at: Time,
  jobId: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});

export type Progress = Static<typeof Progress>;
export type VersionReference = Static<typeof VersionReference>;
export type JobEvent = Static<typeof JobEvent>;
/** The id is given by the log in which the event is written. */
export type NewJobEvent = Pick<JobEvent, 'type' | 'data'>;

export interface Job extends Omit<Static<typeof WireJob>, 'network' | 'training'> {
  readonly network: JobSpecification['network'];
  readonly training: JobSpecification['training'];
}
export const Job = Type.Unsafe<Job>(WireJob);

/** What the queue keeps of a job besides: for the worker, not for clients. */
export interface JobInternals {
  readonly specification: JobSpecification;
  /** Of the HTTP request that submitted the job: it is found in every process' log. */
  readonly requestId: string;
}

/** Where a job is before its first step. */
export function noProgress({ training }: JobSpecification): Progress {
  return {
    phase: 'preparing',
    epoch: 0,
    epochs: training.epochs,
    step: 0,
    steps: 0,
    fraction: 0,
    etaSeconds: null,
    examplesPerSecond: null,
  };
}

/** A job as it is when it was just submitted. */
export function newJob(id: string, specification: JobSpecification, metadata: Record<string, string>, at: Date): Job {
  const { model, dataset, network, training } = specification;
  return {
    id,
    kind: 'train',
    status: 'queued',
    model,
    dataset,
    network,
    training,
    metadata,
    progress: noProgress(specification),
    metrics: {},
    history: [],
    evaluation: null,
    version: null,
    error: null,
    attempts: 0,
    createdAt: at.toISOString(),
    startedAt: null,
    finishedAt: null,
  };
}
