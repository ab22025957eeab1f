/** From what is known of a dataset and what a job asks for, to how the data becomes inputs and targets. Reads no row. */
import { AppError } from '../../errors.ts';
import type { DataPlan, DatasetKind } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import { planImage } from './image.ts';
import type { Planner, PlanningOptions } from './kind.ts';

const KINDS: { readonly [K in DatasetKind]?: Planner } = {
  image: planImage,
};

/** @throws AppError ERR_TRAINING whose problems point into the request. */
export function planData(manifest: DatasetManifest, options: PlanningOptions): DataPlan {
  const plan = KINDS[manifest.kind];
  if (!plan)
    throw new AppError('ERR_TRAINING', `Expected data that can be trained on. Received: kind "${manifest.kind}".`);
  return plan(manifest, options);
}
