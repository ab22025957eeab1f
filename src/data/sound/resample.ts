/**
 * Sounds at another sample rate. A windowed sinc cuts off what the lower of both rates cannot hold; each moment of the result
 * lies between samples in one of a few ways (its phase), and each phase has its own weights: a polyphase filter. Knows
 * nothing of files.
 */
import type { Sound } from './wav.ts';

/** Zero crossings of the sinc on each side. */
const CROSSINGS = 24;
/** Of the Kaiser window (J. F. Kaiser, 1974): what is cut off is 70 dB down. */
const BETA = 6.76;
/** Of the lower Nyquist frequency: the filter falls from 0.82 to 1 of it, so that nothing folds back. */
const CUTOFF = 0.91;
/** Of the sinc's table, for each crossing; between them it is read linearly: the error is 106 dB down. */
const STEPS = 512;
/** Weights that are kept; where phases are more (rates with no divisor in common), each is computed when it is needed. */
const WEIGHTS_MAX = 2 ** 18;

/**
 * `y[n] = Σ x[k] · h(n · from/to − k)`, `h` a sinc at `CUTOFF` of the lower Nyquist frequency under a Kaiser window, scaled
 * so that the weights of each phase add up to 1. Beyond its ends the sound is silent.
 * @param to in Hz, a whole number.
 * @param countMax of the samples that are computed.
 * @returns `ceil(length · to / from)` samples at most; the samples themselves where the rates are equal.
 */
export function resample({ samples, sampleRate: from }: Sound, to: number, countMax: number): Float32Array {
  if (from === to) return samples.subarray(0, countMax);
  const divisor = greatestCommonDivisor(from, to);
  const [up, down] = [to / divisor, from / divisor];
  const filter = filterOf(up, down);
  const result = new Float32Array(Math.min(Math.ceil((samples.length * up) / down), countMax));
  for (let index = 0; index < result.length; index++) {
    const position = index * down;
    const first = Math.floor(position / up) - filter.reach + 1;
    const weights = filter.weights(position % up);
    const start = Math.max(0, -first);
    const end = Math.min(weights.length, samples.length - first);
    let sum = 0;
    for (let tap = start; tap < end; tap++) sum += (weights[tap] as number) * (samples[first + tap] as number);
    result[index] = sum;
  }
  return result;
}

interface Filter {
  /** Samples on each side of a moment that have a part in it. */
  readonly reach: number;
  /** Of `2 · reach` samples around a moment that lies `phase / up` after one of them; gone with the next call. */
  weights(phase: number): Float64Array;
}

let last: { readonly up: number; readonly down: number; readonly filter: Filter } | undefined;

/** That of the last call is kept: files come in rows of one rate. */
function filterOf(up: number, down: number): Filter {
  if (last?.up !== up || last.down !== down) last = { up, down, filter: createFilter(up, down) };
  return last.filter;
}

function createFilter(up: number, down: number): Filter {
  /** In samples of the source: its own Nyquist frequency is 1. */
  const cutoff = CUTOFF * Math.min(1, up / down);
  const reach = Math.ceil(CROSSINGS / cutoff);
  const size = 2 * reach;
  const keepsAll = up * size <= WEIGHTS_MAX;
  const known = new Map<number, Float64Array>();
  const scratch = new Float64Array(size);

  function compute(phase: number, weights: Float64Array): Float64Array {
    let sum = 0;
    for (let tap = 0; tap < size; tap++) {
      const weight = windowedSinc(cutoff * Math.abs(tap - reach + 1 - phase / up));
      weights[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < size; tap++) weights[tap] = (weights[tap] as number) / sum;
    return weights;
  }

  return {
    reach,
    weights(phase) {
      if (!keepsAll) return compute(phase, scratch);
      const weights = known.get(phase) ?? compute(phase, new Float64Array(size));
      known.set(phase, weights);
      return weights;
    },
  };
}

/** At every step of every crossing, and one more. */
const TABLE = Float64Array.from({ length: CROSSINGS * STEPS + 1 }, (_, step) => {
  const x = step / STEPS;
  const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  const kaiser = besselI0(BETA * Math.sqrt(1 - (x / CROSSINGS) ** 2)) / besselI0(BETA);
  return sinc * kaiser;
});

/** @param crossings from the middle, not negative. */
function windowedSinc(crossings: number): number {
  const at = crossings * STEPS;
  const step = Math.floor(at);
  if (step >= TABLE.length - 1) return 0;
  const value = TABLE[step] as number;
  return value + (at - step) * ((TABLE[step + 1] as number) - value);
}

/** The modified Bessel function of order 0, by its power series: every term is positive. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
