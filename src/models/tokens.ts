/**
 * Networks that look numbers of their inputs up: all of them, tokens, or those of some columns, categories. TensorFlow ends a
 * whole step with an error of its own at one that the table does not have; here it is told before, in words.
 */
import { lookedUp, type NamedLayer, placeLayers, product } from './specification/index.ts';

export interface StrangeNumber {
  readonly number: number;
  /** It was to be a whole number below this. */
  readonly count: number;
}

/** @param inputs whole ones, row-major. @returns the first of the numbers that cannot be looked up; undefined where all can. */
export type LookUpCheck = (inputs: Float32Array) => StrangeNumber | undefined;

/** @returns undefined where inputs are not looked up. */
export function lookUpCheck(layers: readonly NamedLayer[], inputShape: readonly number[]): LookUpCheck | undefined {
  const wanted = lookedUp(placeLayers(layers, inputShape), inputShape);
  if (wanted.length === 0) return undefined;
  const size = product(inputShape);
  return (inputs) => {
    for (const { count, place } of wanted) {
      const strange =
        place === undefined ? strangeAmong(inputs, count, 0, 1) : strangeAmong(inputs, count, place, size);
      if (strange) return strange;
    }
    return undefined;
  };
}

function strangeAmong(inputs: Float32Array, count: number, first: number, step: number): StrangeNumber | undefined {
  for (let at = first; at < inputs.length; at += step) {
    const number = inputs[at] as number;
    if (!(number >= 0 && number < count && Number.isInteger(number))) return { number, count };
  }
  return undefined;
}
