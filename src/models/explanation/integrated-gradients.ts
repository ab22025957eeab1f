/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017, "Axiomatic Attribution for Deep Networks", ICML): what each number of an input
 * contributes to the difference between the network's figure of the input and that of a baseline. Knows nothing of what the numbers
 * stand for.
 *
 * DESIGN The integral is taken by the trapezoidal rule, first with steps of one size. For each step it
 * is known by how much the slopes at its ends miss the change of the figure in between; until the whole sums to the whole
 * difference, the steps that miss most are halved. A network that is sure changes its mind in a small part of the path: steps of
 * one size would have to be a hundred times as many to meet it. What is halved needs the slopes at its ends again, so those of all
 * places are kept, which bounds how many there may be.
 */
import type { ExplainedNetwork } from './explained-network.ts';

export interface Question {
  /** Preprocessed, and what it is compared with. */
  readonly input: Float32Array;
  readonly baseline: Float32Array;
  /** For each of the network's figures (`figuresOf`), how much of it is explained. */
  readonly weights: Float32Array;
}

export interface IntegrationOptions {
  /** To begin with: no more than `stepsThatFit`. */
  readonly steps: number;
  /** At the end, as far as they fit. */
  readonly stepsMax: number;
  /** By how much the sum may miss the difference: this share of it, or so much. */
  readonly tolerance: { readonly relative: number; readonly absolute: number };
  /** Is asked to throw before whatever costs, if nobody waits any more. */
  check(): void;
}

export interface Integration {
  /** Of each number of the input. */
  readonly attributions: Float64Array;
  /** The figure of the input, and of the baseline. */
  readonly atInput: number;
  readonly atBaseline: number;
  /** Their difference less the sum of the attributions. */
  readonly delta: number;
  /** Whether that is within the tolerance. */
  readonly complete: boolean;
  readonly steps: number;
}

/** A place of the path: 0 is the baseline, 1 the input. */
interface Place {
  readonly at: number;
  readonly figure: number;
  /** Of each number of the input, and of the figure along the path: their sum. */
  readonly slopes: Float32Array;
  readonly slope: number;
}

/** 64 MiB of slopes. */
const KEPT_NUMBERS_MAX = 2 ** 24;
/** Where a figure jumps, no step is short enough. */
const STEP_MIN = 2 ** -18;

/** How many steps of an input of this size can be kept: at least 16. */
export function stepsThatFit(inputSize: number): number {
  return Math.max(16, Math.floor(KEPT_NUMBERS_MAX / inputSize) - 1);
}

/** @throws what `check` throws, and AppError ERR_INSTANCES of the network. */
export async function integrateGradients(
  network: ExplainedNetwork,
  question: Question,
  { steps, stepsMax, tolerance, check }: IntegrationOptions,
): Promise<Integration> {
  const placesAt = pathOf(network, question, check);
  const placesMax = 1 + Math.min(stepsMax, stepsThatFit(network.inputSize));
  let places = await placesAt(Array.from({ length: steps + 1 }, (_, index) => index / steps));
  const atBaseline = (places[0] as Place).figure;
  const atInput = (places.at(-1) as Place).figure;
  const allowed = Math.max(tolerance.relative * Math.abs(atInput - atBaseline), tolerance.absolute);
  for (;;) {
    const missed = places.slice(1).map((end, index) => missedBy(places[index] as Place, end));
    const delta = missed.reduce((sum, each) => sum + each, 0);
    const complete = Math.abs(delta) <= allowed;
    const halved = complete ? [] : worst(places, missed, Math.min(network.rowsMax, placesMax - places.length));
    if (halved.length === 0)
      return { attributions: sumUp(places), atInput, atBaseline, delta, complete, steps: places.length - 1 };
    places = [...places, ...(await placesAt(halved))].sort((a, b) => a.at - b.at);
  }
}

/** By how much the figure changes more than its slopes say. */
function missedBy(start: Place, end: Place): number {
  return end.figure - start.figure - ((end.at - start.at) * (start.slope + end.slope)) / 2;
}

/** The middles of the steps that miss most, `count` at most. */
function worst(places: readonly Place[], missed: readonly number[], count: number): number[] {
  const most = missed.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
  return missed
    .map((each, index) => ({ size: Math.abs(each), from: places[index]?.at ?? 0, to: places[index + 1]?.at ?? 0 }))
    .filter(({ size, from, to }) => size > most * WORTH_HALVING && to - from > STEP_MIN)
    .sort((a, b) => b.size - a.size)
    .slice(0, Math.max(0, count))
    .map(({ from, to }) => (from + to) / 2);
}

/** What misses less than this share of what the worst step misses, is not what the sum lacks. */
const WORTH_HALVING = 0.02;

/** Each place counts for half of the steps on both sides. */
function sumUp(places: readonly Place[]): Float64Array {
  const sums = new Float64Array(places[0]?.slopes.length ?? 0);
  for (const [index, { at, slopes }] of places.entries()) {
    const share = ((places[index + 1]?.at ?? at) - (places[index - 1]?.at ?? at)) / 2;
    for (let number = 0; number < sums.length; number++)
      sums[number] = (sums[number] as number) + share * (slopes[number] as number);
  }
  return sums;
}

/** @returns what computes places of the path. */
function pathOf(network: ExplainedNetwork, { input, baseline, weights }: Question, check: () => void) {
  const { inputSize, rowsMax } = network;
  const row = new Float32Array(2 * inputSize + 1 + weights.length);
  row.set(input);
  row.set(baseline, inputSize);
  row.set(weights, 2 * inputSize + 1);

  return async (wanted: readonly number[]): Promise<Place[]> => {
    const places: Place[] = [];
    for (let from = 0; from < wanted.length; from += rowsMax) {
      check();
      const some = wanted.slice(from, from + rowsMax);
      const rows = new Float32Array(some.length * row.length);
      for (const [index, at] of some.entries()) {
        rows.set(row, index * row.length);
        rows[index * row.length + 2 * inputSize] = at;
      }
      const computed = await network.slopes(rows, some.length);
      for (const [index, at] of some.entries()) {
        const start = index * (inputSize + 1);
        const slopes = computed.subarray(start, start + inputSize);
        places.push({ at, slopes, slope: sumOf(slopes), figure: computed[start + inputSize] as number });
      }
    }
    return places;
  };
}

function sumOf(numbers: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) sum += numbers[index] as number;
  return sum;
}
