/** Shapes and weights of recurrent layers, and of the layers that hold others. */
import { type CompleteLayer, completed, type Layer } from '../layers/index.ts';
import {
  type Effect,
  type EffectOf,
  expectSequence,
  inputOf,
  type Place,
  planBias,
  planWeight,
  product,
  type Shape,
  unfit,
} from './effect.ts';

/** Gates, candidate, cell, its tanh and the state: what a step keeps for its gradient, in numbers a unit. */
const LSTM_NUMBERS = 7;
const GRU_NUMBERS = 8;
const SIMPLE_NUMBERS = 2;
/** Of one layer; of all together, as `unrolled-steps.ts` has it. */
const STEPS_MAX = 4096;

/** Four gates, each with input weights, recurrent weights and a bias; in Keras' order i, f, c, o. */
export const lstm: EffectOf<'lstm'> = (layer, place) => {
  const { units, unitForgetBias } = layer;
  const ones = unitForgetBias ? ([units, 2 * units] as const) : undefined;
  const effect = recurrent(layer, place, 4 * units, planBias(layer, place.pointer, [4 * units], ones), LSTM_NUMBERS);
  const { served = 0 } = effect.unrolled ?? {};
  return isWholeLstm(layer) ? { ...effect, unrolled: { served, trained: 0 } } : effect;
};

/** Whether training and measuring compute all its steps as one operation, which is made for Keras' default activations. */
export function isWholeLstm({ activation, recurrentActivation }: CompleteLayer<'lstm'>): boolean {
  return activation === 'tanh' && recurrentActivation === 'sigmoid';
}

/** Three gates; reset after the product (Keras' default), each has a recurrent bias of its own: `[2, 3 × units]`. */
export const gru: EffectOf<'gru'> = (layer, place) => {
  const { units, resetAfter } = layer;
  const bias = planBias(layer, place.pointer, resetAfter ? [2, 3 * units] : [3 * units]);
  return recurrent(layer, place, 3 * units, bias, GRU_NUMBERS);
};

export const simpleRnn: EffectOf<'simpleRnn'> = (layer, place) =>
  recurrent(layer, place, layer.units, planBias(layer, place.pointer, [layer.units]), SIMPLE_NUMBERS);

function recurrent(
  layer: CompleteLayer<'lstm' | 'gru' | 'simpleRnn'>,
  place: Place,
  columns: number,
  bias: Effect['weights'],
  numbers: number,
): Effect {
  const [steps, features] = expectSequence(layer, place);
  const { units, returnSequences } = layer;
  const { pointer } = place;
  if (steps > STEPS_MAX) {
    throw unfit(pointer, `Expected at most ${STEPS_MAX} steps for a layer "${layer.type}". Received: ${steps}.`);
  }
  return {
    outputShape: returnSequences ? [steps, units] : [units],
    weights: [
      planWeight(layer, pointer, 'kernel', [features, columns], { role: 'kernel' }),
      planWeight(layer, pointer, 'recurrent_kernel', [units, columns], { role: 'recurrent' }),
      ...bias,
    ],
    activations: steps * units * numbers,
    unrolled: { served: steps, trained: steps },
  };
}

/** How the effect of an inner layer is found: handed in, since that is where all layers meet. */
export type FindEffect = (layer: Layer, place: Place) => Effect;

/** The layer twice, forwards and backwards, with weights of their own. */
export function bidirectional(layer: CompleteLayer<'bidirectional'>, place: Place, find: FindEffect): Effect {
  if (layer.layer.goBackwards) {
    const detail = 'Expected a layer that goes forwards within a layer "bidirectional". Received: true.';
    throw unfit(`${place.pointer}/layer/goBackwards`, detail);
  }
  const effect = find(layer.layer, innerPlace(layer.layer, place, inputOf(place)));
  const { outputShape, weights, activations = 0, unrolled } = effect;
  const units = completed<'lstm'>(layer.layer as never).units;
  const features = layer.mergeMode === 'concat' ? 2 * units : units;
  return {
    outputShape: [...outputShape.slice(0, -1), features],
    weights: ['forward', 'backward'].flatMap((direction) =>
      weights.map((weight) => ({ ...weight, name: `${direction}/${weight.name}` })),
    ),
    activations: 2 * activations + product(outputShape.slice(0, -1)) * features,
    ...(unrolled && { unrolled: { served: 2 * unrolled.served, trained: 2 * unrolled.trained } }),
  };
}

/** The layer on each step by itself, with the same weights. */
export function timeDistributed(layer: CompleteLayer<'timeDistributed'>, place: Place, find: FindEffect): Effect {
  const [steps = 1, ...each] = inputOf(place);
  if (each.length === 0) {
    const detail = `Expected steps of something for a layer "timeDistributed". Received: inputs of shape [${steps}].`;
    throw unfit(place.pointer, detail);
  }
  const { outputShape, weights, activations, unrolled } = find(layer.layer, innerPlace(layer.layer, place, each));
  return {
    outputShape: [steps, ...outputShape],
    weights,
    activations: steps * (activations ?? product(outputShape)),
    ...(unrolled && { unrolled }),
  };
}

function innerPlace(layer: Layer, place: Place, shape: Shape): Place {
  const pointer = `${place.pointer}/layer`;
  for (const field of ['name', 'inputs'] as const) {
    if (layer[field] === undefined) continue;
    throw unfit(`${pointer}/${field}`, `Expected no ${field} of a layer within another. Received: "${layer[field]}".`);
  }
  return { inputs: [shape], pointer, raw: place.raw };
}
