/**
 * Losses that compare answers with targets: errors and margins. Of classes these are probabilities and one-hot targets. The formulae are Keras 3's
 * (`keras/src/losses/losses.py`). All give `[batch]`.
 */
import { type Tensor, tf } from '../../engine/index.ts';
import type { Outputs } from './outputs.ts';

/** `mean((y − p)²)` over outputs. */
export function meanSquaredError(outputs: Outputs): Tensor {
  return tf.mean(tf.square(errors(outputs)), -1);
}

/** `mean(|y − p|)` over outputs. */
export function meanAbsoluteError(outputs: Outputs): Tensor {
  return tf.mean(tf.abs(errors(outputs)), -1);
}

/**
 * The mean over outputs of `e² / 2` where `|e| ≤ δ`, and `δ |e| − δ² / 2` elsewhere (Huber 1964), written as
 * `m² / 2 + δ (|e| − m)` with `m = min(|e|, δ)`.
 */
export function huber(outputs: Outputs, delta: number): Tensor {
  const size = tf.abs(errors(outputs));
  const near = tf.minimum(size, delta);
  const far = tf.mul(tf.sub(size, near), delta);
  return tf.mean(tf.add(tf.mul(tf.square(near), 0.5), far), -1);
}

/** `mean(max(1 − y p, 0))` over outputs, with `y` −1 or 1. */
export function hinge(outputs: Outputs): Tensor {
  const signs = tf.sub(tf.mul(outputs.targets(), 2), 1);
  return tf.mean(tf.relu(tf.sub(1, tf.mul(signs, outputs.answers()))), -1);
}

/** `max(neg − pos + 1, 0)`, with `pos = Σ y p` and `neg = max((1 − y) p)`. */
export function categoricalHinge(outputs: Outputs): Tensor {
  const y = outputs.targets();
  const p = outputs.answers();
  const positive = tf.sum(tf.mul(y, p), -1);
  return tf.relu(tf.add(tf.sub(largest(tf.mul(tf.sub(1, y), p)), positive), 1));
}

/** The maximum, whose gradient equal ones share, as TensorFlow's do; in tfjs each would get all of it. */
function largest(x: Tensor): Tensor {
  // A step, because a comparison would have no gradient in tfjs: 1 where x is the maximum, 0 elsewhere.
  const shares = tf.sub(1, tf.step(tf.sub(tf.max(x, -1, true), x)));
  return tf.sum(tf.mul(x, tf.div(shares, tf.sum(shares, -1, true))), -1);
}

function errors(outputs: Outputs): Tensor {
  return tf.sub(outputs.answers(), outputs.targets());
}
