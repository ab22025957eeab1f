/** Prepares a dataset to validate a training on another one with: by what was learnt from that one's training rows. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DataPlan } from '../../models/specification/index.ts';
import type { Dataset } from '../dataset.ts';
import type { Examples } from '../examples.ts';
import type { PreparationTools, Prepared } from '../prepared.ts';
import { prepareData } from './index.ts';

export interface PreparedPair extends Prepared {
  /** Those of the other dataset, and which of them have a target. */
  readonly validation: { readonly examples: Examples; readonly indices: Uint32Array };
}

/**
 * @param training stays the caller's to close if this fails.
 * @param plan of this very dataset, by which all rows are measured.
 * @throws AppError ERR_TRAINING where rows do not fit, ERR_DATASET_BROKEN.
 */
export async function prepareValidation(
  training: Prepared,
  dataset: Dataset,
  plan: DataPlan,
  seed: number,
  tools: PreparationTools,
): Promise<PreparedPair> {
  const { preprocessing, examples, parts } = training;
  const { targets } = examples;
  // Files of both have the same names.
  const workspace = path.join(tools.workspace, 'validation');
  await mkdir(workspace);
  const log = (message: string): void => tools.log(`Of the dataset to validate with: ${message}`);
  const learnt = { preprocessing, ...(targets.kind === 'numbers' && { scales: targets.scales }) };
  const others = await prepareData(dataset, plan, seed, { ...tools, workspace, log }, learnt);
  if (parts.validation.length > 0)
    tools.log(`Another dataset validates, not the ${parts.validation.length} rows that this one brings for it.`);
  const [own, other] = alike(examples, others.examples);
  return {
    ...training,
    examples: own,
    validation: { examples: other, indices: others.parts.test },
    close() {
      training.close();
      others.close();
    },
  };
}

/** A graph takes bytes or numbers: both as bytes where both are. */
function alike(one: Examples, other: Examples): [Examples, Examples] {
  if (one.bytes && other.bytes) return [one, other];
  const [{ bytes: _one, ...numbers }, { bytes: _other, ...others }] = [one, other];
  return [numbers, others];
}
