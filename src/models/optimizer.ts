/** From the specification of an optimizer to the rule that computes it, and to what happens to gradients before. */
import { rules, type Tensor, tf, type UpdateRule } from '../engine/index.ts';
import type { ResolvedOptimizer } from './specification/index.ts';

export function updateRule(optimizer: ResolvedOptimizer): UpdateRule {
  switch (optimizer.type) {
    case 'sgd':
      return rules.sgd(optimizer);
    case 'rmsprop':
      return rules.rmsprop(optimizer);
    case 'adagrad':
      return rules.adagrad(optimizer);
    case 'adadelta':
      return rules.adadelta(optimizer);
    case 'adam':
      return rules.adam({ ...optimizer, weightDecay: 0 });
    case 'adamw':
      return rules.adam(optimizer);
    case 'adamax':
      return rules.adamax(optimizer);
    case 'nadam':
      return rules.nadam(optimizer);
  }
}

/**
 * Clips gradients as Keras 3 does (`keras/src/optimizers/base_optimizer.py`): each by its own norm, all by their common
 * norm, or each number by its value.
 * @returns the given tensors themselves where nothing is to be clipped; others are the caller's scope to free.
 */
export function clipGradients(gradients: readonly Tensor[], optimizer: ResolvedOptimizer): readonly Tensor[] {
  const { clipNorm, globalClipNorm, clipValue } = optimizer;
  if (clipNorm !== undefined) {
    return gradients.map((gradient) => scaleTo(gradient, clipNorm, tf.sum(tf.square(gradient))));
  }
  if (globalClipNorm !== undefined) {
    const squares = tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))));
    return gradients.map((gradient) => scaleTo(gradient, globalClipNorm, squares));
  }
  if (clipValue !== undefined) return gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  return gradients;
}

/** `g · n / max(‖g‖, n)`: unchanged where the norm is at most n. */
function scaleTo(gradient: Tensor, norm: number, sumOfSquares: Tensor): Tensor {
  return tf.div(tf.mul(gradient, norm), tf.maximum(tf.sqrt(sumOfSquares), norm));
}
