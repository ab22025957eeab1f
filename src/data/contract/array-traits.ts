/** What is measured of pictures, sounds and arrays: means and deviations of their numbers. */
import { type AudioPreprocessing, audioShape } from '../preprocessing/audio.ts';
import type { ImagePreprocessing } from '../preprocessing/image.ts';
import type { TensorPreprocessing } from '../preprocessing/tensor.ts';
import { COLUMNS_MAX } from './schema.ts';
import type { NumberTrait, TraitReader } from './traits.ts';

const COLOURS = ['red', 'green', 'blue', 'alpha'];
/** Beside the means of single features. */
const WHOLE_TRAITS = 2;
/** A frame of a sound counts as silent where its spectrogram lies no more than this above that of digital silence. */
const SILENCE_MARGIN = 1;
const SILENCE = Math.log(1e-6);

/** From 0 to 255: the mean of all pixels, their standard deviation, and the mean of each colour. */
export function imageTraits({ height, width, channels, divideBy }: ImagePreprocessing): TraitReader {
  const colours = channels === 1 ? [] : COLOURS.slice(0, channels);
  const size = height * width * channels;
  return {
    traits: ['brightness', 'contrast', ...colours].map(numberTrait),
    unwatched: 0,
    read(inputs, at, out) {
      const sums = new Float64Array(channels);
      const { mean, deviation } = momentsOf(inputs, at, size, sums);
      const values = [mean, deviation, ...sums.map((sum) => sum / (size / channels))];
      for (let index = 0; index < out.length; index++) out[index] = (values[index] as number) * divideBy;
    },
  };
}

/** The mean and the deviation of all numbers, and the mean of each feature, which is a place of the last axis. */
export function tensorTraits({ shape, offsets, divisors }: TensorPreprocessing): TraitReader {
  const size = shape.reduce((product, side) => product * side, 1);
  const features = shape.at(-1) ?? 1;
  const isPlain = size === features;
  const whole = features === 1 && isPlain ? 0 : WHOLE_TRAITS;
  const watched = Math.min(features === 1 && !isPlain ? 0 : features, COLUMNS_MAX - whole);
  const single = Array.from({ length: watched }, (_, feature) => `feature ${feature}`);
  const room = new Float32Array(size);
  return {
    traits: [...(whole > 0 ? ['mean', 'deviation'] : []), ...single].map(numberTrait),
    unwatched: features === 1 ? 0 : features - watched,
    read(inputs, at, out) {
      for (let index = 0, feature = 0; index < size; index++) {
        room[index] = (inputs[at + index] as number) * (divisors[feature] as number) + (offsets[feature] as number);
        feature = feature + 1 === offsets.length ? 0 : feature + 1;
      }
      const sums = new Float64Array(features);
      const { mean, deviation } = momentsOf(room, 0, size, sums);
      const means = sums.subarray(0, watched).map((sum) => sum / (size / features));
      const values = whole > 0 ? [mean, deviation, ...means] : means;
      for (let index = 0; index < out.length; index++) out[index] = values[index] as number;
    },
  };
}

/**
 * Of the logarithms of the spectrogram: mean and deviation; the share of frames that are silent; and where, among the bands, half of
 * what is above silence lies below: from 0, all of it deep, to 1.
 */
export function audioTraits(preprocessing: AudioPreprocessing): TraitReader {
  const { mean: shift, deviation: scale } = preprocessing;
  const [frames, bands] = audioShape(preprocessing);
  const size = frames * bands;
  return {
    traits: ['level', 'variation', 'silence', 'pitch'].map(numberTrait),
    unwatched: 0,
    read(inputs, at, out) {
      const sums = new Float64Array(bands);
      const { mean, deviation } = momentsOf(inputs, at, size, sums);
      let silent = 0;
      for (let frame = 0; frame < frames; frame++) {
        let level = 0;
        for (let band = 0; band < bands; band++) level += inputs[at + frame * bands + band] as number;
        if ((level / bands) * scale + shift < SILENCE + SILENCE_MARGIN) silent += 1;
      }
      const heard = sums.map((sum) => Math.max(0, (sum / frames) * scale + shift - SILENCE));
      const values = [mean * scale + shift, deviation * scale, silent / frames, middleOf(heard)];
      for (let index = 0; index < out.length; index++) out[index] = values[index] as number;
    },
  };
}

/** Where half of all weight is reached, from 0 to 1. */
function middleOf(weights: Float64Array): number {
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    if (weight > 0 && sum + weight >= half) return (index + (half - sum) / weight) / weights.length;
    sum += weight;
  }
  return 0;
}

export function numberTrait(name: string): NumberTrait {
  return { form: 'number', name, shownAs: 'number' };
}

/**
 * In one pass, since all pixels of a training go through it; by differences from the first number, whose squares keep their digits
 * however far from 0 the numbers lie.
 * @param sums of every so many numbers, the first of them at the start: filled.
 */
function momentsOf(
  numbers: Float32Array,
  from: number,
  size: number,
  sums: Float64Array,
): { readonly mean: number; readonly deviation: number } {
  const shift = numbers[from] as number;
  const features = sums.length;
  let squares = 0;
  for (let feature = 0; feature < features; feature++) {
    let sum = 0;
    for (let index = from + feature; index < from + size; index += features) {
      const difference = (numbers[index] as number) - shift;
      sum += difference;
      squares += difference * difference;
    }
    sums[feature] = sum;
  }
  const mean = sums.reduce((sum, each) => sum + each, 0) / size;
  const deviation = Math.sqrt(Math.max(0, squares / size - mean * mean));
  for (let feature = 0; feature < features; feature++)
    sums[feature] = (sums[feature] as number) + (shift * size) / features;
  return { mean: mean + shift, deviation };
}
