/** Shapes of pooling layers; they have no weights. */
import { type CompleteLayer, pair } from '../layers/index.ts';
import { type Effect, expectPicture, expectSequence, type Place } from './effect.ts';
import { slide } from './windows.ts';

export function poolSteps(layer: CompleteLayer<'maxPooling1d' | 'averagePooling1d'>, place: Place): Effect {
  const [length, channels] = expectSequence(layer, place);
  const { poolSize, strides = poolSize, padding } = layer;
  const size = slide([length], { window: [poolSize], strides: [strides], padding, field: 'poolSize' }, place.pointer);
  return { outputShape: [...size, channels], weights: [] };
}

export function poolPixels(layer: CompleteLayer<'maxPooling2d' | 'averagePooling2d'>, place: Place): Effect {
  const [height, width, channels] = expectPicture(layer, place);
  const { poolSize, strides = poolSize, padding } = layer;
  const windows = { window: pair(poolSize), strides: pair(strides), padding, field: 'poolSize' };
  return { outputShape: [...slide([height, width], windows, place.pointer), channels], weights: [] };
}

export function poolAllSteps(
  layer: CompleteLayer<'globalMaxPooling1d' | 'globalAveragePooling1d'>,
  place: Place,
): Effect {
  const [, channels] = expectSequence(layer, place);
  return { outputShape: layer.keepdims ? [1, channels] : [channels], weights: [] };
}

export function poolAllPixels(
  layer: CompleteLayer<'globalMaxPooling2d' | 'globalAveragePooling2d'>,
  place: Place,
): Effect {
  const [, , channels] = expectPicture(layer, place);
  return { outputShape: layer.keepdims ? [1, 1, channels] : [channels], weights: [] };
}
