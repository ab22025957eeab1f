/** The dataset that a training is validated with, where that is another one than its own. */
import { type DatasetCatalog, type DatasetManifest, fitValidation } from '../data/index.ts';
import type { Problem } from '../errors.ts';
import type { DataPlan, Fold, JobRequest, ValidationData } from '../models/specification/index.ts';
import { unknownDataset } from './known-dataset.ts';

const POINTER = '/training/validation/dataset';

/** @throws AppError ERR_DATASET_UNKNOWN. @returns undefined where a part of the training's own is held back. */
export async function openValidation(
  request: JobRequest,
  catalog: DatasetCatalog,
): Promise<DatasetManifest | undefined> {
  const name = validationName(request);
  if (name === undefined) return undefined;
  const manifest = await catalog.manifest(name);
  if (manifest) return manifest;
  throw unknownDataset(name, await catalog.names(), POINTER);
}

/** Where it contradicts the rest of the request. */
export function validationProblems(request: JobRequest, fold: Fold | undefined): Problem[] {
  const name = validationName(request);
  if (name === undefined) return [];
  const problem = (expected: string): Problem[] => [
    { pointer: POINTER, detail: `Expected ${expected}. Received: "${name}".` },
  ];
  if (fold) return problem('no dataset to validate with in a cross-validation, which validates with its folds');
  return name === request.dataset ? problem('another dataset than that of the training') : [];
}

/** @throws AppError ERR_DATASET_MISFIT. */
export function planValidation(
  manifest: DatasetManifest,
  training: { readonly manifest: DatasetManifest; readonly plan: DataPlan },
): ValidationData {
  return { dataset: manifest.name, datasetDigest: manifest.digest, data: fitValidation(manifest, training) };
}

function validationName({ training: { validation } = {} }: JobRequest): string | undefined {
  return validation && 'dataset' in validation ? validation.dataset : undefined;
}
