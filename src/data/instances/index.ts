/**
 * The rows of a dataset as a prediction is asked for them: as instances, in the units of the data, some at once. Whoever
 * predicts them does what it does for any request, so that the answers are the same.
 */
import type { DataPlan } from '../../models/specification/index.ts';
import type { Dataset } from '../dataset.ts';
import type { Preprocessing } from '../preprocessing/index.ts';
import { arrayInstances } from './arrays.ts';
import type { InstanceChunk, InstanceTools } from './chunk.ts';
import { longSeriesInstances } from './long-series.ts';
import { rowInstances } from './rows.ts';

export type { InstanceChunk, InstanceTools, RepeatedValue } from './chunk.ts';

export interface InstanceWish {
  /** Of the version. */
  readonly data: DataPlan;
  readonly preprocessing: Preprocessing;
  /** Of the dataset, which are to come with the instances: its own, of this table. */
  readonly repeated: readonly string[];
}

/**
 * Reads instances in the order of the rows; of a table whose rows are steps, one for each series, by the order of their names.
 * @throws AppError ERR_DATASET_BROKEN.
 */
export function readInstances(
  dataset: Dataset,
  { data, preprocessing, repeated }: InstanceWish,
  tools: InstanceTools,
): AsyncGenerator<InstanceChunk, void, void> {
  if (dataset.manifest.content.form === 'array') return arrayInstances(dataset, data, tools);
  if (data.kind === 'sequence' && data.layout === 'long')
    return longSeriesInstances(dataset, data, preprocessing, repeated, tools);
  return rowInstances(dataset, preprocessing, repeated, tools);
}

/** Which columns of a dataset can come with its instances. */
export function repeatableColumns({ manifest }: Pick<Dataset, 'manifest'>, data: DataPlan): readonly string[] {
  if (manifest.content.form === 'array') return [];
  if (data.kind === 'sequence' && data.layout === 'long')
    return [data.series, data.time].filter((name) => name !== undefined);
  return manifest.content.columns.map(({ name }) => name);
}
