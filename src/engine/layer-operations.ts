/**
 * TensorFlow's own operations for layers where tfjs has none, or a slower or unseeded composition: random numbers that
 * follow from a seed, batch normalization in one operation, bilinear resizing with its true gradient, looking rows up.
 * Knows nothing of layers themselves.
 */
import {
  booleanAttribute,
  CHANNELS_LAST,
  FLOAT,
  runOperation,
  runOperationWithOutputs,
  typeAttribute,
} from './operations.ts';
import { backend, type OperationAttribute, type Tensor, tf } from './runtime.ts';

const { TF_ATTR_FLOAT, TF_ATTR_INT, TF_FLOAT, TF_INT32 } = backend.binding;

const RANDOM: readonly OperationAttribute[] = [
  typeAttribute('dtype', TF_FLOAT),
  typeAttribute('T', TF_INT32),
  typeAttribute('Tseed', TF_INT32),
];

/**
 * Uniform numbers from 0 (included) to 1 (excluded). The same seed gives the same numbers, eagerly and in a graph.
 * @param seed int32 `[2]`.
 */
export function statelessUniform(shape: readonly number[], seed: Tensor): Tensor {
  return runOperation('StatelessRandomUniform', RANDOM, [tf.tensor1d([...shape], 'int32'), seed]);
}

/** Numbers of the normal distribution of mean 0 and variance 1. @param seed int32 `[2]`. */
export function statelessNormal(shape: readonly number[], seed: Tensor): Tensor {
  return runOperation('StatelessRandomNormal', RANDOM, [tf.tensor1d([...shape], 'int32'), seed]);
}

export interface NormalizedBatch {
  /** `[count, channels]`; differentiable in the inputs, gamma and beta. */
  readonly outputs: Tensor;
  /** `[channels]`; no gradient goes through it. */
  readonly mean: Tensor;
  /** `[channels]`, of the batch itself (divided by its count); no gradient goes through it. */
  readonly variance: Tensor;
}

/**
 * `γ (x − mean) / √(variance + ε) + β`, each channel with its own mean and variance over the batch.
 * @param inputs `[count, channels]`. @param gamma `[channels]`. @param beta `[channels]`.
 */
export function normalizeBatch(inputs: Tensor, gamma: Tensor, beta: Tensor, epsilon: number): NormalizedBatch {
  const [count = 1, channels = 1] = inputs.shape;
  const attributes: OperationAttribute[] = [
    ...[FLOAT, typeAttribute('U', TF_FLOAT), CHANNELS_LAST, booleanAttribute('is_training', true)],
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
  ];
  const picture = [count, 1, 1, channels];
  const none = tf.tensor1d([], 'float32');
  const made = runOperationWithOutputs(
    'FusedBatchNormV3',
    [...attributes, { name: 'exponential_avg_factor', type: TF_ATTR_FLOAT, value: 1 }],
    [tf.reshape(inputs, picture), gamma, beta, none, none],
    6,
  );
  const [normalized, mean, unbiased, ...reserved] = made as [Tensor, Tensor, Tensor, ...Tensor[]];
  const normalize = tf.customGrad((...parameters) => {
    const [x, scale, , save] = parameters as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    save([x, scale, ...reserved]);
    return {
      value: tf.reshape(normalized, inputs.shape),
      gradFunc: (upstream: Tensor, saved: Tensor[]) => {
        const [input, factor, ...rest] = saved as [Tensor, Tensor, ...Tensor[]];
        const given = [tf.reshape(upstream, picture), tf.reshape(input, picture), factor, ...rest];
        const [dx, dScale, dOffset] = runOperationWithOutputs('FusedBatchNormGradV3', attributes, given, 5);
        return [tf.reshape(dx as Tensor, inputs.shape), dScale as Tensor, dOffset as Tensor];
      },
    };
  });
  // TensorFlow gives the variance divided by count − 1; Keras keeps that of the batch itself.
  const variance = tf.mul(unbiased, (count - 1) / count);
  return { outputs: normalize(inputs, gamma, beta), mean, variance };
}

const HALF_PIXEL: readonly OperationAttribute[] = [
  FLOAT,
  booleanAttribute('align_corners', false),
  booleanAttribute('half_pixel_centers', true),
];

/** Pictures `[batch, height, width, channels]` in another size, pixel centres at half, as `tf.image.resize` does. */
export function resizeBilinear(pictures: Tensor, height: number, width: number): Tensor {
  const resize = tf.customGrad((...parameters) => {
    const [input, save] = parameters as unknown as [Tensor, (tensors: Tensor[]) => void];
    save([input]);
    return {
      value: runOperation('ResizeBilinear', HALF_PIXEL, [input, tf.tensor1d([height, width], 'int32')]),
      gradFunc: (upstream: Tensor, saved: Tensor[]) =>
        runOperation('ResizeBilinearGrad', HALF_PIXEL, [upstream, saved[0] as Tensor]),
    };
  });
  return resize(pictures);
}

const LOOK_UP: readonly OperationAttribute[] = [
  ...[typeAttribute('Tparams', TF_FLOAT), typeAttribute('Tindices', TF_INT32), typeAttribute('Taxis', TF_INT32)],
  { name: 'batch_dims', type: TF_ATTR_INT, value: 0 },
];
const SCATTER: readonly OperationAttribute[] = [
  ...[FLOAT, typeAttribute('Tindices', TF_INT32), typeAttribute('Tnumsegments', TF_INT32)],
];

/**
 * Rows of a table by their numbers (tfjs' own reads the numbers back to check them).
 * @param table `[rows, columns]`. @param numbers int32 of any shape; TensorFlow refuses those without a row.
 * @returns `[...numbers, columns]`, differentiable in the table.
 */
export function lookUp(table: Tensor, numbers: Tensor): Tensor {
  const look = tf.customGrad((...parameters) => {
    const [rows, save] = parameters as unknown as [Tensor, (tensors: Tensor[]) => void];
    save([numbers]);
    return {
      value: runOperation('GatherV2', LOOK_UP, [rows, numbers, tf.scalar(0, 'int32')]),
      gradFunc: (upstream: Tensor, saved: Tensor[]) =>
        runOperation('UnsortedSegmentSum', SCATTER, [
          upstream,
          saved[0] as Tensor,
          tf.scalar(table.shape[0] ?? 0, 'int32'),
        ]),
    };
  });
  return look(table);
}
