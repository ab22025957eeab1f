/**
 * The kinds of jobs: what each is made of, and the line it waits in. Each has a line and a slot of its own, so that an
 * import never waits behind a training that takes hours, nor the other way round.
 */
import Type, { type Static } from 'typebox';
import type { ErrorCode } from '../errors.ts';
import type { JobSpecification } from '../models/specification/index.ts';

export const JOB_KINDS = ['train', 'import'] as const;
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

export interface Specifications {
  readonly train: JobSpecification;
  readonly import: ImportSpecification;
}

export const VersionReference = Type.Object({ model: Type.String(), version: Type.Integer({ minimum: 1 }) });
export type VersionReference = Static<typeof VersionReference>;

/** What a job has when it succeeded. */
export interface Results {
  readonly train: { readonly version: VersionReference };
  readonly import: Readonly<Record<string, never>>;
}

/** What the queue keeps of a job besides: for the worker, not for clients. */
export interface InternalsOf<K extends JobKind> {
  readonly kind: K;
  readonly specification: Specifications[K];
  /** Of the HTTP request that submitted the job: it is found in every process' log. */
  readonly requestId: string;
}
export type JobInternals = { readonly [K in JobKind]: InternalsOf<K> }[JobKind];

/** What a job shows of what it is made of. */
export interface Subject {
  readonly model: string | null;
  readonly dataset: string;
  readonly network: JobSpecification['network'] | null;
  readonly training: JobSpecification['training'] | null;
}

interface KindTraits<S> {
  /** The name of its line in BullMQ. */
  readonly queue: string;
  /** Whether a job can be interrupted and go on later. */
  readonly pauses: boolean;
  /** What a job failed with whose workers died too often. */
  readonly death: ErrorCode;
  subject(specification: S): Subject;
  /** In a few words, for dashboards of the line. */
  title(specification: S): string;
  /** The datasets without which it cannot run. */
  datasets(specification: S): readonly string[];
}

export const KIND_TRAITS: { readonly [K in JobKind]: KindTraits<Specifications[K]> } = {
  train: {
    ...{ queue: 'training', pauses: true, death: 'ERR_TRAINER_DIED' },
    subject: ({ model, dataset, network, training }) => ({ model, dataset, network, training }),
    title: ({ model, dataset }) => `${model} on ${dataset}`,
    datasets: ({ dataset }) => [dataset],
  },
  import: {
    ...{ queue: 'imports', pauses: false, death: 'ERR_IMPORTER_DIED' },
    subject: ({ dataset }) => ({ model: null, dataset, network: null, training: null }),
    title: ({ dataset }) => `import of ${dataset}`,
    datasets: () => [],
  },
};

/** What is told of a job of any kind. */
export function subjectOf<K extends JobKind>({ kind, specification }: InternalsOf<K>): Subject {
  return KIND_TRAITS[kind].subject(specification);
}

/** A job in a few words. */
export function titleOf<K extends JobKind>({ kind, specification }: InternalsOf<K>): string {
  return KIND_TRAITS[kind].title(specification);
}

/** The datasets without which a job cannot run. */
export function datasetsNeeded<K extends JobKind>({ kind, specification }: InternalsOf<K>): readonly string[] {
  return KIND_TRAITS[kind].datasets(specification);
}
