/** Numbers of one shape, scaled by what the training rows say: all at once where they fit in memory, else batch by batch. */
import type { TensorPlan } from '../../models/specification/index.ts';
import type { Dataset, DatasetArrays } from '../dataset.ts';
import type { Examples, Targets } from '../examples.ts';
import { type Learnt, learntPreprocessing, type PreparationTools, type Prepared } from '../prepared.ts';
import { scaleNumbers, type TensorPreprocessing } from '../preprocessing/tensor.ts';
import type { RowArray } from '../row-array.ts';
import { arrayParts } from './array-parts.ts';
import { arrayTargets } from './array-targets.ts';
import type { Preparer } from './kind.ts';
import { featureScales } from './tensor-scales.ts';

export const prepareTensor: Preparer<TensorPlan> = async (dataset, plan, seed, tools, learnt) => {
  const arrays = await dataset.arrays(tools.memoryBytesMax);
  try {
    return await prepared(dataset, arrays, plan, seed, tools, learnt);
  } catch (error) {
    arrays.inputs.close();
    throw error;
  }
};

async function prepared(
  { manifest }: Dataset,
  arrays: DatasetArrays,
  plan: TensorPlan,
  seed: number,
  { memoryBytesMax, signal }: PreparationTools,
  learnt: Learnt | undefined,
): Promise<Prepared> {
  const { inputs } = arrays;
  const parts = arrayParts(manifest, arrays, plan.split, seed);
  const shape = [...plan.inputShape];
  const preprocessing: TensorPreprocessing = learntPreprocessing(learnt, 'tensor') ?? {
    ...{ kind: 'tensor', shape },
    ...(await featureScales(inputs, shape.at(-1) ?? 1, parts.training, plan.scaling, signal)),
  };
  const targets = arrayTargets(manifest, arrays, plan, parts, learnt);
  return {
    examples: tensorExamples(inputs, targets, preprocessing, memoryBytesMax),
    parts,
    preprocessing,
    rowOf: (example) => example,
    close: inputs.close,
  };
}

/** @param memoryBytesMax of the scaled numbers, which take four bytes each; more of them are scaled as they are read. */
export function tensorExamples(
  rows: RowArray,
  targets: Targets,
  preprocessing: TensorPreprocessing,
  memoryBytesMax: number,
): Examples {
  const { count, size, values } = rows;
  const numbers = values && values.length * 4 <= memoryBytesMax ? new Float32Array(values.length) : undefined;
  if (values && numbers) scaleNumbers(preprocessing, values, numbers);
  return {
    ...{ count, shape: preprocessing.shape, targets },
    ...(numbers && { numbers }),
    writeInputs(indices, from, to, out) {
      for (let index = from; index < to; index++) {
        const row = indices[index] as number;
        const room = out.subarray((index - from) * size, (index - from + 1) * size);
        if (numbers) room.set(numbers.subarray(row * size, (row + 1) * size));
        else scaleNumbers(preprocessing, rows.row(row), room);
      }
    },
  };
}
