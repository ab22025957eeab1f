/**
 * What a network makes of a batch whose truth is known: the loss of each example, what it answers, and what metrics need.
 * Training, validation and evaluation all measure by this, so that their figures can be compared.
 */
import { type Scalar, type Tensor, tf } from '../engine/index.ts';
import type { ForwardOptions, ForwardResult } from './forward.ts';
import { type Outputs, outputsOf } from './losses/index.ts';
import { type Column, computeColumn, type MeasuredBatch } from './metrics/index.ts';
import type { Network } from './network.ts';
import type { Objective } from './objective.ts';
import type { BatchResult } from './training-step.ts';

/** As tensors: they are the caller's to free. */
export interface ForwardOutcome {
  /** The loss of each example: `[batch]`. */
  readonly losses: Tensor;
  /** The likeliest class of each example, the first of equals: `[batch]`; or labels' chances, or numbers: `[batch, size]`. */
  readonly answers: Tensor;
  /** As the objective orders them, a number for each example, or several. */
  readonly columns: readonly Tensor[];
  /** What training makes smaller: the mean of the losses, and the penalties. */
  readonly loss: Scalar;
  /** The sum of the penalties, where the network has any. */
  readonly penalty?: Scalar;
  readonly updates: ForwardResult['updates'];
  /** What all of this was computed from. */
  readonly outputs: Outputs;
}

/** How a network is measured: our own operations may compute it, as in training. What is served is TensorFlow's alone. */
export const MEASURED = { training: false, fused: true } as const satisfies ForwardOptions;

export interface BatchOutcome extends MeasuredBatch {
  readonly losses: Float32Array;
  /** The regularizers' part of each example's loss, where the network has any. */
  readonly penalty?: number;
}

/** @param examples `[batch, ...inputShape]`. @param truths int32 `[batch]` of classes, else float32 `[batch, size]`. */
export function forwardOutcome(
  network: Network,
  examples: Tensor,
  truths: Tensor,
  options: ForwardOptions,
  objective: Objective,
): ForwardOutcome {
  const { logits, updates, penalties } = network.forward(examples, options);
  const outputs = outputsOf(network.tells, logits, truths);
  const losses = objective.loss(outputs);
  const answers = network.tells === 'classes' ? tf.argMax(logits, -1) : tf.clone(outputs.answers());
  const columns = objective.columns.map((column) => computeColumn(column, outputs));
  const mean = tf.mean(losses) as Scalar;
  if (penalties.length === 0) return { losses, answers, columns, updates, outputs, loss: mean };
  const penalty = tf.addN([...penalties]) as Scalar;
  return { losses, answers, columns, updates, outputs, penalty, loss: tf.add(mean, penalty) };
}

/** The tensors that `outcomeOf` takes the numbers of. */
export function resultsOf({ losses, answers, columns, penalty }: ForwardOutcome): readonly Tensor[] {
  return [losses, answers, ...columns, ...(penalty ? [penalty] : [])];
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
    answers: results[1] as Int32Array | Float32Array,
    columns: columns.length === 0 ? NO_COLUMNS : named(columns, results.slice(2)),
    ...(penalty && { penalty: penalty[0] as number }),
  };
}

const NO_COLUMNS: MeasuredBatch['columns'] = {};

function named(columns: readonly Column[], numbers: readonly ArrayBufferView[]): MeasuredBatch['columns'] {
  return Object.fromEntries(columns.map((column, index) => [column, numbers[index]]));
}

/** In double precision, so that an epoch's sum stays exact. Keras too counts penalties into the loss it tells. */
export function sumUp(outcome: BatchOutcome): BatchResult {
  const { losses, penalty = 0 } = outcome;
  let lossSum = penalty * losses.length;
  for (const loss of losses) lossSum += loss;
  return { lossSum, measured: outcome };
}
