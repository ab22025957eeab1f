/** Numbers of one shape: each is one thing. */
import type { TensorPreprocessing } from '../preprocessing/tensor.ts';
import { type AttributionKind, rounded, singleUnits } from './kind.ts';

export const tensorAttribution: AttributionKind<TensorPreprocessing> = {
  /** What the network gets as 0: the mean of the training where numbers are standardized, else 0 itself. */
  baselines: ['zero'],
  baseline: (_preprocessing, asked, input) => (typeof asked === 'string' ? new Float32Array(input.length) : asked),
  units: ({ shape }) => singleUnits(sizeOf(shape)),
  grid({ shape }) {
    const columns = shape.length > 1 ? (shape.at(-1) ?? 1) : 1;
    return { rows: sizeOf(shape) / columns, columns, slides: 'rows', patch: 1, stride: 1 };
  },
  tell: ({ shape }, units) => ({ attributions: nested(Array.from(units, rounded), shape) }),
};

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function nested(numbers: readonly number[], [, ...inner]: readonly number[]): unknown[] {
  if (inner.length === 0) return [...numbers];
  const size = sizeOf(inner);
  return Array.from({ length: numbers.length / size }, (_, index) =>
    nested(numbers.slice(index * size, (index + 1) * size), inner),
  );
}
