/** Pooling, channels last. Sequences are pictures of height 1. */
import { type Tensor, tf } from '../../engine/index.ts';
import { type CompleteLayer, pair } from '../specification/index.ts';
import { type Compute, inputOf, type LayerCall } from './call.ts';

type Pair = [number, number];
type Pool = (pictures: Tensor, size: Pair, strides: Pair, padding: 'valid' | 'same') => Tensor;

const maxPool = tf.maxPool as unknown as Pool;
const averagePool = tf.avgPool as unknown as Pool;

export const maxPooling2d: Compute<'maxPooling2d'> = (layer, call) => poolPictures(layer, call, maxPool);
export const averagePooling2d: Compute<'averagePooling2d'> = (layer, call) => poolPictures(layer, call, averagePool);
export const maxPooling1d: Compute<'maxPooling1d'> = (layer, call) => poolSteps(layer, call, maxPool);
export const averagePooling1d: Compute<'averagePooling1d'> = (layer, call) => poolSteps(layer, call, averagePool);

function poolPictures(
  { poolSize, strides = poolSize, padding }: CompleteLayer<'maxPooling2d' | 'averagePooling2d'>,
  call: LayerCall,
  pool: Pool,
): Tensor {
  return pool(inputOf(call), [...pair(poolSize)], [...pair(strides)], padding);
}

function poolSteps(
  { poolSize, strides = poolSize, padding }: CompleteLayer<'maxPooling1d' | 'averagePooling1d'>,
  call: LayerCall,
  pool: Pool,
): Tensor {
  const x = inputOf(call);
  const [batch = 1, steps = 1, channels = 1] = x.shape;
  const pictures = tf.reshape(x, [batch, 1, steps, channels]);
  const pooled = pool(pictures, [1, poolSize], [1, strides], padding);
  return tf.reshape(pooled, [batch, pooled.shape[2] ?? 1, channels]);
}

/** Of all places of an example: every axis but the batch and the channels. */
export function globalAverage(layer: { readonly keepdims: boolean }, call: LayerCall): Tensor {
  const x = inputOf(call);
  return tf.mean(x, placesOf(x), layer.keepdims);
}

export function globalMaximum(layer: { readonly keepdims: boolean }, call: LayerCall): Tensor {
  const x = inputOf(call);
  const outputs = maximumOver(x, placesOf(x));
  return layer.keepdims ? outputs : tf.reshape(outputs, [x.shape[0] ?? 1, x.shape.at(-1) ?? 1]);
}

function placesOf(x: Tensor): number[] {
  return x.shape.slice(1, -1).map((_, axis) => axis + 1);
}

/** The maximum, its axes kept; equal maxima share the gradient, as in TensorFlow (in tfjs each gets the whole). */
function maximumOver(x: Tensor, axes: number[]): Tensor {
  const maximum = tf.customGrad((...parameters) => {
    const [input, save] = parameters as unknown as [Tensor, (tensors: Tensor[]) => void];
    const value: Tensor = tf.max(input, axes, true);
    save([input, value]);
    return {
      value,
      gradFunc: (upstream: Tensor, saved: Tensor[]) => {
        const highest = tf.cast(tf.equal(saved[0] as Tensor, saved[1] as Tensor), 'float32');
        return tf.mul(tf.div(highest, tf.sum(highest, axes, true)), upstream);
      },
    };
  });
  return maximum(x);
}
