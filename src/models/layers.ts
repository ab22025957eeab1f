/**
 * Layers of the specification as layers of tfjs, with Keras 3's defaults wherever tfjs' own differ (an LSTM's
 * recurrent activation is a sigmoid), and what their weights are called and start from.
 */
import { type Layer as TfjsLayer, tf } from '../engine/index.ts';
import { glorotUniform, orthogonal, unitForgetBias } from './initializers.ts';
import { randomStream } from './random.ts';
import { type NamedLayer, pair } from './specification/index.ts';

/** Ours replace them, and tfjs' own would only cost time: its orthogonal one takes seconds. */
const NO_INITIALIZERS = {
  kernelInitializer: 'zeros',
  recurrentInitializer: 'zeros',
  biasInitializer: 'zeros',
} as const;

/** Makes the tfjs layer; its weights come into being when it is first applied, as zeros. */
export function tfjsLayer(layer: NamedLayer): TfjsLayer {
  const { name } = layer;
  switch (layer.type) {
    case 'dense': {
      const { units, activation = 'linear', useBias = true } = layer;
      return tf.layers.dense({ name, units, activation, useBias, ...NO_INITIALIZERS });
    }
    case 'conv2d': {
      const { filters, strides = 1, padding = 'valid', activation = 'linear', useBias = true } = layer;
      const window = { kernelSize: [...pair(layer.kernelSize)], strides: [...pair(strides)] as [number, number] };
      return tf.layers.conv2d({ name, filters, ...window, padding, activation, useBias, ...NO_INITIALIZERS });
    }
    case 'maxPooling2d': {
      const { poolSize = 2, padding = 'valid' } = layer;
      const strides = [...pair(layer.strides ?? poolSize)] as [number, number];
      return tf.layers.maxPooling2d({ name, poolSize: [...pair(poolSize)] as [number, number], strides, padding });
    }
    case 'flatten':
      return tf.layers.flatten({ name });
    case 'reshape':
      return tf.layers.reshape({ name, targetShape: [...layer.targetShape] });
    case 'lstm': {
      const {
        units,
        activation = 'tanh',
        recurrentActivation = 'sigmoid',
        useBias = true,
        returnSequences = false,
      } = layer;
      const settings = { units, activation, recurrentActivation, useBias, returnSequences };
      return tf.layers.lstm({ name, ...settings, unitForgetBias: false, ...NO_INITIALIZERS });
    }
  }
}

/** What Keras calls a layer's weights, in the order in which the layer holds them. */
export function weightNames(layer: NamedLayer): readonly string[] {
  switch (layer.type) {
    case 'dense':
    case 'conv2d':
      return layer.useBias === false ? ['kernel'] : ['kernel', 'bias'];
    case 'lstm':
      return layer.useBias === false ? ['kernel', 'recurrent_kernel'] : ['kernel', 'recurrent_kernel', 'bias'];
    default:
      return [];
  }
}

/**
 * The values that a weight starts from: a stream for each weight, so that no layer's start depends on another's.
 * @param weight one of `weightNames`.
 */
export function initialValues(layer: NamedLayer, weight: string, shape: readonly number[], seed: number): Float32Array {
  const random = randomStream(seed, `initial weights of ${layer.name}/${weight}`);
  if (weight === 'kernel') return glorotUniform(shape, random);
  if (weight === 'recurrent_kernel') return orthogonal(shape as [number, number], random);
  if (layer.type === 'lstm' && layer.unitForgetBias !== false) return unitForgetBias(layer.units);
  return new Float32Array(shape.reduce((size, dimension) => size * dimension, 1));
}
