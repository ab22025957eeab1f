/**
 * What a network makes of a labelled batch: the loss of each example and the class it is taken for. Training,
 * validation and evaluation all measure by this, so that their figures can be compared.
 */
import { freeing, sparseSoftmaxCrossEntropy, type Tensor, tf } from '../engine/index.ts';
import type { Network } from './network.ts';
import { product } from './specification/index.ts';

/** On the way, as tensors: they are the caller's to free. */
export interface OutcomeTensors {
  /** The cross-entropy of each example, in nats: `[batch]`. */
  readonly losses: Tensor;
  /** The likeliest class of each example, the first of equals: `[batch]`. */
  readonly classes: Tensor;
}

export interface BatchOutcome {
  readonly losses: Float32Array;
  readonly classes: Int32Array;
}

/**
 * @param inputs row-major; the first `count` examples of it and of `labels` are read, and nothing is kept: TensorFlow
 * copies the numbers at their first use, which is here.
 */
export function computeOutcome(
  network: Network,
  inputs: Float32Array,
  labels: Int32Array,
  count: number,
): OutcomeTensors {
  const { inputShape } = network;
  const examples = tf.tensor(inputs.subarray(0, count * product(inputShape)), [count, ...inputShape]);
  const logits = network.logits(examples);
  const losses = sparseSoftmaxCrossEntropy(logits, tf.tensor(labels.subarray(0, count), [count], 'int32'));
  return { losses, classes: tf.argMax(logits, -1) };
}

/** A number an example: reading them costs less than the operations that would sum them up. */
export function readOutcome({ losses, classes }: OutcomeTensors): BatchOutcome {
  return { losses: losses.dataSync() as Float32Array, classes: classes.dataSync() as Int32Array };
}

/** Computes, reads, and frees what it made. */
export function measureBatch(network: Network, inputs: Float32Array, labels: Int32Array, count: number): BatchOutcome {
  return freeing(() => readOutcome(computeOutcome(network, inputs, labels, count)));
}
