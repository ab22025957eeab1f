/** Examples over inputs that are ready: nothing is left to compute while batches are written. */
import type { Examples, Targets } from '../examples.ts';
import type { RowArray } from '../row-array.ts';

/** @param inputs rows of float32, in memory or in a file. */
export function readyExamples(inputs: RowArray, shape: readonly number[], targets: Targets): Examples {
  const { count, values } = inputs;
  return {
    ...{ count, shape, targets },
    ...(values instanceof Float32Array && { numbers: values }),
    writeInputs: inputs.gather,
  };
}
