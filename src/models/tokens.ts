/**
 * Networks that look numbers of their inputs up: all of them, tokens, or those of some columns, categories. TensorFlow ends a
 * whole step with an error of its own at one that the table does not have; here it is told before, in words.
 */
import { type NamedLayer, placeLayers, product } from './specification/index.ts';

export interface StrangeNumber {
  readonly number: number;
  /** It was to be a whole number below this. */
  readonly count: number;
}

/** @param inputs whole ones, row-major. @returns the first of the numbers that cannot be looked up; undefined where all can. */
export type LookUpCheck = (inputs: Float32Array) => StrangeNumber | undefined;

/** @returns undefined where inputs are not looked up. */
export function lookUpCheck(layers: readonly NamedLayer[], inputShape: readonly number[]): LookUpCheck | undefined {
  const looking = placeLayers(layers, inputShape).filter(({ sources }) => sources.includes(INPUT));
  const tokens = looking.flatMap(({ layer }) => (layer.type === 'embedding' ? [layer.inputDim] : []));
  const columns = looking.flatMap(({ layer }) => (layer.type === 'categoryEmbedding' ? (layer.columns ?? []) : []));
  if (tokens.length > 0) return (inputs) => strangeAmong(inputs, Math.min(...tokens), 0, 1);
  if (columns.length === 0) return undefined;
  const size = product(inputShape);
  return (inputs) => {
    for (const { index, inputDim } of columns) {
      const strange = strangeAmong(inputs, inputDim, index, size);
      if (strange) return strange;
    }
    return undefined;
  };
}

const INPUT = -1;

function strangeAmong(inputs: Float32Array, count: number, first: number, step: number): StrangeNumber | undefined {
  for (let at = first; at < inputs.length; at += step) {
    const number = inputs[at] as number;
    if (!(number >= 0 && number < count && Number.isInteger(number))) return { number, count };
  }
  return undefined;
}
