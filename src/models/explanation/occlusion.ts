/**
 * Occlusion (Zeiler & Fergus 2014, "Visualizing and Understanding Convolutional Networks", ECCV): by how much a figure drops when a
 * part of the input is replaced by the baseline's. Knows nothing of what the parts are.
 */
import type { Unit } from '../../data/index.ts';
import type { ExplainedNetwork } from './explained-network.ts';
import type { Question } from './integrated-gradients.ts';

export interface OcclusionParts {
  readonly units: readonly Unit[];
  /** Which units are replaced together, by their place among `units`. */
  readonly windows: readonly (readonly number[])[];
}

export interface Occlusion {
  /** Of each unit: the mean drop of the windows that it is in, as Captum counts it; 0 of one that is in none. */
  readonly attributions: Float64Array;
  readonly atInput: number;
  /** With everything replaced. */
  readonly atBaseline: number;
}

/** @param check is asked to throw before whatever costs. @throws as that, and AppError ERR_INSTANCES of the network. */
export async function occlude(
  network: ExplainedNetwork,
  question: Question,
  { units, windows }: OcclusionParts,
  check: () => void,
): Promise<Occlusion> {
  const { input, baseline } = question;
  const figuresAt = computing(network, question.weights, check);
  const replaced = windows.map((window) => () => {
    const row = input.slice();
    for (const index of window) {
      const { from, size } = units[index] as Unit;
      row.set(baseline.subarray(from, from + size), from);
    }
    return row;
  });
  const [atInput, atBaseline, ...drops] = (await figuresAt([() => input, () => baseline, ...replaced])) as [
    number,
    number,
    ...number[],
  ];
  const sums = new Float64Array(units.length);
  const counts = new Uint32Array(units.length);
  for (const [index, window] of windows.entries()) {
    for (const unit of window) {
      sums[unit] = (sums[unit] as number) + atInput - (drops[index] as number);
      counts[unit] = (counts[unit] as number) + 1;
    }
  }
  return { attributions: sums.map((sum, unit) => sum / Math.max(1, counts[unit] as number)), atInput, atBaseline };
}

/** @returns what computes the weighted figures of inputs, which are made as they are needed. */
function computing(
  { inputSize, outputSize, rowsMax, figures }: ExplainedNetwork,
  weights: Float32Array,
  check: () => void,
) {
  return async (makers: readonly (() => Float32Array)[]): Promise<number[]> => {
    const all: number[] = [];
    for (let from = 0; from < makers.length; from += rowsMax) {
      check();
      const some = makers.slice(from, from + rowsMax);
      const inputs = new Float32Array(some.length * inputSize);
      for (const [index, make] of some.entries()) inputs.set(make(), index * inputSize);
      const told = await figures(inputs, some.length);
      for (let row = 0; row < some.length; row++) {
        const own = told.subarray(row * 2 * outputSize, (row + 1) * 2 * outputSize);
        all.push(
          own.reduce(
            (sum, figure, index) => sum + ((weights[index] as number) === 0 ? 0 : figure * (weights[index] as number)),
            0,
          ),
        );
      }
    }
    return all;
  };
}
