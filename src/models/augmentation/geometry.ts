/**
 * Pictures flipped, turned, moved and zoomed, each by its own draw. All four together are one affine map, so each pixel is
 * read once, and blurred once at most. Knows nothing of where random numbers come from.
 */
import { type Tensor, tf, transformPictures } from '../../engine/index.ts';
import type { ResolvedAugmentation } from '../specification/index.ts';
import type { Draws } from './draws.ts';

/**
 * What Keras' RandomFlip, RandomRotation, RandomTranslation and RandomZoom do one after the other, with their default fill:
 * beyond its border a picture is mirrored.
 * @param pictures `[batch, height, width, channels]`.
 */
export function movePictures(
  pictures: Tensor,
  { flip, rotation, translation, zoom }: ResolvedAugmentation,
  draws: Draws,
): Tensor {
  const [batch = 1, height = 1, width = 1] = pictures.shape;
  const none = tf.zeros([batch]);
  const upright = tf.ones([batch]);
  const around0 = (purpose: string, bound: number): Tensor => (bound > 0 ? draws.around0(purpose, batch, bound) : none);
  const signs = (direction: 'horizontal' | 'vertical'): Tensor =>
    flip === direction || flip === 'both' ? draws.signs(`${direction} flip`, batch) : upright;
  const motion: Motion = {
    flipX: signs('horizontal'),
    flipY: signs('vertical'),
    angle: around0('rotation', rotation * 2 * Math.PI),
    moveX: tf.mul(around0('translation along the width', translation.widthFactor), width),
    moveY: tf.mul(around0('translation along the height', translation.heightFactor), height),
    scale: tf.add(around0('zoom', zoom), 1),
  };
  return transformPictures(pictures, transformsOf(motion, height, width), 'reflect');
}

/**
 * Whole steps along the first axis, which is time in a spectrogram; what leaves at one end comes in at the other.
 * @param sounds `[batch, frames, bands, 1]`. @param shift at most half of the frames, of which there are four or more.
 */
export function shiftInTime(sounds: Tensor, shift: number, draws: Draws): Tensor {
  const [batch = 1, frames = 1] = sounds.shape;
  const steps = tf.round(tf.mul(draws.around0('shift', batch, shift), frames));
  const [zero, one] = [tf.zeros([batch]), tf.ones([batch])];
  return transformPictures(sounds, tf.stack([one, zero, zero, zero, one, steps, zero, zero], 1), 'wrap');
}

/** `[batch]` each. */
export interface Motion {
  /** 1 or −1. */
  readonly flipX: Tensor;
  readonly flipY: Tensor;
  /** In radians, counter-clockwise. */
  readonly angle: Tensor;
  /** In pixels, to the right and down. */
  readonly moveX: Tensor;
  readonly moveY: Tensor;
  /** Above 1 the picture becomes smaller. */
  readonly scale: Tensor;
}

/**
 * Where each pixel of the result is read from, with `p` measured from the picture's middle: flip, then rotation, then
 * translation, then zoom give `F R (s p − t)`.
 * @returns `[batch, 8]`, as `transformPictures` takes it.
 */
export function transformsOf(
  { flipX, flipY, angle, moveX, moveY, scale }: Motion,
  height: number,
  width: number,
): Tensor {
  const [cosine, sine] = [tf.cos(angle), tf.sin(angle)];
  const rows = [
    [tf.mul(flipX, cosine), tf.neg(tf.mul(flipX, sine))],
    [tf.mul(flipY, sine), tf.mul(flipY, cosine)],
  ] as const;
  const middle = [(width - 1) / 2, (height - 1) / 2] as const;
  const read = rows.flatMap(([alongX, alongY], axis) => {
    const [a, b] = [tf.mul(alongX, scale), tf.mul(alongY, scale)];
    const moved = tf.add(tf.mul(alongX, moveX), tf.mul(alongY, moveY));
    const ofMiddle = tf.add(tf.mul(a, middle[0]), tf.mul(b, middle[1]));
    return [a, b, tf.sub(tf.sub(middle[axis] as number, ofMiddle), moved)];
  });
  const zero = tf.zerosLike(angle);
  return tf.stack([...read, zero, zero], 1);
}
