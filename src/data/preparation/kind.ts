/** What preparing a job's data gets and gives, for each kind of dataset. */
import type { DataPlan } from '../../models/specification/index.ts';
import type { Dataset } from '../dataset.ts';
import type { Learnt, PreparationTools, Prepared } from '../prepared.ts';

/**
 * @param seed of the job: the same data, plan and seed give the same bytes.
 * @param learnt by a version that is measured with these rows; unset: it is learnt from those to train with.
 * @throws AppError ERR_TRAINING where the rows turn out not to fit the plan, ERR_DATASET_BROKEN.
 */
export type Preparer<P extends DataPlan> = (
  dataset: Dataset,
  plan: P,
  seed: number,
  tools: PreparationTools,
  learnt?: Learnt,
) => Promise<Prepared>;
