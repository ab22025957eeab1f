/**
 * A sweep: a job request, which of its fields are varied, and how the trials are chosen and compared. The schema is the
 * request's body; its resolved form has nothing left open, so that every trial follows from it.
 */
import Type, { type Static } from 'typebox';
import { JobRequest } from './job.ts';
import { Monitor, MonitorMode } from './monitors.ts';

/** Each is a training, or with folds several, and a row of the table. */
export const TRIALS_MAX = 256;
/** Trainings of one sweep: trials times folds. */
export const TRAININGS_MAX = 512;
const FIELDS_MAX = 16;
const VALUES_MAX = 256;
const FOLDS_MAX = 20;
const PARALLEL_MAX = 64;
const PARALLEL = 8;
const SEED_MAX = 4_294_967_295;
const FACTOR = 3;
const FACTOR_MAX = 10;
const POINTER_PATTERN = '^(/[^/]{1,64}){1,8}$';

const Trials = Type.Integer({ minimum: 1, maximum: TRIALS_MAX });
const Seed = Type.Optional(Type.Integer({ minimum: 0, maximum: SEED_MAX }));

const Grid = Type.Object({ strategy: Type.Literal('grid') }, { additionalProperties: false });
const Random = Type.Object(
  { strategy: Type.Literal('random'), trials: Trials, seed: Seed },
  { additionalProperties: false },
);
const SuccessiveHalving = Type.Object(
  {
    strategy: Type.Literal('successiveHalving'),
    trials: Type.Optional(Trials),
    seed: Seed,
    factor: Type.Optional(
      Type.Integer({ minimum: 2, maximum: FACTOR_MAX, default: FACTOR, description: 'of so many trials one goes on' }),
    ),
    minEpochs: Type.Optional(Type.Integer({ minimum: 1, description: 'of every trial before any is given up' })),
  },
  {
    additionalProperties: false,
    description:
      'All trials are trained for a few epochs; the best 1/factor of them go on for factor times as many, and so on, to ' +
      'the epochs of the job (Jamieson & Talwalkar 2016). Without `trials`, those of the grid.',
  },
);

const ListedValues = Type.Object(
  { values: Type.Array(Type.Unknown(), { minItems: 1, maxItems: VALUES_MAX, description: 'any JSON values' }) },
  { additionalProperties: false },
);
const Range = Type.Object(
  {
    min: Type.Number(),
    max: Type.Number(),
    scale: Type.Optional(Type.Enum(['linear', 'log'])),
    integer: Type.Optional(Type.Boolean({ description: 'whole numbers only' })),
    step: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'only min, min + step, …' })),
    count: Type.Optional(
      Type.Integer({ minimum: 2, maximum: VALUES_MAX, description: 'of a grid: so many values, evenly spaced' }),
    ),
  },
  { additionalProperties: false },
);
const Space = Type.Record(
  Type.String({
    pattern: POINTER_PATTERN,
    title: 'a JSON Pointer to a field of the job, such as "/training/batchSize"',
  }),
  Type.Union([ListedValues, Range]),
  { maxProperties: FIELDS_MAX, additionalProperties: false },
);

export const SweepRequest = Type.Object(
  {
    job: JobRequest,
    search: Type.Optional(Type.Union([Grid, Random, SuccessiveHalving])),
    space: Type.Optional(Space),
    folds: Type.Optional(
      Type.Integer({ minimum: 2, maximum: FOLDS_MAX, description: 'of a cross-validation of every trial' }),
    ),
    metric: Type.Optional(Monitor),
    mode: Type.Optional(MonitorMode),
    parallel: Type.Optional(
      Type.Integer({ minimum: 1, maximum: PARALLEL_MAX, default: PARALLEL, description: 'trials at once, at most' }),
    ),
    priority: JobRequest.properties.priority,
    metadata: JobRequest.properties.metadata,
    webhook: JobRequest.properties.webhook,
  },
  {
    additionalProperties: false,
    examples: [
      {
        job: { model: 'digits', dataset: 'mnist', network: 'mlp', training: { epochs: 9, seed: 7 } },
        search: { strategy: 'successiveHalving', trials: 9 },
        space: {
          '/training/optimizer/learningRate': { min: 1e-4, max: 1e-1, scale: 'log' },
          '/network/units': { values: [[64], [128, 64]] },
        },
      },
    ],
  },
);

export type SweepRequest = Static<typeof SweepRequest>;
export type Search = NonNullable<SweepRequest['search']>;
export type Field = NonNullable<SweepRequest['space']>[string];
export type RangeField = Static<typeof Range>;

/** After so many epochs the best `keep` trials go on. */
export interface Rung {
  readonly epochs: number;
  readonly keep: number;
}

/** A sweep with nothing left open. */
export interface SweepSpecification {
  /** As requested; the job's seed is filled in, for all trials to share. */
  readonly job: JobRequest;
  readonly search: Search;
  /** Of the values that are drawn. */
  readonly seed: number;
  readonly space: NonNullable<SweepRequest['space']>;
  readonly trials: number;
  /** 1: no cross-validation. */
  readonly folds: number;
  readonly metric: Monitor;
  readonly mode: MonitorMode;
  readonly parallel: number;
  /** Where trials are given up, least epochs first; none where all are trained to their end. */
  readonly rungs: readonly Rung[];
  /** Of the data that the trials were planned for. */
  readonly datasetDigest: string;
  /** What its trials cannot be trained without. */
  readonly needs: {
    /** By name, the digests. */
    readonly datasets: Readonly<Record<string, string>>;
    /** By the reference of a request, what it means: `digits@3`. */
    readonly versions: Readonly<Record<string, string>>;
  };
}

/** What a request leaves open that depends on nothing else. */
export function resolveSweep({ search, space = {}, folds = 1, metric, mode, parallel }: SweepRequest) {
  return {
    search: search ?? ({ strategy: 'grid' } as const),
    space,
    folds,
    metric: metric ?? 'valLoss',
    mode: mode ?? 'auto',
    parallel: parallel ?? PARALLEL,
  } satisfies Partial<SweepSpecification>;
}

/** Trainings there may be: those of the trials and, after a cross-validation, one with the best values. */
export function trainingCount({ trials, folds }: Pick<SweepSpecification, 'trials' | 'folds'>): number {
  return trials * folds + (folds > 1 ? 1 : 0);
}

export function factorOf(search: Search): number {
  return search.strategy === 'successiveHalving' ? (search.factor ?? FACTOR) : FACTOR;
}

export const TRIAL_STATUSES = ['waiting', 'running', 'paused', 'stopped', 'succeeded', 'failed', 'cancelled'] as const;

const Count = Type.Integer({ minimum: 0 });
/** One row of a sweep's table. */
export const TrialResult = Type.Object({
  trial: Type.Integer({ minimum: 1 }),
  values: Type.Record(Type.String(), Type.Unknown(), { description: 'by JSON Pointer into the job' }),
  jobs: Type.Array(Type.String(), { description: 'its trainings that have begun, one for each fold' }),
  status: Type.Enum([...TRIAL_STATUSES], { description: '`stopped`: given up, for others were better' }),
  epochs: Count,
  metric: Type.Union([Type.Number(), Type.Null()], { description: 'with folds their mean' }),
  std: Type.Optional(Type.Number({ description: 'of the folds, divided by their number' })),
  rank: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: '1 is best' }),
  stoppedAt: Type.Optional(Count),
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
});
export type TrialResult = Static<typeof TrialResult>;
