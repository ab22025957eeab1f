/** Constraints on weights, applied after each step of the optimizer (`keras/src/constraints/constraints.py`). */
import { type Tensor, tf } from '../../engine/index.ts';
import type { Constraint } from '../specification/index.ts';

/** From a weight's value the nearest that is allowed; the same shape. */
export type Constrain = (weight: Tensor) => Tensor;

/** Keras' `backend.epsilon()`. */
const EPSILON = 1e-7;
const MAX_NORM = 2;

/** With Keras' defaults: axis 0, at most 2 (`maxNorm`), from 0 to 1 at a rate of 1 (`minMaxNorm`). */
export function constrainer(constraint: Constraint): Constrain {
  const settings = typeof constraint === 'string' ? { type: constraint } : constraint;
  switch (settings.type) {
    case 'nonNeg':
      return (weight) => tf.relu(weight);
    case 'unitNorm':
      return (weight) => tf.div(weight, tf.add(norms(weight, settings), EPSILON));
    case 'maxNorm': {
      const { maxValue = MAX_NORM } = settings as { maxValue?: number };
      return (weight) => rescale(weight, norms(weight, settings), (norm) => tf.clipByValue(norm, 0, maxValue));
    }
    case 'minMaxNorm': {
      const {
        minValue = 0,
        maxValue = 1,
        rate = 1,
      } = settings as { minValue?: number; maxValue?: number; rate?: number };
      const desired = (norm: Tensor): Tensor =>
        tf.add(tf.mul(tf.clipByValue(norm, minValue, maxValue), rate), tf.mul(norm, 1 - rate));
      return (weight) => rescale(weight, norms(weight, settings), desired);
    }
  }
}

function rescale(weight: Tensor, norm: Tensor, desired: (norm: Tensor) => Tensor): Tensor {
  return tf.mul(weight, tf.div(desired(norm), tf.add(norm, EPSILON)));
}

/** The Euclidean norms along the axes, which are kept with length 1. */
function norms(weight: Tensor, settings: object): Tensor {
  const { axis = 0 } = settings as { axis?: number | number[] };
  return tf.sqrt(tf.sum(tf.square(weight), axis, true));
}
