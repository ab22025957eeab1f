/** Penalties on the size of weights or outputs, to be added to the loss. */
import { type Tensor, tf } from '../../engine/index.ts';
import type { Regularizer } from '../specification/index.ts';

/** Keras' factor of a regularizer that is only named. */
const NAMED_FACTOR = 0.01;

/** `l1 × Σ|x| + l2 × Σx²`, a scalar. */
export function penaltyOf(regularizer: Regularizer, x: Tensor): Tensor {
  const { l1 = 0, l2 = 0 } = factorsOf(regularizer);
  const terms = [
    ...(l1 > 0 ? [tf.mul(tf.sum(tf.abs(x)), l1)] : []),
    ...(l2 > 0 ? [tf.mul(tf.sum(tf.square(x)), l2)] : []),
  ];
  return terms.length > 0 ? terms.reduce((a, b) => tf.add(a, b)) : tf.scalar(0);
}

function factorsOf(regularizer: Regularizer): { readonly l1?: number; readonly l2?: number } {
  return typeof regularizer === 'string' ? { [regularizer]: NAMED_FACTOR } : regularizer;
}
