/**
 * Explains predictions: raw inputs in, what in them the answer rests on out. Knows nothing of HTTP.
 *
 * DESIGN An explanation computes a prediction some hundred times over, so one is made at a time, in a session with one thread of its
 * own, in calls of some rows: predictions have the rest of the processor, and the event loop. Before each call it is asked whether
 * anybody still waits.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import {
  attributionKind,
  drawHeatMap,
  occlusionWindows,
  preprocessingKind,
  type RawBody,
  type Unit,
} from '../data/index.ts';
import { AppError } from '../errors.ts';
import { type ExplainedNetwork, integrateGradients, occlude } from '../models/index.ts';
import type { Manifest, Registry } from '../registry/index.ts';
import { answerOf, inUnits } from './answers.ts';
import { createExplainedNetworks } from './explained-networks.ts';
import {
  type ExplainedFigure,
  type ExplanationWish,
  figureOf,
  type Method,
  methodOf,
  namedBaseline,
  STEPS_MAX,
} from './explanation-wish.ts';
import { type Caller, inTime } from './in-time.ts';
import { expectInstances } from './read-inputs.ts';
import { createTurns, nobodyWaits } from './turns.ts';

export interface Explainer {
  /**
   * Explains each instance.
   * @throws AppError ERR_EXPLANATION, ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE, ERR_LINE_FULL, ERR_DEADLINE.
   */
  explain(manifest: Manifest, body: RawBody, wish: ExplanationWish, caller?: Caller): Promise<Explanation[]>;
  close(): Promise<void>;
}

export interface Explanation {
  /** What a client reads. */
  readonly told: object;
  /** A PNG file; there is none of what is no picture. */
  readonly heatMap?: () => Promise<Buffer>;
}

/** In one request. */
export const EXPLAINED_MAX = 16;
const WAITING_MAX = 16;
/** Without an explanation for so long, the memory is better used otherwise. */
const IDLE_MS = 300_000;
/** By which the attributions may miss the difference: Captum's advice is 5 %, of which this is well within. */
const TOLERANCE = 0.01;
/** Of what hardly changes: this of a probability or of a deviation. */
const TOLERANCE_ABSOLUTE = 1e-4;

export function createExplainer({ registry }: { readonly registry: Pick<Registry, 'weights'> }): Explainer {
  const networks = createExplainedNetworks(registry);
  const turns = createTurns(WAITING_MAX);
  let idle: NodeJS.Timeout | undefined;

  function clear(): Promise<void> {
    return turns.take(
      () => true,
      async () => networks.clear(),
    );
  }

  return {
    explain(manifest, body, wish, caller = {}) {
      return inTime(caller, async (isWanted) => {
        const method = methodOf(manifest, wish);
        const asked = await readBody(manifest, body, wish);
        return turns.take(isWanted, async () => {
          clearTimeout(idle);
          try {
            const check = (): void => {
              if (!isWanted()) throw nobodyWaits();
            };
            check();
            const network = await networks.open(manifest);
            return await explainAll({ manifest, network, method, wish, check }, asked);
          } finally {
            // A full line is not idle: whoever waits sets the next timer.
            idle = setTimeout(() => void clear().catch(() => undefined), IDLE_MS).unref();
          }
        });
      });
    },
    close() {
      clearTimeout(idle);
      return clear();
    },
  };
}

interface Asked {
  /** All instances, as the network gets them. */
  readonly inputs: Float32Array;
  /** The name of a baseline, or one instance. */
  readonly baseline: string | Float32Array;
  names(row: number): readonly unknown[];
  /** Of a baseline that is an instance. */
  readonly baselineNames: readonly unknown[] | undefined;
}

async function readBody(manifest: Manifest, body: RawBody, wish: ExplanationWish): Promise<Asked> {
  const { preprocessing } = manifest;
  const kind = preprocessingKind(preprocessing);
  const named = namedBaseline(manifest, wish);
  const baseline = named ?? (await asBaseline(kind.encodeInstances(preprocessing, [wish.baseline])));
  const inputs =
    'instances' in body
      ? await kind.encodeInstances(preprocessing, expectInstances(body.instances, EXPLAINED_MAX))
      : await kind.encodeFile(preprocessing, body.bytes, body.mediaType, EXPLAINED_MAX);
  const { names } = attributionKind(preprocessing);
  return {
    ...{ inputs, baseline, names: (await names?.(preprocessing, body)) ?? (() => []) },
    baselineNames:
      named === undefined ? (await names?.(preprocessing, { instances: [wish.baseline] }))?.(0) : undefined,
  };
}

async function asBaseline(encoding: Promise<Float32Array>): Promise<Float32Array> {
  return encoding.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const detail = error.message.replace('instances[0]', 'baseline');
    throw new AppError('ERR_EXPLANATION', `baseline: ${detail}`, {
      problems: [{ pointer: '/baseline', detail }],
      cause: error,
    });
  });
}

interface Work {
  readonly manifest: Manifest;
  readonly network: ExplainedNetwork;
  readonly method: Method;
  readonly wish: ExplanationWish;
  /** Throws where nobody waits any more. */
  check(): void;
}

async function explainAll(
  work: Work,
  { inputs, baseline: asked, names, baselineNames }: Asked,
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
      ...kind.tell(preprocessing, attributions, { input, names: names(row), baselineNames }),
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
  const outputs = await outputsOf(manifest, network, input);
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
  question: Parameters<typeof occlude>[1],
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

/** In the unit of the data. */
async function outputsOf(manifest: Manifest, network: ExplainedNetwork, input: Float32Array): Promise<number[]> {
  const figures = await network.figures(input, 1);
  return inUnits(manifest, Array.from(figures.subarray(0, network.outputSize), expectFinite));
}

function expectFinite(number: number): number {
  if (Number.isFinite(number)) return number;
  const detail = 'Expected finite predictions. Received: NaN or infinity from the model.';
  throw new AppError('ERR_PREDICTION_NOT_FINITE', detail);
}
