/** Layers that only move numbers about. */
import { resizeBilinear, type Tensor, tf } from '../../engine/index.ts';
import { paddings, pair, wholeShape } from '../specification/index.ts';
import { type Compute, inputOf } from './call.ts';

export const flatten: Compute<'flatten'> = (_layer, call) => {
  const x = inputOf(call);
  const [batch = 1] = x.shape;
  return tf.reshape(x, [batch, x.size / batch]);
};

export const reshape: Compute<'reshape'> = ({ targetShape }, call) => {
  const x = inputOf(call);
  const [batch = 1, ...input] = x.shape;
  return tf.reshape(x, [batch, ...wholeShape(targetShape, input)]);
};

export const permute: Compute<'permute'> = ({ dims }, call) => tf.transpose(inputOf(call), [0, ...dims]);

export const zeroPadding1d: Compute<'zeroPadding1d'> = ({ padding }, call) =>
  tf.pad(inputOf(call), [[0, 0], [...pair(padding)], [0, 0]]);

export const zeroPadding2d: Compute<'zeroPadding2d'> = ({ padding }, call) => {
  const [vertical, horizontal] = paddings(padding);
  return tf.pad(inputOf(call), [[0, 0], [...vertical], [...horizontal], [0, 0]]);
};

export const upSampling1d: Compute<'upSampling1d'> = ({ size }, call) => repeat(inputOf(call), size, 1);

export const upSampling2d: Compute<'upSampling2d'> = ({ size, interpolation }, call) => {
  const pictures = inputOf(call);
  const [rows, columns] = pair(size);
  if (interpolation === 'nearest') return repeat(repeat(pictures, rows, 1), columns, 2);
  const [, height = 1, width = 1] = pictures.shape;
  return resizeBilinear(pictures, height * rows, width * columns);
};

/** Each number of an axis `times` times: `[1, 2]` twice is `[1, 1, 2, 2]`. */
function repeat(x: Tensor, times: number, axis: number): Tensor {
  if (times === 1) return x;
  const stacked = tf.stack(new Array<Tensor>(times).fill(x), axis + 1);
  return tf.reshape(
    stacked,
    x.shape.map((length, at) => (at === axis ? length * times : length)),
  );
}
