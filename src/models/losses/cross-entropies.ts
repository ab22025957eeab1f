/**
 * Losses that are logarithms of probabilities, from logits: where Keras 3 cuts probabilities off at 1e-7
 * (`keras/src/losses/losses.py`, `backend.epsilon()`), these go on exactly, with a gradient that does not vanish.
 * Above that they are Keras'.
 */
import { sparseSoftmaxCrossEntropy, type Tensor, tf } from '../../engine/index.ts';
import type { LossName, ResolvedLoss } from '../specification/index.ts';
import type { Loss, Outputs } from './outputs.ts';

type Settings<T extends LossName> = Extract<ResolvedLoss, { type: T }>;

/** Below this a probability's logarithm stays where it is: float32 has no much smaller numbers. */
const PROBABILITY_MIN = 1e-30;
/** What Keras replaces the zeros of a one-hot target with, where it takes their logarithm. */
const KERAS_EPSILON = 1e-7;

/** `−Σ yᵢ log pᵢ`, with `y = (1 − s) onehot + s / classes` (`keras.losses.CategoricalCrossentropy(label_smoothing=s)`). */
export function crossEntropy({ labelSmoothing }: Settings<'sparseCategoricalCrossentropy'>): Loss {
  if (labelSmoothing === 0) return ({ logits, truths }) => sparseSoftmaxCrossEntropy(logits, truths);
  return (outputs) => tf.neg(tf.sum(tf.mul(smoothed(outputs, labelSmoothing), outputs.logProbabilities()), -1));
}

/**
 * `−Σ αᵢ (1 − pᵢ)^γ yᵢ log pᵢ` (Lin et al. 2017; `keras.losses.CategoricalFocalCrossentropy`).
 * With `y` smoothed as in the cross-entropy.
 */
export function focalCrossEntropy({ alpha, gamma, labelSmoothing }: Settings<'categoricalFocalCrossentropy'>): Loss {
  return (outputs) => {
    const entropies = tf.mul(smoothed(outputs, labelSmoothing), outputs.logProbabilities());
    const factors = typeof alpha === 'number' ? tf.scalar(-alpha) : tf.neg(tf.tensor1d([...alpha]));
    const focused = gamma === 0 ? entropies : tf.mul(entropies, tf.pow(complements(outputs), gamma));
    return tf.sum(tf.mul(focused, factors), -1);
  };
}

/**
 * The mean over outputs of `−y log p − (1 − y) log(1 − p)`, with `y = (1 − s) target + s / 2`
 * (`keras.losses.BinaryCrossentropy(label_smoothing=s)`). Of labels, `p = sigmoid(z)`, it is `log(1 + eᶻ) − y z`.
 */
export function binaryCrossEntropy({ labelSmoothing }: Settings<'binaryCrossentropy'>): Loss {
  return (outputs) => {
    const y = mixed(outputs.targets(), labelSmoothing, 1 / 2);
    if (outputs.kind === 'labels') return tf.mean(tf.sub(tf.softplus(outputs.logits), tf.mul(y, outputs.logits)), -1);
    const taken = tf.mul(y, outputs.logProbabilities());
    const left = tf.mul(tf.sub(1, y), tf.log(complements(outputs)));
    return tf.neg(tf.mean(tf.add(taken, left), -1));
  };
}

/** `Σ yᵢ log(yᵢ / pᵢ)`, with the zeros of y at 1e-7, as Keras has it (`keras.losses.KLDivergence`). */
export function klDivergence(outputs: Outputs): Tensor {
  const y = tf.maximum(outputs.targets(), KERAS_EPSILON);
  return tf.sum(tf.mul(y, tf.sub(tf.log(y), outputs.logProbabilities())), -1);
}

function smoothed(outputs: Outputs, smoothing: number): Tensor {
  return mixed(outputs.targets(), smoothing, 1 / outputs.size);
}

/** `(1 − share) × targets + share × other`. */
function mixed(targets: Tensor, share: number, other: number): Tensor {
  return share === 0 ? targets : tf.add(tf.mul(targets, 1 - share), share * other);
}

/** `1 − p` as the sum of all the other probabilities: beside a p of nearly 1 the difference would be mere rounding. */
function complements(outputs: Outputs): Tensor {
  const p = outputs.answers();
  // Axis 1, not −1: tfjs' gradient of a cumulative sum does not know negative ones.
  return tf.maximum(tf.add(tf.cumsum(p, 1, true), tf.cumsum(p, 1, true, true)), PROBABILITY_MIN);
}
