/**
 * Pictures read at other places: TensorFlow's own projective transform, a matrix for each picture. Knows nothing of what
 * the matrices are for.
 */
import { runOperation, typeAttribute } from './operations.ts';
import { backend, type OperationAttribute, type Tensor, tf } from './runtime.ts';

/** What lies beyond a picture's border: zeros, the nearest pixel, the picture mirrored, or the picture again. */
export type FillMode = 'constant' | 'nearest' | 'reflect' | 'wrap';

/**
 * @param pictures float32 `[batch, height, width, channels]`.
 * @param transforms float32 `[batch, 8]`: `a b c d e f 0 0` reads pixel `(x, y)` of the result from
 * `(a x + b y + c, d x + e y + f)` of the picture, between pixels bilinearly.
 * @returns of the same shape. It has no gradient.
 */
export function transformPictures(pictures: Tensor, transforms: Tensor, fillMode: FillMode): Tensor {
  const { TF_ATTR_STRING, TF_FLOAT } = backend.binding;
  const [, height = 1, width = 1] = pictures.shape;
  const attributes: OperationAttribute[] = [
    typeAttribute('dtype', TF_FLOAT),
    { name: 'interpolation', type: TF_ATTR_STRING, value: 'BILINEAR' },
    { name: 'fill_mode', type: TF_ATTR_STRING, value: fillMode.toUpperCase() },
  ];
  const size = tf.tensor1d([height, width], 'int32');
  return runOperation('ImageProjectiveTransformV3', attributes, [pictures, transforms, size, tf.scalar(0)]);
}
