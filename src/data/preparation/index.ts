/** From a dataset and a plan to the examples that a job trains on. */
import type { DataPlan } from '../../models/specification/index.ts';
import type { Dataset } from '../dataset.ts';
import type { Learnt, PreparationTools, Prepared } from '../prepared.ts';
import { prepareAudio } from './audio.ts';
import { prepareImage } from './image.ts';
import type { Preparer } from './kind.ts';
import { prepareSequence } from './sequence.ts';
import { prepareTabular } from './tabular.ts';
import { prepareTensor } from './tensor.ts';
import { prepareText } from './text.ts';

const KINDS: { readonly [K in DataPlan['kind']]: Preparer<Extract<DataPlan, { kind: K }>> } = {
  image: prepareImage,
  tabular: prepareTabular,
  sequence: prepareSequence,
  text: prepareText,
  audio: prepareAudio,
  tensor: prepareTensor,
};

/**
 * @param plan of this very dataset.
 * @param seed of the job: the same data, plan and seed give the same bytes.
 * @param learnt by a version that is measured with these rows; unset: it is learnt from those to train with.
 * @throws AppError ERR_TRAINING where the rows do not fit the plan, ERR_DATASET_BROKEN.
 */
export function prepareData(
  dataset: Dataset,
  plan: DataPlan,
  seed: number,
  tools: PreparationTools,
  learnt?: Learnt,
): Promise<Prepared> {
  return (KINDS[plan.kind] as Preparer<DataPlan>)(dataset, plan, seed, tools, learnt);
}
