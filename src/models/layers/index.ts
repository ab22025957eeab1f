/** What every layer computes: where all families meet. */
import type { Tensor } from '../../engine/index.ts';
import { completed, type Layer, type LayerType } from '../specification/index.ts';
import type { Compute, LayerCall } from './call.ts';
import * as convolution from './convolution.ts';
import * as core from './core.ts';
import * as merging from './merging.ts';
import * as noise from './noise.ts';
import * as normalization from './normalization.ts';
import * as pooling from './pooling.ts';
import * as recurrent from './recurrent.ts';
import * as shaping from './shaping.ts';
import * as wrappers from './wrappers.ts';

export type { LayerCall } from './call.ts';
export { type Constrain, constrainer } from './constraints.ts';
export { spreadOverLookUp } from './core.ts';
export { computePooledConvolution, pooledConvolutions } from './pooled-convolution.ts';
export { penaltyOf } from './regularizers.ts';

const LAYERS: { readonly [T in LayerType]: Compute<T> } = {
  dense: core.dense,
  embedding: core.embedding,
  categoryEmbedding: core.categoryEmbedding,
  activation: core.activation,
  relu: core.relu,
  leakyRelu: core.leaky,
  elu: core.elu,
  prelu: core.prelu,
  softmax: core.softmax,
  conv1d: convolution.conv1d,
  conv2d: convolution.conv2d,
  depthwiseConv2d: convolution.depthwiseConv2d,
  separableConv1d: convolution.separableConv1d,
  separableConv2d: convolution.separableConv2d,
  maxPooling1d: pooling.maxPooling1d,
  maxPooling2d: pooling.maxPooling2d,
  averagePooling1d: pooling.averagePooling1d,
  averagePooling2d: pooling.averagePooling2d,
  globalMaxPooling1d: pooling.globalMaximum,
  globalMaxPooling2d: pooling.globalMaximum,
  globalAveragePooling1d: pooling.globalAverage,
  globalAveragePooling2d: pooling.globalAverage,
  flatten: shaping.flatten,
  reshape: shaping.reshape,
  permute: shaping.permute,
  zeroPadding1d: shaping.zeroPadding1d,
  zeroPadding2d: shaping.zeroPadding2d,
  upSampling1d: shaping.upSampling1d,
  upSampling2d: shaping.upSampling2d,
  dropout: noise.dropout,
  spatialDropout1d: noise.spatialDropout1d,
  spatialDropout2d: noise.spatialDropout2d,
  gaussianNoise: noise.gaussianNoise,
  batchNormalization: normalization.batchNormalization,
  layerNormalization: normalization.layerNormalization,
  lstm: recurrent.lstm,
  gru: recurrent.gru,
  simpleRnn: recurrent.simpleRnn,
  bidirectional: (layer, call) => wrappers.bidirectional(layer, call, computeLayer),
  timeDistributed: (layer, call) => wrappers.timeDistributed(layer, call, computeLayer),
  add: merging.add,
  subtract: merging.subtract,
  multiply: merging.multiply,
  average: merging.average,
  maximum: merging.maximum,
  minimum: merging.minimum,
  concatenate: merging.concatenate,
};

/** @returns `[batch, …outputShape]`, which may be one of the inputs itself. */
export function computeLayer(layer: Layer, call: LayerCall): Tensor {
  return (LAYERS[layer.type] as Compute<LayerType>)(completed(layer), call);
}
