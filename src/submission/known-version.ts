/** The version that a request names: there when it is submitted, and still there when its job is queued. */
import type { FittedVersion } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { JobSpecification } from '../models/specification/index.ts';
import type { Job, Jobs } from '../queue/index.ts';
import type { ImportanceVersion } from './plan-importance.ts';

/** What has to be known of a version that a job uses: its manifest has it. */
export interface KnownVersion
  extends Omit<FittedVersion, 'name' | 'datasetDigest'>,
    Pick<JobSpecification, 'network' | 'layers'>,
    Pick<ImportanceVersion, 'task' | 'training'> {
  readonly model: string;
  readonly version: number;
  readonly weightsDigest: string;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  /** Of one input, without the batch. */
  readonly inputShape: readonly number[];
  readonly labels: readonly string[];
  readonly lineage: {
    /** None where the version came from elsewhere. */
    readonly dataset?: { readonly digest: string };
    readonly validation?: { readonly digest: string };
    readonly base?: { readonly model: string; readonly version: number };
    readonly seed: number;
  };
}

/** @param reference `digits`, `digits@3` or `digits@production`. @returns undefined where there is no such version. */
export type FindVersion = (reference: string) => Promise<KnownVersion | undefined>;

export function versionName({ model, version }: Pick<KnownVersion, 'model' | 'version'>): string {
  return `${model}@${version}`;
}

/** As a dataset has to fit it. */
export function fittedVersion({ data, preprocessing, lineage, ...version }: KnownVersion): FittedVersion {
  return { name: versionName(version), data, preprocessing, datasetDigest: lineage.dataset?.digest };
}

/** @param pointer to the reference in the request. */
export function unknownVersion(reference: string, pointer: string): AppError {
  const detail = `Expected a version of a model. Received: "${reference}", which there is not.`;
  return new AppError('ERR_VERSION_UNKNOWN', detail, { problems: [{ pointer, detail }] });
}

/** A version that was removed while the job was being submitted: its removal saw no job, the job must see that. */
export async function requireVersion(
  { id }: Job,
  name: string,
  pointer: string,
  { jobs, version }: { readonly jobs: Jobs; readonly version: FindVersion },
): Promise<void> {
  if (await version(name)) return;
  await jobs.cancel(id);
  throw unknownVersion(name, pointer);
}
