/**
 * Integrated gradients (Sundararajan, Taly & Yan 2017, "Axiomatic Attribution for Deep Networks", ICML): what each number of an input
 * contributes to the difference between the network's figure of the input and that of a baseline. Knows nothing of what the numbers
 * stand for.
 *
 * DESIGN The integral is taken by the trapezoidal rule (Captum's `riemann_trapezoid`), since twice as many steps need only the
 * places between those that were computed: doubling until the attributions sum to the difference costs no more than having known
 * the number of steps before.
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
  /** Of the first try. Each further one has twice as many, `stepsMax` at most. */
  readonly steps: number;
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

/** @throws what `check` throws, and AppError ERR_INSTANCES of the network. */
export async function integrateGradients(
  network: ExplainedNetwork,
  question: Question,
  { steps: first, stepsMax, tolerance, check }: IntegrationOptions,
): Promise<Integration> {
  const slopesAt = pathOf(network, question, check);
  const ends = await slopesAt([0, 1]);
  const [atBaseline, atInput] = ends.figures as [number, number];
  const difference = atInput - atBaseline;
  // Half a step at either end.
  let sums = ends.sums.map((sum) => sum / 2);
  let steps = first;
  let places = Array.from({ length: first - 1 }, (_, index) => (index + 1) / first);
  for (;;) {
    const { sums: more } = await slopesAt(places);
    sums = sums.map((sum, index) => sum + (more[index] as number));
    const attributions = sums.map((sum) => sum / steps);
    const delta = difference - attributions.reduce((sum, each) => sum + each, 0);
    const complete = Math.abs(delta) <= Math.max(tolerance.relative * Math.abs(difference), tolerance.absolute);
    if (complete || steps * 2 > stepsMax) return { attributions, atInput, atBaseline, delta, complete, steps };
    places = Array.from({ length: steps }, (_, index) => (index + 0.5) / steps);
    steps *= 2;
  }
}

interface Slopes {
  /** Of each number of the input, over all places. */
  readonly sums: Float64Array;
  /** At each place. */
  readonly figures: readonly number[];
}

/** @returns what computes the slopes at places of the path, from 0 to 1. */
function pathOf(network: ExplainedNetwork, { input, baseline, weights }: Question, check: () => void) {
  const { inputSize, rowsMax } = network;
  const row = Float32Array.from([...input, ...baseline, 0, ...weights]);

  return async (places: readonly number[]): Promise<Slopes> => {
    const sums = new Float64Array(inputSize);
    const figures: number[] = [];
    for (let from = 0; from < places.length; from += rowsMax) {
      check();
      const some = places.slice(from, from + rowsMax);
      const rows = new Float32Array(some.length * row.length);
      for (const [index, place] of some.entries()) {
        rows.set(row, index * row.length);
        rows[index * row.length + 2 * inputSize] = place;
      }
      const slopes = await network.slopes(rows, some.length);
      for (let at = 0; at < slopes.length; at += inputSize + 1) {
        for (let index = 0; index < inputSize; index++)
          sums[index] = (sums[index] as number) + (slopes[at + index] as number);
        figures.push(slopes[at + inputSize] as number);
      }
    }
    return { sums, figures };
  };
}
