/**
 * Networks whose inputs are tokens: whole numbers that an embedding looks up. TensorFlow ends a whole step with an error of
 * its own at one that the table does not have; here it is told before, in words.
 */
import { type NamedLayer, placeLayers } from './specification/index.ts';

/** @returns how many tokens the network's inputs may be of; undefined where inputs are not looked up. */
export function tokenCount(layers: readonly NamedLayer[], inputShape: readonly number[]): number | undefined {
  const placed = placeLayers(layers, inputShape);
  const counts = placed.flatMap(({ layer, sources }) =>
    layer.type === 'embedding' && sources.includes(INPUT) ? [layer.inputDim] : [],
  );
  return counts.length > 0 ? Math.min(...counts) : undefined;
}

const INPUT = -1;

/** @returns the first of the numbers that is no token; undefined where all are. */
export function strangeToken(numbers: Float32Array, count: number): number | undefined {
  return numbers.find((number) => !(number >= 0 && number < count && Number.isInteger(number)));
}
