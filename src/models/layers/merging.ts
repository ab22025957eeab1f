/** Layers that bring several inputs together, broadcast to one shape. */
import { type Tensor, tf } from '../../engine/index.ts';
import { type CompleteLayer, exampleAxis } from '../specification/index.ts';
import type { LayerCall } from './call.ts';

export const add = merge(tf.add);
export const subtract = merge(tf.sub);
export const multiply = merge(tf.mul);
export const maximum = merge(tf.maximum);
export const minimum = merge(tf.minimum);

export function average(layer: object, call: LayerCall): Tensor {
  return tf.div(add(layer, call), call.inputs.length);
}

export function concatenate(layer: CompleteLayer<'concatenate'>, { inputs }: LayerCall): Tensor {
  const [first] = inputs;
  return tf.concat([...inputs], 1 + exampleAxis(layer, (first?.rank ?? 2) - 1));
}

/** The first two, then the result with the third, and so on. */
function merge(combine: (a: Tensor, b: Tensor) => Tensor) {
  return (_layer: object, { inputs }: LayerCall): Tensor => {
    const rank = Math.max(...inputs.map((input) => input.rank));
    return inputs.map((input) => widen(input, rank)).reduce(combine);
  };
}

/** `[batch, channels]` beside pictures is `[batch, 1, 1, channels]`. */
function widen(x: Tensor, rank: number): Tensor {
  if (x.rank === rank) return x;
  const [batch = 1, ...each] = x.shape;
  return tf.reshape(x, [batch, ...new Array<number>(rank - x.rank).fill(1), ...each]);
}
