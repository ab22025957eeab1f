/** The examples that candidates in Node train on: MNIST as the service opens it, or random sequences. */
import type { Examples } from '../../../src/data/index.ts';
import { openMnistExamples } from '../../mnist.ts';
import { CLASSES, EXAMPLES, LSTM_SHAPE, type NetworkName } from '../networks.ts';

export async function openTrainingData(network: NetworkName): Promise<Examples> {
  if (network === 'lstm') return randomSequences(EXAMPLES.lstm);
  const { examples, parts } = await openMnistExamples();
  return firstOf(examples, parts.training.length);
}

/** The first examples only. */
export function firstOf(examples: Examples, count: number): Examples {
  const { values } = examples.targets;
  return {
    ...examples,
    count,
    targets: { kind: 'classes', size: CLASSES, values: Int32Array.from(values.subarray(0, count)) },
  };
}

/** All examples as the numbers that a network takes. */
export function numbersOf(examples: Examples): Float32Array {
  const all = Uint32Array.from({ length: examples.count }, (_, index) => index);
  const numbers = new Float32Array(examples.count * sizeOf(examples));
  examples.writeInputs(all, 0, all.length, numbers);
  return numbers;
}

/** Of one input. */
export function sizeOf({ shape }: Examples): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

function randomSequences(count: number): Examples {
  const size = LSTM_SHAPE[0] * LSTM_SHAPE[1];
  const values = Float32Array.from({ length: count * size }, Math.random);
  return {
    count,
    shape: LSTM_SHAPE,
    targets: {
      ...{ kind: 'classes', size: CLASSES },
      values: Int32Array.from({ length: count }, () => Math.floor(Math.random() * CLASSES)),
    },
    numbers: values,
    writeInputs(indices, from, to, out) {
      for (let position = from; position < to; position++) {
        const start = (indices[position] as number) * size;
        out.set(values.subarray(start, start + size), (position - from) * size);
      }
    },
  };
}
