/** Batch and layer normalization, over the last axis' features. */
import { normalizeBatch, type Tensor, tf } from '../../engine/index.ts';
import { type Compute, inputOf, type LayerCall, weightOf } from './call.ts';

/**
 * In training by the batch's own mean and variance, which also move the averages (`a × momentum + b × (1 − momentum)`,
 * the variance not corrected for the batch's size, as in Keras 3); else by the averages (Ioffe & Szegedy 2015).
 */
export const batchNormalization: Compute<'batchNormalization'> = ({ momentum, epsilon }, call) => {
  const x = inputOf(call);
  const channels = x.shape.at(-1) ?? 1;
  const gamma = call.weights['gamma'] ?? tf.ones([channels]);
  const beta = call.weights['beta'] ?? tf.zeros([channels]);
  if (!call.training) {
    const factor = tf.mul(gamma, tf.rsqrt(tf.add(weightOf(call, 'moving_variance'), epsilon)));
    return tf.add(tf.mul(x, factor), tf.sub(beta, tf.mul(weightOf(call, 'moving_mean'), factor)));
  }
  const rows = tf.reshape(x, [x.size / channels, channels]);
  const { outputs, mean, variance } = normalizeBatch(rows, gamma, beta, epsilon);
  move('moving_mean', mean, momentum, call);
  move('moving_variance', variance, momentum, call);
  return tf.reshape(outputs, x.shape);
};

function move(name: string, value: Tensor, momentum: number, call: LayerCall): void {
  call.update(name, tf.add(tf.mul(weightOf(call, name), momentum), tf.mul(value, 1 - momentum)));
}

/** Each place by its own mean and variance over its features (Ba, Kiros & Hinton 2016). */
export const layerNormalization: Compute<'layerNormalization'> = ({ epsilon }, { weights, inputs }) => {
  const normalized = standardize(inputs[0] as Tensor, epsilon);
  const scaled = weights['gamma'] ? tf.mul(normalized, weights['gamma']) : normalized;
  return weights['beta'] ? tf.add(scaled, weights['beta']) : scaled;
};

/**
 * `y = (x − mean) / √(variance + ε)` over the last axis. Its gradient in one go, where the composition's has twenty
 * operations: `(g − mean(g) − y × mean(g × y)) / √(variance + ε)`.
 */
function standardize(x: Tensor, epsilon: number): Tensor {
  const compute = tf.customGrad((...parameters) => {
    const [input, save] = parameters as unknown as [Tensor, (tensors: Tensor[]) => void];
    const centred = tf.sub(input, tf.mean(input, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
    const value = tf.mul(centred, inverse);
    save([value, inverse]);
    return {
      value,
      gradFunc: (upstream: Tensor, saved: Tensor[]) => {
        const [y, scale] = saved as [Tensor, Tensor];
        const along = tf.mul(y, tf.mean(tf.mul(upstream, y), -1, true));
        return tf.mul(tf.sub(tf.sub(upstream, tf.mean(upstream, -1, true)), along), scale);
      },
    };
  });
  return compute(x);
}
