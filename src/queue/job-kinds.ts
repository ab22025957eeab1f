/**
 * The kinds of jobs: what each is made of, and the line it waits in. Each has a line and a slot of its own, so that an
 * import never waits behind a training that takes hours, nor the other way round.
 */
import Type, { type Static } from 'typebox';
import type { ErrorCode } from '../errors.ts';
import {
  type DataPlan,
  type FigureName,
  type JobSpecification,
  type SweepSpecification,
  type TrialResult,
  trainingCount,
  type Webhook,
} from '../models/specification/index.ts';
import type { JobOutput, OutputFormat } from './outputs.ts';

export const JOB_KINDS = ['train', 'import', 'evaluate', 'predict', 'sweep'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** Files that were uploaded, to become a dataset. */
export interface ImportSpecification {
  /** Its name. */
  readonly dataset: string;
  /** `sha256:…` of what was uploaded and of the options. */
  readonly digest: string;
  /** The prefix in storage of what was uploaded: it goes when the job has ended. */
  readonly upload: string;
  readonly files: readonly { readonly key: string; readonly name: string }[];
  /** As the schema of imports allows. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A version, and the rows of a dataset that it is used on: both as they were at submission. */
interface ScoringSpecification {
  readonly model: string;
  readonly version: number;
  /** `sha256:…` */
  readonly weightsDigest: string;
  readonly dataset: string;
  readonly datasetDigest: string;
}

/** The measuring of a version on a dataset. */
export interface EvaluationSpecification extends ScoringSpecification {
  /** How the rows become the version's inputs and targets. */
  readonly data: DataPlan;
  /** Of the seed that divided the rows of the version's own dataset. */
  readonly seed: number;
  readonly part: 'all' | 'train' | 'validation' | 'test';
  /** Which score is to be measured with each column shuffled. */
  readonly permutationImportance?: {
    readonly repeats: number;
    readonly seed: number;
    readonly scoring: 'loss' | FigureName;
  };
  /** The alias that moves to the version if it is good enough; its gate says when. */
  readonly gate?: string;
}

/** The predictions of a whole dataset. */
export interface PredictionSpecification extends ScoringSpecification {
  readonly format: OutputFormat;
  /** Of the dataset, that the output repeats. */
  readonly columns: readonly string[];
}

export interface Specifications {
  readonly train: JobSpecification;
  readonly import: ImportSpecification;
  readonly evaluate: EvaluationSpecification;
  readonly predict: PredictionSpecification;
  readonly sweep: SweepSpecification;
}

export const VersionReference = Type.Object({ model: Type.String(), version: Type.Integer({ minimum: 1 }) });
export type VersionReference = Static<typeof VersionReference>;

/** What a job has when it succeeded. */
export interface Results {
  /** None of a training for a sweep: that publishes the best of them. */
  readonly train: { readonly version: VersionReference | null };
  readonly import: Readonly<Record<string, never>>;
  readonly evaluate: Readonly<Record<string, never>>;
  readonly predict: { readonly output: JobOutput };
  readonly sweep: { readonly version: VersionReference };
}

export const SweepPlace = Type.Object(
  {
    id: Type.String(),
    trial: Type.Integer({ minimum: 1 }),
    fold: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { description: 'the sweep that a training is part of, and its place there' },
);
export type SweepPlace = Static<typeof SweepPlace>;

/** What the queue keeps of a job besides: for the worker, not for clients. */
export interface InternalsOf<K extends JobKind> {
  readonly kind: K;
  readonly specification: Specifications[K];
  /** Of the HTTP request that submitted the job: it is found in every process' log. */
  readonly requestId: string;
  /** Whom it tells how it goes. */
  readonly webhook?: Webhook;
  /** Of a training for a sweep. */
  readonly sweep?: SweepPlace | undefined;
  /** A training pauses by itself once it has gone through so many epochs. */
  readonly pauseAt?: number | undefined;
  /** Of a sweep: its table so far. */
  readonly trials?: readonly TrialResult[] | undefined;
}
export type JobInternals = { readonly [K in JobKind]: InternalsOf<K> }[JobKind];

/** What an evaluation or a batch prediction is of: not what has the names now, but what had them. */
export const Scoring = Type.Object({
  weightsDigest: Type.String({ description: 'of the version' }),
  datasetDigest: Type.String(),
  part: Type.Optional(Type.String({ description: 'of an evaluation: which rows' })),
  gate: Type.Optional(Type.String({ description: 'of an evaluation: the alias that it decides on' })),
  format: Type.Optional(Type.String({ description: 'of a batch prediction' })),
  columns: Type.Optional(Type.Array(Type.String(), { description: 'that its output repeats' })),
});
export type Scoring = Static<typeof Scoring>;

/** What a job shows of what it is made of. */
export interface Subject {
  readonly model: string | null;
  readonly dataset: string;
  readonly network: JobSpecification['network'] | null;
  readonly training: JobSpecification['training'] | null;
  /** Of a training: the version that it starts from. */
  readonly base?: VersionReference;
  /** Of a version that is used. */
  readonly version?: VersionReference;
  readonly scoring?: Scoring;
}

interface KindTraits<S> {
  /** The name of its line in BullMQ. */
  readonly queue: string;
  /** Whether a job can be interrupted and go on later. */
  readonly pauses: boolean;
  /** Whether it waits for jobs of its own, and takes no slot meanwhile. */
  readonly waits: boolean;
  /** What a job failed with whose workers died too often. */
  readonly death: ErrorCode;
  subject(specification: S): Subject;
  /** In a few words, for dashboards of the line. */
  title(specification: S): string;
  /** The datasets without which it cannot run. */
  datasets(specification: S): readonly string[];
  /** The same of versions: `digits@3`, which is no dataset's name. */
  versions?(specification: S): readonly string[];
  /** How many jobs of its own it may have. */
  children(specification: S): number;
}

export const KIND_TRAITS: { readonly [K in JobKind]: KindTraits<Specifications[K]> } = {
  train: {
    ...{ queue: 'training', pauses: true, waits: false, death: 'ERR_TRAINER_DIED' },
    subject: ({ model, dataset, network, training, base }) => ({
      ...{ model, dataset, network, training },
      ...(base && { base: { model: base.model, version: base.version } }),
    }),
    title: ({ model, dataset }) => `${model} on ${dataset}`,
    datasets: ({ dataset, validation }) => [dataset, ...(validation ? [validation.dataset] : [])],
    versions: ({ base }) => (base ? [nameOf(base)] : []),
    children: () => 0,
  },
  import: {
    ...{ queue: 'imports', pauses: false, waits: false, death: 'ERR_IMPORTER_DIED' },
    subject: ({ dataset }) => ({ model: null, dataset, network: null, training: null }),
    title: ({ dataset }) => `import of ${dataset}`,
    datasets: () => [],
    children: () => 0,
  },
  sweep: {
    ...{ queue: 'sweeps', pauses: true, waits: true, death: 'ERR_SWEEP_DIED' },
    subject: ({ job: { model, dataset, network = null } }) => ({ model, dataset, network, training: null }),
    title: ({ job: { model, dataset }, trials }) => `${trials} trials of ${model} on ${dataset}`,
    datasets: ({ needs }) => Object.keys(needs.datasets),
    versions: ({ needs }) => [...new Set(Object.values(needs.versions))],
    children: trainingCount,
  },
  evaluate: {
    ...{ queue: 'evaluations', pauses: false, waits: false, death: 'ERR_SCORER_DIED' },
    subject: (specification) => {
      const { part, gate } = specification;
      return scoringSubject(specification, { part, ...(gate !== undefined && { gate }) });
    },
    title: ({ dataset, ...version }) => `evaluation of ${nameOf(version)} on ${dataset}`,
    datasets: ({ dataset }) => [dataset],
    versions: (specification) => [nameOf(specification)],
    children: () => 0,
  },
  predict: {
    ...{ queue: 'batch-predictions', pauses: false, waits: false, death: 'ERR_SCORER_DIED' },
    subject: (specification) =>
      scoringSubject(specification, { format: specification.format, columns: [...specification.columns] }),
    title: ({ dataset, ...version }) => `${nameOf(version)} predicts ${dataset}`,
    datasets: ({ dataset }) => [dataset],
    versions: (specification) => [nameOf(specification)],
    children: () => 0,
  },
};

function nameOf({ model, version }: VersionReference): string {
  return `${model}@${version}`;
}

function scoringSubject(specification: ScoringSpecification, wish: Partial<Scoring>): Subject {
  const { model, version, dataset, weightsDigest, datasetDigest } = specification;
  return {
    ...{ model, dataset, network: null, training: null, version: { model, version } },
    scoring: { weightsDigest, datasetDigest, ...wish },
  };
}

/** What is told of a job of any kind. */
export function subjectOf<K extends JobKind>({ kind, specification }: InternalsOf<K>): Subject {
  return KIND_TRAITS[kind].subject(specification);
}

/** A job in a few words. */
export function titleOf<K extends JobKind>({ kind, specification }: InternalsOf<K>): string {
  return KIND_TRAITS[kind].title(specification);
}

/** The datasets and versions without which a job cannot run. */
export function needsOf<K extends JobKind>({ kind, specification }: InternalsOf<K>): readonly string[] {
  const { datasets, versions } = KIND_TRAITS[kind];
  return [...datasets(specification), ...(versions?.(specification) ?? [])];
}

/** How many jobs of its own a job may have. */
export function childCount<K extends JobKind>({ kind, specification }: InternalsOf<K>): number {
  return KIND_TRAITS[kind].children(specification);
}
