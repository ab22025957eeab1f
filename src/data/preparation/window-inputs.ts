/** Inputs that are ranges of steps of scaled series, written when they are needed. */
import type { Examples } from '../examples.ts';
import { type SequencePreprocessing, sequenceKind, writeSteps } from '../preprocessing/sequence.ts';
import type { Numbers } from './series-numbers.ts';

/** The steps of each example, of all steps there are: from the first to the last (excluded), at most `length`. */
export interface Windows {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

export function windowInputs(
  scaled: Numbers<Float32Array>,
  preprocessing: SequencePreprocessing,
  { from: starts, to: ends }: Windows,
): Omit<Examples, 'targets'> {
  const shape = sequenceKind.inputShape(preprocessing);
  const features = preprocessing.features.length;
  const size = shape.reduce((product, side) => product * side, 1);
  const numbers = lieAsInputs(preprocessing, starts) ? scaled.values?.subarray(0, starts.length * size) : undefined;
  return {
    ...{ count: starts.length, shape },
    ...(numbers && { numbers }),
    writeInputs(indices, from, to, out) {
      for (let index = from; index < to; index++) {
        const example = indices[index] as number;
        const steps = scaled.read((starts[example] as number) * features, (ends[example] as number) * features);
        writeSteps(preprocessing, steps, out.subarray((index - from) * size, (index - from + 1) * size));
      }
    },
  };
}

/** Whether inputs lie one after the other as they are. */
function lieAsInputs({ padded, length }: SequencePreprocessing, starts: Float64Array): boolean {
  return !padded && starts.every((start, example) => start === example * length);
}
