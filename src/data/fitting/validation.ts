/** Whether a dataset can validate a training on another one: rows that become inputs and targets as the training's do. Pure. */
import { AppError } from '../../errors.ts';
import type { DataPlan } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import { arrayInputProblems } from './array-inputs.ts';
import { columnProblems, plannedColumns } from './columns.ts';
import { targetProblems } from './targets.ts';

const POINTER = '/training/validation/dataset';
const TRAINING = 'the training';

/**
 * @param training the dataset that is trained on, and how its rows are taken.
 * @returns how the rows of the other dataset are taken: all of them to be measured.
 * @throws AppError ERR_DATASET_MISFIT with all that does not fit.
 */
export function fitValidation(
  manifest: DatasetManifest,
  training: { readonly manifest: DatasetManifest; readonly plan: DataPlan },
): DataPlan {
  const { plan } = training;
  const columns = plannedColumns(plan, training.manifest);
  const problems = [
    ...(columns ? columnProblems(manifest, TRAINING, columns, true) : arrayInputProblems(manifest, TRAINING, plan)),
    ...targetProblems(manifest, TRAINING, plan, undefined),
  ].map(({ detail }) => ({ pointer: POINTER, detail }));
  const [first] = problems;
  if (first) throw new AppError('ERR_DATASET_MISFIT', first.detail, { problems });
  const split = { by: 'whole', validation: 0, test: 1 } as const;
  return { ...plan, split, trainingRows: 0, measuredRows: manifest.rows };
}
