/** Layers that hold another layer. The inner one has no name nor inputs of its own. */
import Type from 'typebox';
import { Conv1d, Conv2d, DepthwiseConv2d, SeparableConv1d, SeparableConv2d } from './convolution.ts';
import { ActivationLayer, Dense, Elu, LeakyRelu, Prelu, Relu, Softmax } from './core.ts';
import { layer, optional } from './fields.ts';
import { LayerNormalization } from './normalization.ts';
import {
  AveragePooling1d,
  AveragePooling2d,
  GlobalAveragePooling1d,
  GlobalAveragePooling2d,
  GlobalMaxPooling1d,
  GlobalMaxPooling2d,
  MaxPooling1d,
  MaxPooling2d,
} from './pooling.ts';
import { Gru, Lstm, SimpleRnn } from './recurrent.ts';
import { Flatten, Permute, Reshape, UpSampling1d, UpSampling2d, ZeroPadding1d, ZeroPadding2d } from './shaping.ts';

const MergeMode = Type.Enum(['concat', 'sum', 'mul', 'ave']);

export const Recurrent = Type.Union([Lstm, Gru, SimpleRnn]);

/** What treats each example by itself and alike: neither batch statistics nor randomness. */
export const PerExample = Type.Union([
  ...([Dense, ActivationLayer, Relu, LeakyRelu, Elu, Prelu, Softmax, LayerNormalization] as const),
  ...([Conv1d, Conv2d, DepthwiseConv2d, SeparableConv1d, SeparableConv2d] as const),
  ...([MaxPooling1d, MaxPooling2d, AveragePooling1d, AveragePooling2d] as const),
  ...([GlobalMaxPooling1d, GlobalMaxPooling2d, GlobalAveragePooling1d, GlobalAveragePooling2d] as const),
  ...([Flatten, Reshape, Permute, ZeroPadding1d, ZeroPadding2d, UpSampling1d, UpSampling2d] as const),
  ...([Lstm, Gru, SimpleRnn] as const),
]);

export const Bidirectional = layer('bidirectional', { layer: Recurrent, mergeMode: optional(MergeMode, 'concat') });
export const TimeDistributed = layer('timeDistributed', { layer: PerExample });
