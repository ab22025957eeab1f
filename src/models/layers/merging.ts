/** Layers that bring several inputs together, broadcast to one shape. */
import { type Tensor, tf } from '../../engine/index.ts';
import { type CompleteLayer, exampleAxis } from '../specification/index.ts';
import type { LayerCall } from './call.ts';

export const add = merge(tf.add);
export const subtract = merge(tf.sub);
export const multiply = merge(tf.mul);
export const maximum = merge((a, b) => tf.maximum(fill(a, b), fill(b, a)));
export const minimum = merge((a, b) => tf.minimum(fill(a, b), fill(b, a)));

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

/** In the shape that both have together: tfjs' gradients of maximum and minimum know no broadcasting. */
function fill(x: Tensor, other: Tensor): Tensor {
  const shape = x.shape.map((length, axis) => Math.max(length, other.shape[axis] ?? 1));
  return shape.join() === x.shape.join() ? x : tf.add(x, tf.zeros(shape));
}
