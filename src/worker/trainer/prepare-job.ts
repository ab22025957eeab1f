/**
 * What a training reads: its dataset, and another one to validate with, where there is one, prepared by what was learnt from the
 * first. With a base nothing is learnt of inputs, since that has been done.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  type Dataset,
  type DatasetCatalog,
  furtherPreprocessing,
  type Learnt,
  type PreparationTools,
  type Prepared,
  prepareData,
} from '../../data/index.ts';
import type { HeldExamples } from '../../models/index.ts';
import type { JobSpecification, ValidationData } from '../../models/specification/index.ts';
import type { Manifest } from '../../registry/index.ts';
import { openDataset } from '../submitted-parts.ts';

export interface PreparedJob extends Prepared {
  /** Unset: a part of the examples. */
  readonly validation?: HeldExamples;
}

/** @throws AppError ERR_DATASET_UNKNOWN, ERR_DATASET_BROKEN, ERR_TRAINING where rows do not fit. */
export async function prepareJob(
  specification: JobSpecification,
  base: Manifest | undefined,
  catalog: DatasetCatalog,
  tools: PreparationTools,
): Promise<PreparedJob> {
  const { data, training, validation } = specification;
  const dataset = await openDataset(catalog, specification);
  const validated = validation && (await openDataset(catalog, validation));
  // Rows of both take as much each: memory is shared by their number.
  const share = validated ? dataset.manifest.rows / (dataset.manifest.rows + validated.manifest.rows) : 1;
  const own = { ...tools, memoryBytesMax: Math.floor(tools.memoryBytesMax * share) };
  const learnt = base && learntBy(base, specification, dataset);
  const prepared = await prepareData(dataset, data, training.seed, own, learnt);
  if (!validation || !validated) return prepared;
  try {
    const rest = { ...tools, memoryBytesMax: tools.memoryBytesMax - own.memoryBytesMax };
    return await withValidation(prepared, validated, validation, training.seed, rest);
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

async function withValidation(
  prepared: Prepared,
  dataset: Dataset,
  { data }: ValidationData,
  seed: number,
  tools: PreparationTools,
): Promise<PreparedJob> {
  const { preprocessing, examples, parts } = prepared;
  const { targets } = examples;
  const workspace = path.join(tools.workspace, 'validation');
  await mkdir(workspace);
  const log = (message: string): void => tools.log(`Of the dataset to validate with: ${message}`);
  const learnt = { preprocessing, ...(targets.kind === 'numbers' && { scales: targets.scales }) };
  const others = await prepareData(dataset, data, seed, { ...tools, workspace, log }, learnt);
  if (parts.validation.length > 0)
    tools.log(
      `${parts.validation.length} rows that the dataset brings for validation are not used: another dataset validates.`,
    );
  // A graph takes bytes or numbers: both as the one of them that both can be.
  const areBytes = examples.bytes !== undefined && others.examples.bytes !== undefined;
  const { bytes: _own, ...numbers } = examples;
  const { bytes: _other, ...otherNumbers } = others.examples;
  return {
    ...prepared,
    ...(!areBytes && { examples: numbers }),
    validation: { examples: areBytes ? others.examples : otherNumbers, indices: others.parts.test },
    close() {
      prepared.close();
      others.close();
    },
  };
}
