/**
 * Convolutions, channels last. Sequences are pictures of height 1. Dilated windows go by way of space-to-batch, as
 * TensorFlow itself did: its own dilated gradients do not run on every processor, and tfjs refuses them.
 */
import { type Tensor, tf } from '../../engine/index.ts';
import { type CompleteLayer, pair } from '../specification/index.ts';
import { activate } from './activations.ts';
import { addBias, type Compute, inputOf, type LayerCall, weightOf } from './call.ts';

type Pair = readonly [number, number];
type Padding = 'valid' | 'same';
/** A convolution of whole pictures without dilation. */
type Convolve = (pictures: Tensor, kernel: Tensor, strides: Pair, padding: Padding) => Tensor;

interface Geometry {
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padding: Padding;
}

export const conv2d: Compute<'conv2d'> = (layer, call) =>
  finish(slide(inputOf(call), weightOf(call, 'kernel'), pictureGeometry(layer), full), layer, call);

export const conv1d: Compute<'conv1d'> = (layer, call) =>
  finish(
    fromPictures(slide(toPictures(layer, call), flat(weightOf(call, 'kernel')), stepGeometry(layer), full)),
    layer,
    call,
  );

export const depthwiseConv2d: Compute<'depthwiseConv2d'> = (layer, call) =>
  finish(slide(inputOf(call), weightOf(call, 'kernel'), pictureGeometry(layer), depthwise), layer, call);

export const separableConv2d: Compute<'separableConv2d'> = (layer, call) => {
  const between = slide(inputOf(call), weightOf(call, 'depthwise_kernel'), pictureGeometry(layer), depthwise);
  return finish(full(between, weightOf(call, 'pointwise_kernel'), [1, 1], 'valid'), layer, call);
};

export const separableConv1d: Compute<'separableConv1d'> = (layer, call) => {
  const kernel = flat(weightOf(call, 'depthwise_kernel'));
  const between = slide(toPictures(layer, call), kernel, stepGeometry(layer), depthwise);
  const pointwise = flat(weightOf(call, 'pointwise_kernel'));
  return finish(fromPictures(full(between, pointwise, [1, 1], 'valid')), layer, call);
};

function full(pictures: Tensor, kernel: Tensor, strides: Pair, padding: Padding): Tensor {
  return tf.conv2d(pictures as Tensor4d, kernel as Tensor4d, [...strides], padding);
}

function depthwise(pictures: Tensor, kernel: Tensor, strides: Pair, padding: Padding): Tensor {
  return tf.depthwiseConv2d(pictures as Tensor4d, kernel as Tensor4d, [...strides], padding);
}

type Tensor4d = Parameters<typeof tf.depthwiseConv2d>[1];

function finish(
  outputs: Tensor,
  layer: { readonly activation: CompleteLayer<'dense'>['activation'] },
  call: LayerCall,
): Tensor {
  return activate(addBias(outputs, call), layer.activation);
}

function pictureGeometry(layer: CompleteLayer<'conv2d' | 'depthwiseConv2d' | 'separableConv2d'>): Geometry {
  return { strides: pair(layer.strides), dilations: pair(layer.dilationRate), padding: layer.padding as Padding };
}

function stepGeometry({ strides, dilationRate, padding }: CompleteLayer<'conv1d' | 'separableConv1d'>): Geometry {
  // TensorFlow's depthwise convolution wants the same stride in both directions; along a height of 1 any will do.
  return { strides: [strides, strides], dilations: [1, dilationRate], padding: padding === 'same' ? 'same' : 'valid' };
}

/** `[batch, steps, channels]` as `[batch, 1, steps, channels]`; for causal padding with the steps before the first. */
function toPictures(
  { padding, kernelSize, dilationRate }: CompleteLayer<'conv1d' | 'separableConv1d'>,
  call: LayerCall,
) {
  const x = inputOf(call);
  const [batch = 1, steps = 1, channels = 1] = x.shape;
  const before = padding === 'causal' ? (kernelSize - 1) * dilationRate : 0;
  const padded =
    before > 0
      ? tf.pad(x, [
          [0, 0],
          [before, 0],
          [0, 0],
        ])
      : x;
  return tf.reshape(padded, [batch, 1, steps + before, channels]);
}

function fromPictures(pictures: Tensor): Tensor {
  const [batch = 1, , steps = 1, channels = 1] = pictures.shape;
  return tf.reshape(pictures, [batch, steps, channels]);
}

function flat(kernel: Tensor): Tensor {
  return tf.reshape(kernel, [1, ...kernel.shape]);
}

/**
 * A dilated convolution is a plain one on each of the interleaved pictures that the dilation leaves: with a rate of 2,
 * even and odd columns by themselves.
 */
function slide(
  pictures: Tensor,
  kernel: Tensor,
  { strides, dilations, padding }: Geometry,
  convolve: Convolve,
): Tensor {
  if (dilations.every((rate) => rate === 1)) return convolve(pictures, kernel, strides, padding);
  const margins = dilations.map((rate, axis) => {
    const total = padding === 'same' ? ((kernel.shape[axis] ?? 1) - 1) * rate : 0;
    const before = Math.floor(total / 2);
    const padded = (pictures.shape[axis + 1] ?? 1) + total;
    const surplus = (rate - (padded % rate)) % rate;
    return { before, after: total - before + surplus, surplus };
  });
  const rates = [...dilations];
  const apart = tf.spaceToBatchND(
    pictures,
    rates,
    margins.map(({ before, after }) => [before, after]),
  );
  const convolved = convolve(apart, kernel, [1, 1], 'valid');
  return tf.batchToSpaceND(
    convolved,
    rates,
    margins.map(({ surplus }) => [0, surplus]),
  );
}
