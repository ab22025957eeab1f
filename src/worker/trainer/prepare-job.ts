/**
 * What a training reads: its dataset, and another one to validate with, where there is one. With a base nothing is learnt of
 * inputs, since that has been done.
 */
import {
  type Dataset,
  type DatasetCatalog,
  furtherPreprocessing,
  type Learnt,
  type PreparationTools,
  type Prepared,
  type PreparedPair,
  prepareData,
  prepareValidation,
} from '../../data/index.ts';
import type { JobSpecification } from '../../models/specification/index.ts';
import type { Manifest } from '../../registry/index.ts';
import { openDataset } from '../submitted-parts.ts';

export type PreparedJob = Prepared & Partial<PreparedPair>;

/** @throws AppError ERR_DATASET_UNKNOWN, ERR_DATASET_BROKEN, ERR_TRAINING where rows do not fit. */
export async function prepareJob(
  specification: JobSpecification,
  base: Manifest | undefined,
  catalog: DatasetCatalog,
  tools: PreparationTools,
): Promise<PreparedJob> {
  const { data, training, validation } = specification;
  const { seed } = training;
  const dataset = await openDataset(catalog, specification);
  const learnt = base && learntBy(base, specification, dataset);
  if (!validation) return prepareData(dataset, data, seed, tools, learnt);
  const other = await openDataset(catalog, validation);
  const [own, others] = shared(tools, dataset.manifest.rows, other.manifest.rows);
  const prepared = await prepareData(dataset, data, seed, own, learnt);
  try {
    return await prepareValidation(prepared, other, validation.data, seed, others);
  } catch (error) {
    prepared.close();
    throw error;
  }
}

/** Numbers are told in the base's scales as long as its outputs mean them. */
function learntBy(
  { preprocessing, scales, labels }: Manifest,
  { data }: JobSpecification,
  { manifest }: Dataset,
): Learnt {
  const isSame = labels.join('\n') === data.task.labels.join('\n');
  return { preprocessing: furtherPreprocessing(preprocessing, manifest), ...(scales && isSame && { scales }) };
}

/** Memory by the number of rows, which take as much in both. */
function shared(tools: PreparationTools, rows: number, others: number): [PreparationTools, PreparationTools] {
  const own = Math.floor((tools.memoryBytesMax * rows) / (rows + others));
  return [
    { ...tools, memoryBytesMax: own },
    { ...tools, memoryBytesMax: tools.memoryBytesMax - own },
  ];
}
