/** From what is known of a dataset and what a job asks for, to how the data becomes inputs and targets. Reads no row. */
import type { DataPlan, DatasetKind } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import { planAudio } from './audio.ts';
import { planImage } from './image.ts';
import type { Planner, PlanningOptions } from './kind.ts';
import { planSequence } from './sequence.ts';
import { planTabular } from './tabular.ts';
import { planTensor } from './tensor.ts';
import { planText } from './text.ts';

const KINDS: { readonly [K in DatasetKind]: Planner } = {
  image: planImage,
  tabular: planTabular,
  sequence: planSequence,
  text: planText,
  audio: planAudio,
  tensor: planTensor,
};

/** @throws AppError ERR_TRAINING whose problems point into the request. */
export function planData(manifest: DatasetManifest, options: PlanningOptions): DataPlan {
  return KINDS[manifest.kind](manifest, options);
}
