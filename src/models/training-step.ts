/**
 * What the training loop asks of whatever computes its steps. The loop knows nothing of tensors nor of optimizers;
 * an implementation knows nothing of epochs, progress or data.
 */
import type { GatheredRows } from '../engine/index.ts';
import type { MeasuredBatch, Truths } from './metrics/index.ts';

export interface BatchResult {
  /** The sum of the examples' losses, as training weighs them in `run`; not finite where training diverged. */
  readonly lossSum: number;
  /** For metrics, with the loss of each example; its numbers change with the next batch. */
  readonly measured: MeasuredBatch & { readonly losses: Float32Array };
}

/** Numbers for every step; bytes for one that was made for them; rows to gather for one that gathers. */
export type BatchInputs = Float32Array | Uint8Array | GatheredRows;

/** All that steps change, between two of them: who starts from it computes the same next step, to the bit. */
export interface StepState {
  /** How many were made. */
  readonly steps: number;
  /** Weights, statistics, then what the optimizer keeps of them, in an order that follows from network and optimizer. */
  readonly variables: readonly Float32Array[];
}

export interface TrainingStep {
  /** Whether it takes inputs as the examples keep them: rows to gather from memory, which spares a copy of every batch, and bytes. */
  readonly gathersRows: boolean;
  /** How many examples `evaluate` may get at once. */
  readonly evaluationBatchMax: number;
  /**
   * One step of the optimizer along the gradient of the batch's mean loss.
   * @param inputs row-major if an array; only the first `count` examples of it and of `truths` are read, and nothing is kept.
   * @returns the loss and what was answered before the step, as Keras counts them.
   */
  run(inputs: BatchInputs, truths: Truths, count: number, learningRate: number): BatchResult;
  /** Gets ready for steps of so many examples, so that the first one takes no longer than others. */
  prepare(count: number): void;
  /** The loss of examples, and what is answered; changes nothing. */
  evaluate(inputs: BatchInputs, truths: Truths, count: number): BatchResult;
  /** Brings the trained weights into the network, which may hold older ones until then. */
  synchronize(): void;
  /** Copies of all that steps change. Nothing is disturbed by it. */
  state(): StepState;
  /** Frees what the step holds. From here on, at the latest, the network holds the trained weights. */
  dispose(): void;
}
