/** What Keras calls our layers. One table for both directions. */
import type { LayerType } from '../../models/specification/index.ts';

/** `categoryEmbedding` is no layer of Keras': it is written as several (`replacements.ts`). */
export const CLASS_NAMES: { readonly [T in Exclude<LayerType, 'categoryEmbedding'>]: string } = {
  dense: 'Dense',
  embedding: 'Embedding',
  activation: 'Activation',
  relu: 'ReLU',
  leakyRelu: 'LeakyReLU',
  elu: 'ELU',
  prelu: 'PReLU',
  softmax: 'Softmax',
  conv1d: 'Conv1D',
  conv2d: 'Conv2D',
  depthwiseConv2d: 'DepthwiseConv2D',
  separableConv1d: 'SeparableConv1D',
  separableConv2d: 'SeparableConv2D',
  maxPooling1d: 'MaxPooling1D',
  maxPooling2d: 'MaxPooling2D',
  averagePooling1d: 'AveragePooling1D',
  averagePooling2d: 'AveragePooling2D',
  globalMaxPooling1d: 'GlobalMaxPooling1D',
  globalMaxPooling2d: 'GlobalMaxPooling2D',
  globalAveragePooling1d: 'GlobalAveragePooling1D',
  globalAveragePooling2d: 'GlobalAveragePooling2D',
  flatten: 'Flatten',
  reshape: 'Reshape',
  permute: 'Permute',
  zeroPadding1d: 'ZeroPadding1D',
  zeroPadding2d: 'ZeroPadding2D',
  upSampling1d: 'UpSampling1D',
  upSampling2d: 'UpSampling2D',
  dropout: 'Dropout',
  spatialDropout1d: 'SpatialDropout1D',
  spatialDropout2d: 'SpatialDropout2D',
  gaussianNoise: 'GaussianNoise',
  batchNormalization: 'BatchNormalization',
  layerNormalization: 'LayerNormalization',
  lstm: 'LSTM',
  gru: 'GRU',
  simpleRnn: 'SimpleRNN',
  bidirectional: 'Bidirectional',
  timeDistributed: 'TimeDistributed',
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  average: 'Average',
  maximum: 'Maximum',
  minimum: 'Minimum',
  concatenate: 'Concatenate',
};

/** Names that older files have. */
const OLD_NAMES: Readonly<Record<string, LayerType>> = {
  BatchNormalizationV1: 'batchNormalization',
  BatchNormalizationV2: 'batchNormalization',
  Convolution1D: 'conv1d',
  Convolution2D: 'conv2d',
  DepthwiseConvolution2D: 'depthwiseConv2d',
  SeparableConvolution1D: 'separableConv1d',
  SeparableConvolution2D: 'separableConv2d',
};

const TYPES = new Map<string, LayerType>([
  ...Object.entries(CLASS_NAMES).map(([type, name]) => [name, type as LayerType] as const),
  ...Object.entries(OLD_NAMES),
]);

/** @returns undefined for a layer that we lack. */
export function typeOfClass(className: string): LayerType | undefined {
  return TYPES.get(className);
}
