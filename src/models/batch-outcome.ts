/**
 * What a network makes of a labelled batch: the loss of each example and the class it is taken for. Training,
 * validation and evaluation all measure by this, so that their figures can be compared.
 */
import { freeing, type Scalar, sparseSoftmaxCrossEntropy, type Tensor, tf } from '../engine/index.ts';
import type { ForwardOptions, ForwardResult } from './forward.ts';
import type { Network } from './network.ts';
import { product } from './specification/index.ts';
import type { BatchResult } from './training-step.ts';

/** On the way, as tensors: they are the caller's to free. */
export interface OutcomeTensors {
  /** The cross-entropy of each example, in nats: `[batch]`. */
  readonly losses: Tensor;
  /** The likeliest class of each example, the first of equals: `[batch]`. */
  readonly classes: Tensor;
}

/** The same, with what training and Keras' loss need beside it. */
export interface ForwardOutcome extends OutcomeTensors {
  /** What training makes smaller: the mean of the losses, and the penalties. */
  readonly loss: Scalar;
  /** The sum of the penalties, where the network has any. */
  readonly penalty?: Scalar;
  readonly updates: ForwardResult['updates'];
}

export interface BatchOutcome {
  readonly losses: Float32Array;
  readonly classes: Int32Array;
  /** The regularizers' part of each example's loss, where the network has any. */
  readonly penalty?: number;
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
  return outcomeOf(network, examples, tf.tensor(labels.subarray(0, count), [count], 'int32'));
}

/** @param examples `[batch, ...inputShape]`. @param labels int32 `[batch]`. */
export function outcomeOf(network: Network, examples: Tensor, labels: Tensor): OutcomeTensors {
  const logits = network.logits(examples);
  return { losses: sparseSoftmaxCrossEntropy(logits, labels), classes: tf.argMax(logits, -1) };
}

/** @param examples `[batch, ...inputShape]`. @param labels int32 `[batch]`. */
export function forwardOutcome(
  network: Network,
  examples: Tensor,
  labels: Tensor,
  options: ForwardOptions,
): ForwardOutcome {
  const { logits, updates, penalties } = network.forward(examples, options);
  const losses = sparseSoftmaxCrossEntropy(logits, labels);
  const classes = tf.argMax(logits, -1);
  const mean = tf.mean(losses) as Scalar;
  if (penalties.length === 0) return { losses, classes, updates, loss: mean };
  const penalty = tf.addN([...penalties]) as Scalar;
  return { losses, classes, updates, penalty, loss: tf.add(mean, penalty) };
}

/** A number an example: reading them costs less than the operations that would sum them up. */
export function readOutcome({ losses, classes, penalty }: OutcomeTensors & { penalty?: Scalar }): BatchOutcome {
  const numbers = { losses: losses.dataSync() as Float32Array, classes: classes.dataSync() as Int32Array };
  return penalty ? { ...numbers, penalty: penalty.dataSync()[0] as number } : numbers;
}

/** Computes, reads, and frees what it made. */
export function measureBatch(network: Network, inputs: Float32Array, labels: Int32Array, count: number): BatchOutcome {
  return freeing(() => readOutcome(computeOutcome(network, inputs, labels, count)));
}

/** In double precision, so that an epoch's sum stays exact. Keras too counts penalties into the loss it tells. */
export function sumUp({ losses, classes, penalty = 0 }: BatchOutcome, labels: Int32Array): BatchResult {
  let lossSum = penalty * losses.length;
  for (const loss of losses) lossSum += loss;
  let correct = 0;
  for (const [index, predicted] of classes.entries()) if (predicted === labels[index]) correct += 1;
  return { lossSum, correct };
}
