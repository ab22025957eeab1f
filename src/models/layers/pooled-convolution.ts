/**
 * Convolutions that a training step computes together with the pooling after them, because that takes a third of the
 * time. The results are the same to rounding; prediction and export go the general way, by TensorFlow's own operations.
 */
import { canPoolConvolution, convolutionReluMaxPooling, type Tensor, tf } from '../../engine/index.ts';
import { completed, type Layer, type PlacedLayer, pair } from '../specification/index.ts';
import { inputOf, type LayerCall, weightOf } from './call.ts';

/** The numbers of such convolutions, each with its pooling's. */
export function pooledConvolutions(placed: readonly PlacedLayer[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [pooling, { sources }] of placed.entries()) {
    const [convolution = -1] = sources;
    const takers = placed.filter((other) => other.sources.includes(convolution));
    if (takers.length === 1 && canJoin(placed[convolution], placed[pooling])) found.set(convolution, pooling);
  }
  return found;
}

function canJoin(first: PlacedLayer | undefined, second: PlacedLayer | undefined): boolean {
  if (first?.layer.type !== 'conv2d' || second?.layer.type !== 'maxPooling2d') return false;
  const convolution = completed<'conv2d'>(first.layer);
  const pooling = completed<'maxPooling2d'>(second.layer);
  const [height = 0, width = 0] = first.effect.outputShape;
  const strides = [...pair(convolution.strides), ...pair(convolution.dilationRate)];
  return (
    convolution.activation === 'relu' &&
    convolution.activityRegularizer === undefined &&
    strides.every((side) => side === 1) &&
    canPoolConvolution({
      convolvedSize: [height, width],
      poolSize: pair(pooling.poolSize),
      poolStrides: pair(pooling.strides ?? pooling.poolSize),
      poolPadding: pooling.padding,
    })
  );
}

/** @returns what the convolution's pooling would make of its outputs. */
export function computePooledConvolution(layer: Layer, call: LayerCall): Tensor {
  if (layer.type !== 'conv2d') throw new Error(`Expected a convolution. Received: ${layer.type}.`);
  const { padding } = completed<'conv2d'>(layer);
  const kernel = weightOf(call, 'kernel');
  const bias = call.weights['bias'] ?? tf.zeros([kernel.shape.at(-1) ?? 0]);
  return convolutionReluMaxPooling(inputOf(call), kernel, bias, padding === 'same' ? 'same' : 'valid');
}
