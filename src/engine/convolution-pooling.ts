/**
 * A convolution with ReLU that a max pooling follows, for training steps: together they are one operation of our own
 * (`native/conv-pool.h`), which writes only what is pooled, and whose gradients touch only the pixels that were the
 * largest of their window. Not for prediction, and not for what is exported: TensorFlow without our addon does not
 * know the operation.
 */
import './graph/native-session.ts';
import { booleanAttribute, runOperation, runOperationWithOutputs } from './operations.ts';
import { type Tensor, tf } from './runtime.ts';

export interface PoolingShape {
  /** Height and width of the convolution's outputs. */
  readonly convolvedSize: readonly [number, number];
  readonly poolSize: readonly [number, number];
  readonly poolStrides: readonly [number, number];
  readonly poolPadding: 'valid' | 'same';
}

/**
 * Whether `convolutionReluMaxPooling` computes this: whole windows of two by two, side by side. The convolution must
 * have strides and dilations of one.
 */
export function canPoolConvolution({ convolvedSize, poolSize, poolStrides, poolPadding }: PoolingShape): boolean {
  const isTwo = [...poolSize, ...poolStrides].every((side) => side === 2);
  return isTwo && convolvedSize.every((size) => size >= 2 && (poolPadding === 'valid' || size % 2 === 0));
}

/**
 * `y[b, p, f] = max over window p of relu(bias[f] + Σ x[b, pixel + tap, c] · w[tap, c, f])`, windows of 2×2 that do
 * not overlap; a last odd row or column is left out, as with padding "valid" of the pooling. The gradient of a window
 * goes to its first largest pixel. Differentiable in all three; agrees with TensorFlow's own operations to rounding
 * (5·10⁻⁷ of the largest value, 3·10⁻⁶ of the largest weight gradient, which are sums of thousands).
 * @param images float32 `[batch, height, width, channels]`.
 * @param kernel `[kernelHeight, kernelWidth, channels, filters]`. @param bias `[filters]`.
 * @param padding of the convolution: "same" surrounds the images with zeros.
 * @returns `[batch, ⌊h/2⌋, ⌊w/2⌋, filters]` with h and w of the convolution's output.
 */
export function convolutionReluMaxPooling(
  images: Tensor,
  kernel: Tensor,
  bias: Tensor,
  padding: 'valid' | 'same',
): Tensor {
  const attributes = [booleanAttribute('same', padding === 'same')];
  const compute = tf.customGrad((...parameters) => {
    const [x, w, b, save] = parameters as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const [pooled, where] = runOperationWithOutputs('EpochdConvPool', attributes, [x, w, b], 2) as [Tensor, Tensor];
    save([where, x, w]);
    return {
      value: pooled,
      gradFunc: (upstream: Tensor, saved: Tensor[]) => {
        const given = [upstream, ...saved];
        // Of images that nobody trains it is computed here, but a graph leaves it out.
        const ofImages = runOperation('EpochdConvPoolImageGrad', attributes, given);
        return [ofImages, ...runOperationWithOutputs('EpochdConvPoolFilterGrad', attributes, given, 2)];
      },
    };
  });
  return compute(images, kernel, bias);
}
