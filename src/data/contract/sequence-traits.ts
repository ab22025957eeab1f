/** What is measured of series and texts: how long they are, and what they are made of. */
import type { SequencePreprocessing } from '../preprocessing/sequence.ts';
import type { TextPreprocessing } from '../preprocessing/text.ts';
import { OUT_OF_VOCABULARY, PADDING } from '../preprocessing/vocabulary.ts';
import { numberTrait } from './array-traits.ts';
import { COLUMNS_MAX } from './schema.ts';
import type { TraitReader } from './traits.ts';

/** Of the series as a whole, at most; of each feature. */
const WHOLE_TRAITS = 2;
const TRAITS_OF_A_FEATURE = 2;

/**
 * The steps, where series are padded; the share of numbers that repeat the one before, as missing ones do and those of a sensor that
 * is stuck; and the mean and the deviation of each feature.
 */
export function sequenceTraits({ length, padded, features }: SequencePreprocessing): TraitReader {
  const watched = features.slice(0, Math.floor((COLUMNS_MAX - WHOLE_TRAITS) / TRAITS_OF_A_FEATURE));
  const width = features.length + (padded ? 1 : 0);
  const names = watched.flatMap(({ name }) => [name, `${name} (deviation)`]);
  return {
    traits: [...(padded ? ['steps'] : []), 'repeated', ...names].map(numberTrait),
    unwatched: features.length - watched.length,
    read(inputs, at, out) {
      // Padding comes first.
      let first = 0;
      while (padded && first < length - 1 && inputs[at + first * width + features.length] !== 1) first += 1;
      const steps = length - first;
      const values = padded ? [steps] : [];
      values.push(repeatedShare(inputs, at + first * width, steps, width, features.length));
      for (const [index, { subtract, divideBy }] of watched.entries()) {
        const { mean, deviation } = momentsOf(inputs, at + first * width + index, steps, width);
        values.push(mean * divideBy + subtract, deviation * divideBy);
      }
      for (let index = 0; index < out.length; index++) out[index] = values[index] as number;
    },
  };
}

/** The tokens, as far as the version reads them, and the share of them that is not in its vocabulary. */
export function textTraits({ length }: TextPreprocessing): TraitReader {
  return {
    traits: ['tokens', 'unknown'].map(numberTrait),
    unwatched: 0,
    read(inputs, at, out) {
      let [tokens, unknown] = [0, 0];
      for (let index = 0; index < length; index++) {
        const token = inputs[at + index];
        if (token !== PADDING) tokens += 1;
        if (token === OUT_OF_VOCABULARY) unknown += 1;
      }
      const values = [tokens, tokens > 0 ? unknown / tokens : 0];
      for (let index = 0; index < out.length; index++) out[index] = values[index] as number;
    },
  };
}

function repeatedShare(inputs: Float32Array, from: number, steps: number, width: number, features: number): number {
  let repeated = 0;
  for (let step = 1; step < steps; step++) {
    for (let feature = 0; feature < features; feature++) {
      const place = from + step * width + feature;
      if (inputs[place] === inputs[place - width]) repeated += 1;
    }
  }
  return steps > 1 ? repeated / ((steps - 1) * features) : 0;
}

function momentsOf(
  inputs: Float32Array,
  from: number,
  steps: number,
  width: number,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += inputs[from + step * width] as number;
  const mean = sum / steps;
  let squares = 0;
  for (let step = 0; step < steps; step++) squares += ((inputs[from + step * width] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / steps) };
}
