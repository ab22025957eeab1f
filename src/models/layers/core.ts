/** Layers that work on features, and activations as layers of their own. */
import { lookUp, type Tensor, tf } from '../../engine/index.ts';
import { activate, leakyRelu } from './activations.ts';
import { addBias, type Compute, inputOf, weightOf } from './call.ts';

export const dense: Compute<'dense'> = (layer, call) =>
  activate(addBias(project(inputOf(call), weightOf(call, 'kernel')), call), layer.activation);

/** `[…, inputs] × [inputs, outputs]`, as one product of two matrices whatever the axes before. */
export function project(x: Tensor, kernel: Tensor): Tensor {
  const [inputs = 1, outputs = 1] = kernel.shape;
  if (x.rank === 2) return tf.matMul(x, kernel);
  const rows = tf.reshape(x, [x.size / inputs, inputs]);
  return tf.reshape(tf.matMul(rows, kernel), [...x.shape.slice(0, -1), outputs]);
}

/** TensorFlow refuses numbers outside the vocabulary when it computes. */
export const embedding: Compute<'embedding'> = (_layer, call) =>
  lookUp(weightOf(call, 'embeddings'), tf.cast(inputOf(call), 'int32'));

export const activation: Compute<'activation'> = (layer, call) => activate(inputOf(call), layer.activation);

/** `x` above the threshold, up to the maximum; below it, `slope × (x − threshold)`. */
export const relu: Compute<'relu'> = ({ maxValue, negativeSlope, threshold }, call) => {
  const x = inputOf(call);
  const above = threshold === 0 ? tf.relu(x) : tf.mul(x, tf.step(tf.sub(x, threshold)));
  const positive = maxValue === undefined ? above : tf.minimum(above, maxValue);
  if (negativeSlope === 0) return positive;
  return tf.sub(positive, tf.mul(tf.relu(tf.sub(threshold, x)), negativeSlope));
};

export const leaky: Compute<'leakyRelu'> = ({ negativeSlope }, call) => leakyRelu(inputOf(call), negativeSlope);

export const elu: Compute<'elu'> = ({ alpha }, call) => {
  const x = inputOf(call);
  if (alpha === 1) return tf.elu(x);
  return tf.add(tf.relu(x), tf.mul(tf.sub(tf.exp(tf.neg(tf.relu(tf.neg(x)))), 1), alpha));
};

export const prelu: Compute<'prelu'> = (_layer, call) => {
  const x = inputOf(call);
  return tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), weightOf(call, 'alpha')));
};

export const softmax: Compute<'softmax'> = (_layer, call) => tf.softmax(inputOf(call));
