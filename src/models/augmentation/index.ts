/**
 * Varies the examples of a training step: pictures by one transform of their geometry and their contrast, spectrograms in time
 * and by noise. Operations on tensors alone, so that it steps eagerly or is recorded as a graph. Everything random follows
 * from the seed, what it is for, and the step.
 */
import { type Tensor, tf } from '../../engine/index.ts';
import type { ResolvedAugmentation } from '../specification/index.ts';
import { createDraws, type Draws } from './draws.ts';
import { movePictures, shiftInTime } from './geometry.ts';

/**
 * @param examples float32 `[batch, …inputShape]`, preprocessed.
 * @param step int32 scalar: which step of the training.
 * @returns of the same shape; the examples themselves where nothing is to be varied.
 */
export type Augment = (examples: Tensor, step: Tensor) => Tensor;

/**
 * @param inputShape without the batch: pictures and spectrograms have three axes.
 * @param seed an unsigned 32-bit integer.
 * @throws RangeError where the settings move or shift inputs that are no pictures.
 */
export function createAugmentation(
  settings: ResolvedAugmentation,
  inputShape: readonly number[],
  seed: number,
): Augment {
  const { flip, rotation, translation, zoom, contrast, shift, noise } = settings;
  const moves = flip !== 'none' || [rotation, zoom, translation.heightFactor, translation.widthFactor].some(Boolean);
  if ((moves || contrast > 0 || shift > 0) && inputShape.length !== 3) {
    throw new RangeError(`Expected inputs of three axes to augment. Received: [${inputShape.join(', ')}].`);
  }
  const drawsOf = createDraws(seed);
  return (examples, step) =>
    tf.tidy(() => {
      const draws = drawsOf(step);
      let varied = examples;
      if (moves) varied = movePictures(varied, settings, draws);
      if (contrast > 0) varied = changeContrast(varied, contrast, draws);
      if (shift > 0) varied = shiftInTime(varied, shift, draws);
      if (noise > 0) varied = tf.add(varied, tf.mul(draws.normal('noise', varied.shape), noise));
      return varied;
    });
}

/**
 * Each colour's differences from its mean over the picture, as Keras' RandomContrast; without its clipping, because what a
 * network is given has no fixed range.
 */
function changeContrast(pictures: Tensor, contrast: number, draws: Draws): Tensor {
  const factors = tf.add(draws.around0('contrast', pictures.shape[0] ?? 1, contrast), 1);
  const mean = tf.mean(pictures, [1, 2], true);
  return tf.add(tf.mul(tf.sub(pictures, mean), tf.reshape(factors, [-1, 1, 1, 1])), mean);
}
