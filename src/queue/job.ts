/** A job as clients see it, and the events that it leaves behind: schemas that are types and OpenAPI pages at once. */
import Type, { type Static, type TSchema } from 'typebox';
import {
  Evaluation,
  HistoryEntry,
  type JobSpecification,
  Metrics,
  Network,
  Training,
} from '../models/specification/index.ts';
import { JOB_KINDS, type JobInternals, Scoring, SweepPlace, subjectOf, VersionReference } from './job-kinds.ts';
import { JobOutput } from './outputs.ts';
import { JOB_PHASES, JOB_STATUSES } from './states.ts';

const Count = Type.Integer({ minimum: 0 });
const Time = Type.String({ description: 'UTC, ISO 8601' });
const OrNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const Metadata = Type.Record(Type.String(), Type.String());

export const Progress = Type.Object({
  phase: Type.Enum([...JOB_PHASES]),
  epoch: Count,
  epochs: Count,
  step: Count,
  steps: Count,
  fraction: Type.Number({ minimum: 0, maximum: 1 }),
  etaSeconds: OrNull(Type.Number()),
  examplesPerSecond: OrNull(Type.Number()),
  memoryBytes: Type.Optional(Type.Integer({ minimum: 0, description: 'that the trainer held a moment ago' })),
  message: Type.Optional(Type.String({ description: 'what an import is at' })),
  trials: Type.Optional(
    Type.Object(
      {
        done: Count,
        all: Count,
        best: OrNull(Type.Object({ trial: Type.Integer({ minimum: 1 }), metric: Type.Number() })),
      },
      { description: 'of a sweep' },
    ),
  ),
});

const WireJob = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum([...JOB_KINDS]),
    status: Type.Enum([...JOB_STATUSES]),
    pausing: Type.Boolean({ description: 'runs, and will be paused as soon as what it has learnt is kept' }),
    priority: OrNull(Type.Integer({ description: '1 is highest; an import has none' })),
    model: OrNull(Type.String()),
    dataset: Type.String(),
    network: OrNull(Network),
    training: OrNull(Training),
    base: OrNull(VersionReference),
    metadata: Metadata,
    sweep: OrNull(SweepPlace),
    progress: Progress,
    metrics: Metrics,
    history: Type.Array(HistoryEntry),
    evaluation: OrNull(Evaluation),
    version: OrNull(VersionReference),
    scoring: OrNull(Scoring),
    output: OrNull(JobOutput),
    error: OrNull(Type.Object({ code: Type.String(), message: Type.String() })),
    attempts: Count,
    createdAt: Time,
    startedAt: OrNull(Time),
    finishedAt: OrNull(Time),
  },
  {
    $id: 'Job',
    description:
      'An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an ' +
      'evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from.',
  },
);

export const EVENT_TYPES = ['status', 'progress', 'epoch', 'checkpoint', 'log', 'evaluation', 'published'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const JobEvent = Type.Object({
  id: Type.String({ description: 'rising within a job; for Last-Event-ID' }),
  type: Type.Enum([...EVENT_TYPES]),
  at: Time,
  jobId: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});

export type Progress = Static<typeof Progress>;
export type JobEvent = Static<typeof JobEvent>;
/** The id is given by the log in which the event is written. */
export type NewJobEvent = Pick<JobEvent, 'type' | 'data'>;

/** Where a job can go on, and what it cost to keep that. */
export interface Checkpoint {
  readonly epoch: number;
  /** Of that epoch. */
  readonly step: number;
  readonly bytes: number;
  readonly seconds: number;
}

type JobFields = Omit<Static<typeof WireJob>, 'kind' | 'model' | 'network' | 'training'>;

export interface TrainingJob extends JobFields {
  readonly kind: 'train';
  readonly model: string;
  readonly network: JobSpecification['network'];
  readonly training: JobSpecification['training'];
}

export interface ImportJob extends JobFields {
  readonly kind: 'import';
  readonly model: null;
  readonly network: null;
  readonly training: null;
}

/** Of a version that is measured on a dataset, or predicts it. */
export interface ScoringJob extends JobFields {
  readonly kind: 'evaluate' | 'predict';
  readonly model: string;
  readonly network: null;
  readonly training: null;
}

export interface SweepJob extends JobFields {
  readonly kind: 'sweep';
  readonly model: string;
  readonly network: JobSpecification['network'] | null;
  readonly training: null;
}

export type Job = TrainingJob | ImportJob | ScoringJob | SweepJob;
export const Job = Type.Unsafe<Job>(WireJob);

/** Where a job is before its first step. */
export function noProgress(internals: JobInternals): Progress {
  return {
    phase: 'preparing',
    epoch: 0,
    epochs: subjectOf(internals).training?.epochs ?? 0,
    step: 0,
    steps: 0,
    fraction: 0,
    etaSeconds: null,
    examplesPerSecond: null,
  };
}

/** What a submission says of a job besides what is to be done. */
export interface JobOptions {
  readonly metadata: Record<string, string>;
  /** Of a training. */
  readonly priority: number | null;
}

/** A job as it is when it was just submitted. */
export function newJob(id: string, internals: JobInternals, { metadata, priority }: JobOptions, at: Date): Job {
  const job = {
    id,
    kind: internals.kind,
    status: 'queued' as const,
    pausing: false,
    priority,
    ...{ base: null, version: null, scoring: null, output: null, ...subjectOf(internals) },
    metadata,
    sweep: internals.sweep ?? null,
    progress: noProgress(internals),
    metrics: {},
    history: [],
    evaluation: null,
    error: null,
    attempts: 0,
    createdAt: at.toISOString(),
    startedAt: null,
    finishedAt: null,
  };
  // What a kind shows is what its member of the union has.
  return job as Job;
}
