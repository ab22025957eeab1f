/**
 * Measures a training run and tells of it at a bounded rate: the first step and the last always, between them at most
 * every quarter of a second, however fast the steps are.
 */
import type { RunningAverage } from './running-average.ts';
import type { ProgressEvent } from './training-events.ts';

const INTERVAL_MS = 250;

export interface Progress {
  startEpoch(epoch: number): void;
  /** Call after every step. */
  step(step: number, average: RunningAverage): void;
}

export interface ProgressOptions {
  readonly epochs: number;
  /** In an epoch. */
  readonly steps: number;
  onProgress(event: ProgressEvent): void;
}

export function createProgress({ epochs, steps, onProgress }: ProgressOptions): Progress {
  const started = performance.now();
  let epoch = 1;
  let epochStarted = started;
  let told = Number.NEGATIVE_INFINITY;

  function startEpoch(number: number): void {
    epoch = number;
    epochStarted = performance.now();
  }

  function step(number: number, average: RunningAverage): void {
    const now = performance.now();
    const done = (epoch - 1) * steps + number;
    const isLast = done === epochs * steps;
    if (now - told < INTERVAL_MS && !isLast) return;
    told = now;
    const fraction = done / (epochs * steps);
    onProgress({
      type: 'progress',
      epoch,
      epochs,
      step: number,
      steps,
      fraction,
      // The time so far has its share of validations in it, from the second epoch on.
      etaSeconds: ((now - started) / 1000) * (1 / fraction - 1),
      examplesPerSecond: average.examples / ((now - epochStarted) / 1000),
      loss: average.loss,
      figures: average.figures(),
    });
  }

  return { startEpoch, step };
}
