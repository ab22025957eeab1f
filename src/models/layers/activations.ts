/** Keras 3's activations (`keras/src/activations/activations.py`), with its defaults for what has an argument. */
import { type Tensor, tf } from '../../engine/index.ts';
import type { Activation } from '../specification/index.ts';

const LEAKY_SLOPE = 0.2;
const SHRINK_THRESHOLD = 0.5;
const SQUAREPLUS_B = 4;

const ACTIVATIONS: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.clipByValue(x, 0, 6),
  leakyRelu: (x) => leakyRelu(x, LEAKY_SLOPE),
  elu: (x) => tf.elu(x),
  selu: (x) => tf.selu(x),
  /** With α = 1 it is the same function as elu. */
  celu: (x) => tf.elu(x),
  gelu,
  silu,
  swish: silu,
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  sigmoid: (x) => tf.sigmoid(x),
  logSigmoid: (x) => tf.neg(tf.softplus(tf.neg(x))),
  hardSigmoid,
  hardSilu: (x) => tf.mul(x, hardSigmoid(x)),
  hardSwish: (x) => tf.mul(x, hardSigmoid(x)),
  tanh: (x) => tf.tanh(x),
  hardTanh: (x) => tf.clipByValue(x, -1, 1),
  tanhShrink: (x) => tf.sub(x, tf.tanh(x)),
  /** A step, because a comparison on the way would have no gradient in tfjs. */
  hardShrink: (x) => tf.mul(x, tf.step(tf.sub(tf.abs(x), SHRINK_THRESHOLD))),
  /** What lies between the thresholds is taken off: x − clip(x, −λ, λ). */
  softShrink: (x) => tf.sub(x, tf.clipByValue(x, -SHRINK_THRESHOLD, SHRINK_THRESHOLD)),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  squareplus: (x) => tf.mul(tf.add(x, tf.sqrt(tf.add(tf.square(x), SQUAREPLUS_B))), 0.5),
  exponential: (x) => tf.exp(x),
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x),
};

export function activate(x: Tensor, activation: Activation): Tensor {
  return ACTIVATIONS[activation](x);
}

/** `max(x, 0) − slope × max(−x, 0)`. */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  return tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), slope));
}

/** The exact one, by the error function: `x Φ(x)` (Hendrycks & Gimpel 2016); Keras' `approximate=False`. */
function gelu(x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

function silu(x: Tensor): Tensor {
  return tf.mul(x, tf.sigmoid(x));
}

/** Keras 3's: `relu6(x + 3) / 6` (Keras 2 had another). */
function hardSigmoid(x: Tensor): Tensor {
  return tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6);
}
