/**
 * What the training loop asks of whatever computes its steps. The loop knows nothing of tensors nor of optimizers;
 * an implementation knows nothing of epochs, progress or data.
 */

export interface BatchResult {
  /** The sum of the examples' losses, in nats; not finite where training diverged. */
  readonly lossSum: number;
  /** How many examples were classified correctly. */
  readonly correct: number;
}

export interface TrainingStep {
  /** How many examples `evaluate` may get at once. */
  readonly evaluationBatchMax: number;
  /**
   * One step of the optimizer along the gradient of the batch's mean loss.
   * @param inputs row-major; only the first `count` examples of it and of `labels` are read, and nothing is kept.
   * @returns the loss and accuracy before the step, as Keras counts them.
   */
  run(inputs: Float32Array, labels: Int32Array, count: number): BatchResult;
  /** The loss and accuracy of examples; changes nothing. */
  evaluate(inputs: Float32Array, labels: Int32Array, count: number): BatchResult;
  /** Frees what the step holds. From here on, at the latest, the network holds the trained weights. */
  dispose(): void;
}
