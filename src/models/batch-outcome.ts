/**
 * What a network makes of a labelled batch: the loss of each example, the class it is taken for, and what metrics need. Training,
 * validation and evaluation all measure by this, so that their figures can be compared.
 */
import { freeing, type Scalar, type Tensor, tf } from '../engine/index.ts';
import type { ForwardOptions, ForwardResult } from './forward.ts';
import { outputsOf } from './losses/index.ts';
import { type Column, computeColumn, type MeasuredBatch } from './metrics/index.ts';
import type { Network } from './network.ts';
import { DEFAULT_OBJECTIVE, measuringObjective, type Objective } from './objective.ts';
import { product } from './specification/index.ts';
import type { BatchResult } from './training-step.ts';

/** As tensors: they are the caller's to free. */
export interface ForwardOutcome {
  /** The loss of each example: `[batch]`. */
  readonly losses: Tensor;
  /** The likeliest class of each example, the first of equals: `[batch]`. */
  readonly classes: Tensor;
  /** As the objective orders them, a number for each example, or several. */
  readonly columns: readonly Tensor[];
  /** What training makes smaller: the mean of the losses, and the penalties. */
  readonly loss: Scalar;
  /** The sum of the penalties, where the network has any. */
  readonly penalty?: Scalar;
  readonly updates: ForwardResult['updates'];
}

export interface BatchOutcome extends MeasuredBatch {
  readonly losses: Float32Array;
  /** The regularizers' part of each example's loss, where the network has any. */
  readonly penalty?: number;
}

const CROSS_ENTROPY = measuringObjective(DEFAULT_OBJECTIVE);

/** @param examples `[batch, ...inputShape]`. @param labels int32 `[batch]`. */
export function forwardOutcome(
  network: Network,
  examples: Tensor,
  labels: Tensor,
  options: ForwardOptions,
  objective: Objective = CROSS_ENTROPY,
): ForwardOutcome {
  const { logits, updates, penalties } = network.forward(examples, options);
  const outputs = outputsOf(logits, labels);
  const losses = objective.loss(outputs);
  const classes = tf.argMax(logits, -1);
  const columns = objective.columns.map((column) => computeColumn(column, outputs));
  const mean = tf.mean(losses) as Scalar;
  if (penalties.length === 0) return { losses, classes, columns, updates, loss: mean };
  const penalty = tf.addN([...penalties]) as Scalar;
  return { losses, classes, columns, updates, penalty, loss: tf.add(mean, penalty) };
}

/** The tensors that `outcomeOf` takes the numbers of. */
export function resultsOf({ losses, classes, columns, penalty }: ForwardOutcome): readonly Tensor[] {
  return [losses, classes, ...columns, ...(penalty ? [penalty] : [])];
}

/** A number an example: reading them costs less than the operations that would sum them up. */
export function readOutcome(results: readonly Tensor[], columns: readonly Column[]): BatchOutcome {
  const numbers = results.map((tensor) => tensor.dataSync() as Float32Array | Int32Array);
  return outcomeOf(numbers, columns);
}

/** @param results of `resultsOf`. @param columns those of the objective. */
export function outcomeOf(
  results: readonly (Float32Array | Int32Array | Uint8Array)[],
  columns: readonly Column[],
): BatchOutcome {
  const penalty = results[2 + columns.length];
  return {
    losses: results[0] as Float32Array,
    classes: results[1] as Int32Array,
    columns: columns.length === 0 ? NO_COLUMNS : named(columns, results.slice(2)),
    ...(penalty && { penalty: penalty[0] as number }),
  };
}

const NO_COLUMNS: MeasuredBatch['columns'] = {};

function named(columns: readonly Column[], numbers: readonly ArrayBufferView[]): MeasuredBatch['columns'] {
  return Object.fromEntries(columns.map((column, index) => [column, numbers[index]]));
}

/**
 * Computes, reads, and frees what it made. The penalties are no part of it: it measures the network, not its training.
 * @param inputs row-major; the first `count` examples of it and of `labels` are read, and nothing is kept: TensorFlow
 * copies the numbers at their first use, which is here.
 */
export function measureBatch(
  network: Network,
  objective: Objective,
  inputs: Float32Array,
  labels: Int32Array,
  count: number,
): BatchOutcome {
  const { inputShape } = network;
  return freeing(() => {
    const examples = tf.tensor(inputs.subarray(0, count * product(inputShape)), [count, ...inputShape]);
    const classes = tf.tensor(labels.subarray(0, count), [count], 'int32');
    const outcome = forwardOutcome(network, examples, classes, { training: false }, objective);
    const { penalty: _penalty, ...measured } = outcome;
    return readOutcome(resultsOf(measured), objective.columns);
  });
}

/** In double precision, so that an epoch's sum stays exact. Keras too counts penalties into the loss it tells. */
export function sumUp(outcome: BatchOutcome, labels: Int32Array): BatchResult {
  const { losses, classes, penalty = 0 } = outcome;
  let lossSum = penalty * losses.length;
  for (const loss of losses) lossSum += loss;
  let correct = 0;
  for (const [index, predicted] of classes.entries()) if (predicted === labels[index]) correct += 1;
  return { lossSum, correct, measured: outcome };
}
