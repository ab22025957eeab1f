/**
 * What a network makes of a labelled batch: the loss of each example and the class it is taken for. Training,
 * validation and evaluation all measure by this, so that their figures can be compared.
 */
import { freeing, type Scalar, sparseSoftmaxCrossEntropy, type Tensor, tf } from '../engine/index.ts';
import type { ForwardOptions, ForwardResult } from './forward.ts';
import type { Network } from './network.ts';
import { product } from './specification/index.ts';
import type { BatchResult } from './training-step.ts';

/** As tensors: they are the caller's to free. */
export interface ForwardOutcome {
  /** The cross-entropy of each example, in nats: `[batch]`. */
  readonly losses: Tensor;
  /** The likeliest class of each example, the first of equals: `[batch]`. */
  readonly classes: Tensor;
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
export function readOutcome(results: readonly Tensor[]): BatchOutcome {
  return outcomeOf(results.map((tensor) => tensor.dataSync() as Float32Array | Int32Array));
}

/** @param results losses, classes, and the penalty where there is one. */
export function outcomeOf([losses, classes, penalty]: readonly (
  | Float32Array
  | Int32Array
  | Uint8Array
)[]): BatchOutcome {
  return {
    losses: losses as Float32Array,
    classes: classes as Int32Array,
    ...(penalty && { penalty: penalty[0] as number }),
  };
}

/**
 * Computes, reads, and frees what it made. The penalties are no part of it: it measures the network, not its training.
 * @param inputs row-major; the first `count` examples of it and of `labels` are read, and nothing is kept: TensorFlow
 * copies the numbers at their first use, which is here.
 */
export function measureBatch(network: Network, inputs: Float32Array, labels: Int32Array, count: number): BatchOutcome {
  const { inputShape } = network;
  return freeing(() => {
    const examples = tf.tensor(inputs.subarray(0, count * product(inputShape)), [count, ...inputShape]);
    const classes = tf.tensor(labels.subarray(0, count), [count], 'int32');
    const outcome = forwardOutcome(network, examples, classes, { training: false });
    return readOutcome([outcome.losses, outcome.classes]);
  });
}

/** In double precision, so that an epoch's sum stays exact. Keras too counts penalties into the loss it tells. */
export function sumUp({ losses, classes, penalty = 0 }: BatchOutcome, labels: Int32Array): BatchResult {
  let lossSum = penalty * losses.length;
  for (const loss of losses) lossSum += loss;
  let correct = 0;
  for (const [index, predicted] of classes.entries()) if (predicted === labels[index]) correct += 1;
  return { lossSum, correct };
}
