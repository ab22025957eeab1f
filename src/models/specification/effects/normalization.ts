/** Shapes and weights of layers that normalize, and shapes of those that are random in training. */
import type { CompleteLayer } from '../layers/index.ts';
import {
  type Effect,
  type EffectOf,
  expectPicture,
  expectSequence,
  inputOf,
  type Place,
  planWeight,
  type WeightPlan,
} from './effect.ts';

export const batchNormalization: EffectOf<'batchNormalization'> = (layer, place) => {
  const shape = [inputOf(place).at(-1) ?? 1];
  const moving = { role: 'moving', trainable: false };
  return {
    outputShape: inputOf(place),
    weights: [
      ...affine(layer, place),
      planWeight(layer, place.pointer, 'moving_mean', shape, { ...moving, initializer: 'zeros' }),
      planWeight(layer, place.pointer, 'moving_variance', shape, { ...moving, initializer: 'ones' }),
    ],
  };
};

export const layerNormalization: EffectOf<'layerNormalization'> = (layer, place) => ({
  outputShape: inputOf(place),
  weights: affine(layer, place),
});

function affine(layer: CompleteLayer<'batchNormalization' | 'layerNormalization'>, place: Place): WeightPlan[] {
  const shape = [inputOf(place).at(-1) ?? 1];
  const gamma = layer.scale ? [planWeight(layer, place.pointer, 'gamma', shape, { role: 'gamma' })] : [];
  const beta = layer.center ? [planWeight(layer, place.pointer, 'beta', shape, { role: 'beta' })] : [];
  return [...gamma, ...beta];
}

export const spatialDropout1d: EffectOf<'spatialDropout1d'> = (layer, place): Effect => ({
  outputShape: expectSequence(layer, place),
  weights: [],
});

export const spatialDropout2d: EffectOf<'spatialDropout2d'> = (layer, place): Effect => ({
  outputShape: expectPicture(layer, place),
  weights: [],
});
