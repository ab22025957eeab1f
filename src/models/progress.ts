/**
 * Tells how far a training is, at a bounded rate: the first step and the last always, between them at most every quarter of
 * a second, however fast the steps are.
 */
import type { RunningAverage } from './running-average.ts';
import type { Spent } from './training-clock.ts';
import type { ProgressEvent } from './training-events.ts';

const INTERVAL_MS = 250;

export interface Progress {
  /** Call after every step. @param step of the epoch, from 1. */
  step(epoch: number, step: number, average: RunningAverage): void;
  /** Call where the training ends before its last step: nothing is left of it then. */
  endEarly(): void;
}

export interface ProgressOptions {
  readonly epochs: number;
  /** In an epoch. */
  readonly steps: number;
  spent(): Spent;
  onProgress(event: ProgressEvent): void;
}

export function createProgress({ epochs, steps, spent, onProgress }: ProgressOptions): Progress {
  let toldAt = Number.NEGATIVE_INFINITY;
  let told: ProgressEvent | undefined;

  function step(epoch: number, number: number, average: RunningAverage): void {
    const now = performance.now();
    const done = (epoch - 1) * steps + number;
    const isLast = done === epochs * steps;
    if (now - toldAt < INTERVAL_MS && !isLast) return;
    toldAt = now;
    const fraction = done / (epochs * steps);
    const { seconds, epochSeconds } = spent();
    told = {
      type: 'progress',
      epoch,
      epochs,
      step: number,
      steps,
      fraction,
      // The time so far has its share of validations in it, from the second epoch on.
      etaSeconds: seconds * (1 / fraction - 1),
      examplesPerSecond: average.examples / epochSeconds,
      loss: average.loss,
      figures: average.figures(),
    };
    onProgress(told);
  }

  return {
    step,
    endEarly() {
      if (told) onProgress({ ...told, fraction: 1, etaSeconds: 0 });
    },
  };
}
