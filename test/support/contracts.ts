/** The contract of a version that would have been trained with some instances, as a prediction would send them. */
import {
  type Contract,
  fitContract,
  outputTraits,
  type Preprocessing,
  preprocessingKind,
} from '../../src/data/index.ts';
import type { Task } from '../../src/models/specification/index.ts';

export interface ContractOptions {
  readonly task?: Task['type'];
  readonly labels?: readonly string[];
  readonly signal?: AbortSignal;
  /** What the version answers for each input. Default: sure of its first label. */
  predict?(input: Float32Array): readonly number[];
}

export async function contractOf(
  preprocessing: Preprocessing,
  instances: readonly unknown[],
  options: ContractOptions = {},
): Promise<Contract> {
  const { task = 'classification', labels = ['no', 'yes'], signal = new AbortController().signal } = options;
  const { predict = () => labels.map((_, index) => (index === 0 ? 1 : 0)) } = options;
  const kind = preprocessingKind(preprocessing);
  const inputs = await kind.encodeInstances(preprocessing, instances);
  const shape = kind.inputShape(preprocessing);
  const size = shape.reduce((product, side) => product * side, 1);
  return fitContract({
    ...{ preprocessing, outputs: outputTraits(task, labels), signal },
    training: Uint32Array.from(instances.keys()),
    examples: {
      shape,
      writeInputs(indices, from, to, out) {
        for (const [row, index] of indices.subarray(from, to).entries())
          out.set(inputs.subarray(index * size, (index + 1) * size), row * size);
      },
    },
    predict: async (rows) => Array.from(rows, (row) => predict(inputs.subarray(row * size, (row + 1) * size))),
  });
}
