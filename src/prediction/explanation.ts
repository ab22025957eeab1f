/**
 * Explains one instance after the other: computes attributions by the method that was asked for, and tells them as the kind of data
 * is told. Knows nothing of lines, nor of who asks.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import { attributionKind, drawHeatMap, occlusionWindows, type Unit } from '../data/index.ts';
import { AppError } from '../errors.ts';
import { type ExplainedNetwork, integrateGradients, occlude, type Question } from '../models/index.ts';
import type { Manifest } from '../registry/index.ts';
import { answerOf, inUnits } from './answers.ts';
import { type ExplainedFigure, figureOf, STEPS_MAX } from './explanation-wish.ts';
import type { ReadExplanation } from './requests/forms.ts';

export interface Explanation {
  /** What a client reads. */
  readonly told: object;
  /** A PNG file; there is none of what is no picture. */
  readonly heatMap?: () => Promise<Buffer>;
}

/** By which the attributions may miss the difference: the paper's advice is 5 %. */
const TOLERANCE = 0.01;
/** Of what hardly changes: this of a probability or of a deviation. */
const TOLERANCE_ABSOLUTE = 1e-4;

export interface Work extends Pick<ReadExplanation, 'method' | 'wish'> {
  readonly manifest: Manifest;
  readonly network: ExplainedNetwork;
  /** Throws where nobody waits any more. */
  check(): void;
}

/** @throws what `check` throws, and AppError ERR_EXPLANATION, ERR_INSTANCES, ERR_PREDICTION_NOT_FINITE. */
export async function explainAll(
  work: Work,
  { inputs, baseline: asked, names, baselineNames }: ReadExplanation,
): Promise<Explanation[]> {
  const { preprocessing } = work.manifest;
  const { inputSize } = work.network;
  const kind = attributionKind(preprocessing);
  const units = kind.units(preprocessing);
  const breathe = createBreath(undefined, ANSWERING_MS);
  const all: Explanation[] = [];
  for (let row = 0; row * inputSize < inputs.length; row++) {
    const input = inputs.slice(row * inputSize, (row + 1) * inputSize);
    const baseline = kind.baseline(preprocessing, asked, input);
    const { figures, attributions } = await explainOne(work, units, input, baseline);
    const told = {
      ...figures,
      baseline: typeof asked === 'string' ? asked : 'given',
      ...kind.tell(preprocessing, attributions, { input, names: names?.[row] ?? [], baselineNames }),
    };
    const backdrop = kind.backdrop?.(preprocessing, input);
    all.push({ told, ...(backdrop && { heatMap: () => drawHeatMap(backdrop, attributions) }) });
    await breathe();
  }
  return all;
}

async function explainOne(work: Work, units: readonly Unit[], input: Float32Array, baseline: Float32Array) {
  const { manifest, network, wish, check } = work;
  check();
  const outputs = await outputsOf(manifest, network, input, baseline);
  const figure = figureOf(manifest, wish, outputs);
  const weights = new Float32Array(2 * network.outputSize);
  weights[figure.index] = figure.factor;
  const question = { input, baseline, weights };
  const { atInput, atBaseline, attributions, ...how } = await attribute(work, units, question, figure);
  const sum = expectFinite(attributions.reduce((total, each) => total + each, 0));
  return {
    attributions,
    figures: {
      prediction: answerOf(manifest, outputs),
      target: manifest.labels[figure.index % network.outputSize],
      output: figure.name,
      ...how,
      outputs: { input: atInput + figure.offset, baseline: atBaseline + figure.offset },
      sum,
    },
  };
}

/** @returns the attribution of each unit, and by which way. */
async function attribute(
  { manifest: { preprocessing }, network, method, check }: Work,
  units: readonly Unit[],
  question: Question,
  { factor }: ExplainedFigure,
) {
  if (method.name === 'occlusion') {
    const { patch, stride } = method;
    const grid = attributionKind(preprocessing).grid(preprocessing);
    const windows = [...occlusionWindows(grid, patch, stride)];
    return { method: method.name, patch, stride, ...(await occlude(network, question, { units, windows }, check)) };
  }
  const { attributions, delta, complete, steps, ...figures } = await integrateGradients(network, question, {
    ...{ steps: method.steps, stepsMax: STEPS_MAX, check },
    tolerance: { relative: TOLERANCE, absolute: TOLERANCE_ABSOLUTE * Math.abs(factor) },
  });
  const missed = `Expected attributions that sum to the difference of the outputs, to 1 %. Received: ${delta} less after ${steps} steps.`;
  return {
    ...{ method: method.name, steps, delta, complete, ...(!complete && { warning: missed }) },
    ...{ ...figures, attributions: unitSums(attributions, units) },
  };
}

function unitSums(attributions: Float64Array, units: readonly Unit[]): Float64Array {
  return Float64Array.from(units, ({ from, size }) =>
    attributions.subarray(from, from + size).reduce((sum, each) => sum + each, 0),
  );
}

/**
 * Of the input, in the unit of the data. The baseline is computed with it: what it has must be known, too.
 * @throws AppError ERR_INSTANCES.
 */
async function outputsOf(
  manifest: Manifest,
  network: ExplainedNetwork,
  input: Float32Array,
  baseline: Float32Array,
): Promise<number[]> {
  const both = new Float32Array(2 * network.inputSize);
  both.set(input);
  both.set(baseline, network.inputSize);
  const figures = await network.figures(both, 2);
  return inUnits(manifest, Array.from(figures.subarray(0, network.outputSize), expectFinite));
}

function expectFinite(number: number): number {
  if (Number.isFinite(number)) return number;
  const detail = 'Expected finite predictions. Received: NaN or infinity from the model.';
  throw new AppError('ERR_PREDICTION_NOT_FINITE', detail);
}
