/**
 * The layers a network may have, with Keras' names, arguments and defaults, in camelCase.
 * Shapes are without the batch. Knows nothing of TensorFlow: the API process checks with it too.
 */
import Type, { type Static } from 'typebox';
import * as convolution from './convolution.ts';
import * as core from './core.ts';
import { type Complete, complete } from './fields.ts';
import * as merging from './merging.ts';
import * as normalization from './normalization.ts';
import * as pooling from './pooling.ts';
import * as recurrent from './recurrent.ts';
import * as shaping from './shaping.ts';
import * as wrappers from './wrappers.ts';

export {
  ACTIVATIONS,
  Activation,
  Constraint,
  INITIALIZERS,
  Initializer,
  Regularizer,
} from './fields.ts';

/** Every layer's schema, by its type. */
export const LAYERS = {
  dense: core.Dense,
  embedding: core.Embedding,
  categoryEmbedding: core.CategoryEmbedding,
  activation: core.ActivationLayer,
  relu: core.Relu,
  leakyRelu: core.LeakyRelu,
  elu: core.Elu,
  prelu: core.Prelu,
  softmax: core.Softmax,
  conv1d: convolution.Conv1d,
  conv2d: convolution.Conv2d,
  depthwiseConv2d: convolution.DepthwiseConv2d,
  separableConv1d: convolution.SeparableConv1d,
  separableConv2d: convolution.SeparableConv2d,
  maxPooling1d: pooling.MaxPooling1d,
  maxPooling2d: pooling.MaxPooling2d,
  averagePooling1d: pooling.AveragePooling1d,
  averagePooling2d: pooling.AveragePooling2d,
  globalMaxPooling1d: pooling.GlobalMaxPooling1d,
  globalMaxPooling2d: pooling.GlobalMaxPooling2d,
  globalAveragePooling1d: pooling.GlobalAveragePooling1d,
  globalAveragePooling2d: pooling.GlobalAveragePooling2d,
  flatten: shaping.Flatten,
  reshape: shaping.Reshape,
  permute: shaping.Permute,
  zeroPadding1d: shaping.ZeroPadding1d,
  zeroPadding2d: shaping.ZeroPadding2d,
  upSampling1d: shaping.UpSampling1d,
  upSampling2d: shaping.UpSampling2d,
  dropout: normalization.Dropout,
  spatialDropout1d: normalization.SpatialDropout1d,
  spatialDropout2d: normalization.SpatialDropout2d,
  gaussianNoise: normalization.GaussianNoise,
  batchNormalization: normalization.BatchNormalization,
  layerNormalization: normalization.LayerNormalization,
  lstm: recurrent.Lstm,
  gru: recurrent.Gru,
  simpleRnn: recurrent.SimpleRnn,
  bidirectional: wrappers.Bidirectional,
  timeDistributed: wrappers.TimeDistributed,
  add: merging.Add,
  subtract: merging.Subtract,
  multiply: merging.Multiply,
  average: merging.Average,
  maximum: merging.Maximum,
  minimum: merging.Minimum,
  concatenate: merging.Concatenate,
} as const;

export type LayerType = keyof typeof LAYERS;
type Layers = { [T in LayerType]: Static<(typeof LAYERS)[T]> };
export type Layer = Layers[LayerType];
export type LayerOf<T extends LayerType> = Layers[T];
export const Layer = Type.Unsafe<Layer>(Type.Union(Object.values(LAYERS)));

/** A layer that has its name: as networks are planned, built and stored. */
export type NamedLayer = Layer & { readonly name: string };
/** A layer whose every argument that has a default is there. */
export type CompleteLayer<T extends LayerType> = Complete<(typeof LAYERS)[T]>;

/** Fills in Keras' defaults. */
export function completed<T extends LayerType>(layer: LayerOf<T>): CompleteLayer<T> {
  return complete(LAYERS[layer.type as T], layer as never) as CompleteLayer<T>;
}

/** An integer or a pair, as a pair: Keras lets both stand for (height, width). */
export function pair(value: number | readonly number[]): readonly [number, number] {
  if (typeof value === 'number') return [value, value];
  const [height = 1, width = height] = value;
  return [height, width];
}
