/** What a training run tells while it goes on. Plain data, so that it can travel between processes. */
import type { FigureName, Figures } from './specification/index.ts';

/** Metrics of the examples held back: `valPrecision`, … */
type ValidationFigures = { readonly [F in FigureName as `val${Capitalize<F>}`]?: number };

export interface ProgressEvent {
  readonly type: 'progress';
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Within the epoch, from 1: that many batches are done. */
  readonly step: number;
  readonly steps: number;
  /** Of the whole job, from 0 to 1. */
  readonly fraction: number;
  readonly etaSeconds: number;
  /** In this epoch so far. */
  readonly examplesPerSecond: number;
  /** Averages over this epoch's examples so far, as Keras shows them. */
  readonly loss: number;
  /** The metrics that were asked for, over the same examples. */
  readonly figures: Figures;
}

/** With the metrics that were asked for. */
export interface EpochMetrics extends Figures, ValidationFigures {
  /** From 1. */
  readonly epoch: number;
  /** Averages over the epoch's examples, each as the weights were when it was trained on. */
  readonly loss: number;
  /** On the examples held back, after the epoch; absent where none are. */
  readonly valLoss?: number;
  /** With the validation. */
  readonly seconds: number;
  /** On the last epoch, where early stopping spared those after it. */
  readonly stoppedEarly?: true;
}

export interface EpochEvent extends EpochMetrics {
  readonly type: 'epoch';
}

/** For whoever reads what happened to a job. */
export interface LogEvent {
  readonly type: 'log';
  readonly message: string;
}

export type TrainingEvent = ProgressEvent | EpochEvent | LogEvent;
