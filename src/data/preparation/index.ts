/** From a dataset and a plan to the examples that a job trains on. */
import { AppError } from '../../errors.ts';
import type { DataPlan } from '../../models/specification/index.ts';
import type { Dataset } from '../dataset.ts';
import type { PreparationTools, Prepared } from '../prepared.ts';
import { prepareImage } from './image.ts';
import type { Preparer } from './kind.ts';

const KINDS: { readonly [K in DataPlan['kind']]?: Preparer<Extract<DataPlan, { kind: K }>> } = {
  image: prepareImage,
};

/**
 * @param plan of this very dataset.
 * @param seed of the job: the same data, plan and seed give the same bytes.
 * @throws AppError ERR_TRAINING where the rows do not fit the plan, ERR_DATASET_BROKEN.
 */
export function prepareData(
  dataset: Dataset,
  plan: DataPlan,
  seed: number,
  tools: PreparationTools,
): Promise<Prepared> {
  const prepare = KINDS[plan.kind] as Preparer<DataPlan> | undefined;
  if (!prepare)
    throw new AppError('ERR_TRAINING', `Expected data that can be trained on. Received: kind "${plan.kind}".`);
  return prepare(dataset, plan, seed, tools);
}
