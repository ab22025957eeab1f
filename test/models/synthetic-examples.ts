/** Small sets of examples that a network can learn: each class has a pattern of its own, under noise. */
import type { Examples, Parts, Targets } from '../../src/data/examples.ts';
import { product, type Training } from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';

export interface SyntheticOptions {
  readonly count?: number;
  readonly classes?: number;
  readonly noise?: number;
}

export function syntheticExamples(shape: readonly number[], options: SyntheticOptions = {}): Examples {
  const { count = 96, classes = 3, noise = 0.2 } = options;
  const size = product(shape);
  const labels = Int32Array.from({ length: count }, (_, index) => index % classes);
  const patterns = Array.from({ length: classes }, (_, label) => numbers(size, 'pattern', label));
  const inputs = new Float32Array(count * size);
  for (let index = 0; index < count; index++) {
    const pattern = patterns[index % classes] as number[];
    const noises = numbers(size, 'noise', index);
    for (let position = 0; position < size; position++) {
      inputs[index * size + position] = (pattern[position] as number) + noise * (noises[position] as number);
    }
  }
  return examplesOf(shape, inputs, labels, classes);
}

/** Every so many examples one is held back. */
export function splitOf({ count }: Examples, share: number): Pick<Parts, 'training' | 'validation'> {
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  const isHeld = (index: number): boolean => Math.floor((index + 1) * share) > Math.floor(index * share);
  return { training: all.filter((index) => !isHeld(index)), validation: all.filter(isHeld) };
}

export function examplesOf(shape: readonly number[], inputs: Float32Array, labels: Int32Array, classes = 3): Examples {
  return examplesFor(shape, inputs, { kind: 'classes', values: labels, size: classes });
}

export function examplesFor(shape: readonly number[], inputs: Float32Array, targets: Targets): Examples {
  const size = product(shape);
  return {
    count: inputs.length / size,
    shape,
    targets,
    numbers: inputs,
    writeInputs(indices, from, to, out) {
      for (let position = from; position < to; position++) {
        const start = (indices[position] as number) * size;
        out.set(inputs.subarray(start, start + size), (position - from) * size);
      }
    },
  };
}

function numbers(size: number, purpose: string, index: number): number[] {
  const random = randomStream(1, purpose, index);
  return Array.from({ length: size }, () => 2 * random.uniform() - 1);
}

/** The share of examples that a training holds back. */
export function heldBackBy({ validation }: Training, otherwise: number): number {
  return validation && 'split' in validation ? validation.split : otherwise;
}
