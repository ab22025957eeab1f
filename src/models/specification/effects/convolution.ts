/** Shapes and weights of convolutions. A 1-D convolution's weights have one axis less, as Keras'. */
import { type CompleteLayer, pair } from '../layers/index.ts';
import {
  type Effect,
  type EffectOf,
  expectPicture,
  expectSequence,
  type Place,
  planBias,
  planWeight,
  type Shape,
} from './effect.ts';
import { slide } from './windows.ts';

export const conv1d: EffectOf<'conv1d'> = (layer, place) => plain(layer, place, steps(layer, place));
export const conv2d: EffectOf<'conv2d'> = (layer, place) => plain(layer, place, pixels(layer, place));
export const separableConv1d: EffectOf<'separableConv1d'> = (layer, place) =>
  separable(layer, place, steps(layer, place));
export const separableConv2d: EffectOf<'separableConv2d'> = (layer, place) =>
  separable(layer, place, pixels(layer, place));

export const depthwiseConv2d: EffectOf<'depthwiseConv2d'> = (layer, place) => {
  const { size, kernel, channels } = pixels(layer, place);
  const { depthMultiplier } = layer;
  const role = { role: 'depthwise' };
  return {
    outputShape: [...size, channels * depthMultiplier],
    weights: [
      planWeight(layer, place.pointer, 'kernel', [...kernel, channels, depthMultiplier], role),
      ...planBias(layer, place.pointer, [channels * depthMultiplier]),
    ],
  };
};

interface Geometry {
  /** Of the output. */
  readonly size: Shape;
  readonly kernel: Shape;
  readonly channels: number;
}

function plain(layer: CompleteLayer<'conv1d' | 'conv2d'>, place: Place, geometry: Geometry): Effect {
  const { size, kernel, channels } = geometry;
  const { filters } = layer;
  return {
    outputShape: [...size, filters],
    weights: [
      planWeight(layer, place.pointer, 'kernel', [...kernel, channels, filters], { role: 'kernel' }),
      ...planBias(layer, place.pointer, [filters]),
    ],
  };
}

/** A depthwise convolution, then a dense layer over the channels of each place. */
function separable(
  layer: CompleteLayer<'separableConv1d' | 'separableConv2d'>,
  place: Place,
  { size, kernel, channels }: Geometry,
): Effect {
  const { filters, depthMultiplier } = layer;
  const between = channels * depthMultiplier;
  const depthwise = [...kernel, channels, depthMultiplier];
  const pointwise = [...kernel.map(() => 1), between, filters];
  return {
    outputShape: [...size, filters],
    weights: [
      planWeight(layer, place.pointer, 'depthwise_kernel', depthwise, { role: 'depthwise' }),
      planWeight(layer, place.pointer, 'pointwise_kernel', pointwise, { role: 'pointwise' }),
      ...planBias(layer, place.pointer, [filters]),
    ],
    activations: size.reduce((all, length) => all * length, between + filters),
  };
}

function steps(layer: CompleteLayer<'conv1d' | 'separableConv1d'>, place: Place): Geometry {
  const [length, channels] = expectSequence(layer, place);
  const { kernelSize, strides, padding, dilationRate } = layer;
  const windows = { window: [kernelSize], strides: [strides], dilations: [dilationRate], padding };
  return { size: slide([length], { ...windows, field: 'kernelSize' }, place.pointer), kernel: [kernelSize], channels };
}

function pixels(layer: CompleteLayer<'conv2d' | 'depthwiseConv2d' | 'separableConv2d'>, place: Place): Geometry {
  const [height, width, channels] = expectPicture(layer, place);
  const { padding } = layer;
  const kernel = pair(layer.kernelSize);
  const windows = { window: kernel, strides: pair(layer.strides), dilations: pair(layer.dilationRate), padding };
  return { size: slide([height, width], { ...windows, field: 'kernelSize' }, place.pointer), kernel, channels };
}
