/** The effect of every layer: where all families meet. */
import { completed, type Layer, type LayerType } from '../layers/index.ts';
import * as convolution from './convolution.ts';
import * as core from './core.ts';
import type { Effect, EffectOf, Place } from './effect.ts';
import { concatenate, mergeAlike } from './merging.ts';
import * as normalization from './normalization.ts';
import * as pooling from './pooling.ts';
import * as recurrent from './recurrent.ts';
import * as shaping from './shaping.ts';

export { type Effect, type Place, product, type Shape, unfit, type WeightPlan } from './effect.ts';
export { exampleAxis } from './merging.ts';
export { isWholeLstm } from './recurrent.ts';
export { paddings, wholeShape } from './shaping.ts';

const { unchanged } = core;

const EFFECTS: { readonly [T in LayerType]: EffectOf<T> } = {
  dense: core.dense,
  embedding: core.embedding,
  categoryEmbedding: core.categoryEmbedding,
  prelu: core.prelu,
  ...{ activation: unchanged, relu: unchanged, leakyRelu: unchanged, elu: unchanged, softmax: unchanged },
  conv1d: convolution.conv1d,
  conv2d: convolution.conv2d,
  depthwiseConv2d: convolution.depthwiseConv2d,
  separableConv1d: convolution.separableConv1d,
  separableConv2d: convolution.separableConv2d,
  maxPooling1d: pooling.poolSteps,
  averagePooling1d: pooling.poolSteps,
  maxPooling2d: pooling.poolPixels,
  averagePooling2d: pooling.poolPixels,
  globalMaxPooling1d: pooling.poolAllSteps,
  globalAveragePooling1d: pooling.poolAllSteps,
  globalMaxPooling2d: pooling.poolAllPixels,
  globalAveragePooling2d: pooling.poolAllPixels,
  flatten: shaping.flatten,
  reshape: shaping.reshape,
  permute: shaping.permute,
  zeroPadding1d: shaping.zeroPadding1d,
  zeroPadding2d: shaping.zeroPadding2d,
  upSampling1d: shaping.upSampling1d,
  upSampling2d: shaping.upSampling2d,
  dropout: unchanged,
  gaussianNoise: unchanged,
  spatialDropout1d: normalization.spatialDropout1d,
  spatialDropout2d: normalization.spatialDropout2d,
  batchNormalization: normalization.batchNormalization,
  layerNormalization: normalization.layerNormalization,
  lstm: recurrent.lstm,
  gru: recurrent.gru,
  simpleRnn: recurrent.simpleRnn,
  bidirectional: (layer, place) => recurrent.bidirectional(layer, place, layerEffect),
  timeDistributed: (layer, place) => recurrent.timeDistributed(layer, place, layerEffect),
  ...{ add: mergeAlike, subtract: mergeAlike, multiply: mergeAlike },
  ...{ average: mergeAlike, maximum: mergeAlike, minimum: mergeAlike },
  concatenate,
};

/** @throws AppError ERR_NETWORK whose pointer is the layer's, or one of its arguments'. */
export function layerEffect(layer: Layer, place: Place): Effect {
  return (EFFECTS[layer.type] as EffectOf<LayerType>)(completed(layer), place);
}
