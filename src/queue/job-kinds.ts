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

interface KindTraits {
  /** The name of its line in BullMQ. */
  readonly queue: string;
  /** Whether a job can be interrupted and go on later. */
  readonly pauses: boolean;
  /** What a job failed with whose workers died too often. */
  readonly death: ErrorCode;
}

export const KIND_TRAITS: Readonly<Record<JobKind, KindTraits>> = {
  train: { queue: 'training', pauses: true, death: 'ERR_TRAINER_DIED' },
  import: { queue: 'imports', pauses: false, death: 'ERR_IMPORTER_DIED' },
};

/** A job in a few words, for dashboards of the line. */
export function titleOf(internals: JobInternals): string {
  const { kind, specification } = internals;
  return kind === 'train' ? `${specification.model} on ${specification.dataset}` : `import of ${specification.dataset}`;
}

/** The datasets without which a job cannot run. */
export function datasetsNeeded({ kind, specification }: JobInternals): readonly string[] {
  return kind === 'train' ? [specification.dataset] : [];
}
