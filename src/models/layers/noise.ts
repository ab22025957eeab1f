/** Layers that are random in training and do nothing else: the numbers follow from the step's seed. */
import { statelessNormal, statelessUniform, type Tensor, tf } from '../../engine/index.ts';
import { type Compute, inputOf, type LayerCall } from './call.ts';

export const dropout: Compute<'dropout'> = ({ rate }, call) => drop(inputOf(call), rate, inputOf(call).shape, call);

/** Whole channels: of all steps alike. */
export const spatialDropout1d: Compute<'spatialDropout1d'> = ({ rate }, call) => {
  const [batch = 1, , channels = 1] = inputOf(call).shape;
  return drop(inputOf(call), rate, [batch, 1, channels], call);
};

/** Whole channels: of all pixels alike. */
export const spatialDropout2d: Compute<'spatialDropout2d'> = ({ rate }, call) => {
  const [batch = 1, , , channels = 1] = inputOf(call).shape;
  return drop(inputOf(call), rate, [batch, 1, 1, channels], call);
};

export const gaussianNoise: Compute<'gaussianNoise'> = ({ stddev }, call) => {
  const x = inputOf(call);
  if (!call.training || stddev === 0) return x;
  return tf.add(x, tf.mul(statelessNormal(x.shape, call.seed('noise')), stddev));
};

/**
 * Sets a share of the numbers to zero and scales the others so that the mean stays (Srivastava et al. 2014).
 * @param shape of the choices: an axis of 1 makes one choice for all along it.
 */
export function drop(x: Tensor, rate: number, shape: readonly number[], call: LayerCall): Tensor {
  if (!call.training || rate === 0) return x;
  const kept = tf.greaterEqual(statelessUniform(shape, call.seed('dropout')), rate);
  return tf.mul(x, tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate)));
}
