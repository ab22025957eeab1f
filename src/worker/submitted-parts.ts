/** The versions and datasets of a job, as they were when it was submitted: others may have taken their names. */
import type { Dataset, DatasetCatalog } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Manifest, Registry, VersionReference } from '../registry/index.ts';

/** @throws AppError ERR_VERSION_UNKNOWN. */
export async function openVersion(
  registry: Registry,
  { model, version, weightsDigest }: VersionReference & { readonly weightsDigest: string },
): Promise<Manifest> {
  const manifest = await registry.manifest({ model, version });
  if (manifest?.weightsDigest === weightsDigest) return manifest;
  const received = manifest ? 'another of the same number' : 'none';
  const expected = `version ${version} of "${model}" of the submission`;
  throw new AppError('ERR_VERSION_UNKNOWN', `Expected ${expected}. Received: ${received}.`);
}

/** @throws AppError ERR_DATASET_UNKNOWN, ERR_DATASET_BROKEN. */
export async function openDataset(
  catalog: DatasetCatalog,
  { dataset: name, datasetDigest }: { readonly dataset: string; readonly datasetDigest: string },
): Promise<Dataset> {
  const dataset = await catalog.open(name);
  if (dataset?.manifest.digest === datasetDigest) return dataset;
  const received = dataset ? 'another of the same name' : 'none';
  throw new AppError('ERR_DATASET_UNKNOWN', `Expected the dataset "${name}" of the submission. Received: ${received}.`);
}
