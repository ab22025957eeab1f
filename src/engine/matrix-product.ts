/**
 * The product of two large matrices by an operation of our own (`native/matrix-product.h`), for training steps: at the
 * sizes of an LSTM's projection it takes 60 to 75 % of the time of TensorFlow's. Not for small ones, which end before
 * a second thread has woken; and not for prediction or what is exported.
 */
import './graph/native-session.ts';
import { booleanAttribute, runOperation } from './operations.ts';
import { type Tensor, tf } from './runtime.ts';

export interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** `[columns]`, added to each row. */
  readonly bias?: Tensor | undefined;
}

/** `a × b + bias` of float32 matrices. Has no gradient of its own. */
export function largeMatrixProduct(a: Tensor, b: Tensor, options: ProductOptions = {}): Tensor {
  const { transposeA = false, transposeB = false, bias = tf.tensor1d([], 'float32') } = options;
  const attributes = [booleanAttribute('transpose_a', transposeA), booleanAttribute('transpose_b', transposeB)];
  return runOperation('EpochdMatMul', attributes, [a, b, bias]);
}
