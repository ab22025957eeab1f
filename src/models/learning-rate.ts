/**
 * The learning rate of each step: the optimizer's own, or as a schedule changes it. The formulae are Keras 3's
 * (`keras/src/optimizers/schedules/learning_rate_schedule.py`, `callbacks/reduce_lr_on_plateau.py`); it counts steps from 0.
 */
import { figureToLower } from './monitored-figure.ts';
import type { LearningRateSchedule } from './specification/index.ts';
import type { EpochMetrics } from './training-events.ts';

export interface LearningRate {
  /** @param step from 1, over all epochs. */
  at(step: number): number;
  /** Tells how an epoch went. */
  epochEnded(metrics: EpochMetrics): void;
  /** A copy of the numbers that it goes by besides the step; none of a schedule by step. */
  numbers(): Float64Array;
  /** Takes up what another left. @param numbers of `numbers`. */
  goOn(numbers: Float64Array): void;
}

type ScheduleOf<T extends LearningRateSchedule['type']> = Extract<LearningRateSchedule, { type: T }>;

export function createLearningRate(initial: number, schedule: LearningRateSchedule | undefined): LearningRate {
  if (schedule?.type === 'reduceOnPlateau') return reduceOnPlateau(initial, schedule);
  return {
    at: (step) => (schedule ? scheduled(initial, schedule, step - 1) : initial),
    epochEnded: () => undefined,
    numbers: () => new Float64Array(),
    goOn: () => undefined,
  };
}

function scheduled(
  initial: number,
  schedule: Exclude<LearningRateSchedule, { type: 'reduceOnPlateau' }>,
  step: number,
): number {
  switch (schedule.type) {
    case 'exponentialDecay': {
      const exponent = step / schedule.decaySteps;
      return initial * schedule.decayRate ** (schedule.staircase ? Math.floor(exponent) : exponent);
    }
    case 'piecewiseConstantDecay': {
      const { boundaries, values } = schedule;
      const index = boundaries.findIndex((boundary) => step <= boundary);
      return values[index < 0 ? boundaries.length : index] ?? initial;
    }
    case 'cosineDecay':
      return cosineDecay(initial, schedule, step);
    case 'cosineDecayRestarts':
      return cosineDecayRestarts(initial, schedule, step);
  }
}

function cosineDecay(initial: number, schedule: ScheduleOf<'cosineDecay'>, step: number): number {
  const { decaySteps, alpha = 0, warmupTarget, warmupSteps = 0 } = schedule;
  if (warmupTarget === undefined) return initial * cosine(Math.min(step, decaySteps) / decaySteps, 1, alpha);
  if (step < warmupSteps) return initial + (warmupTarget - initial) * (step / warmupSteps);
  return warmupTarget * cosine(Math.min(step - warmupSteps, decaySteps) / decaySteps, 1, alpha);
}

/** Loshchilov & Hutter 2017: periods of cosine decay, each `tMul` times as long as the one before. */
function cosineDecayRestarts(initial: number, schedule: ScheduleOf<'cosineDecayRestarts'>, step: number): number {
  const { firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = schedule;
  const fraction = step / firstDecaySteps;
  if (tMul === 1) {
    const restarts = Math.floor(fraction);
    return initial * cosine(fraction - restarts, mMul ** restarts, alpha);
  }
  const restarts = Math.floor(Math.log(1 - fraction * (1 - tMul)) / Math.log(tMul));
  const before = (1 - tMul ** restarts) / (1 - tMul);
  return initial * cosine((fraction - before) / tMul ** restarts, mMul ** restarts, alpha);
}

function cosine(fraction: number, height: number, alpha: number): number {
  return (1 - alpha) * 0.5 * height * (1 + Math.cos(Math.PI * fraction)) + alpha;
}

function reduceOnPlateau(initial: number, schedule: ScheduleOf<'reduceOnPlateau'>): LearningRate {
  const { factor = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0, minLearningRate = 0 } = schedule;
  let [rate, best, waited, cooling] = [initial, Number.POSITIVE_INFINITY, 0, 0];
  return {
    at: () => rate,
    numbers: () => Float64Array.of(rate, best, waited, cooling),
    goOn(numbers) {
      [rate = initial, best = best, waited = 0, cooling = 0] = numbers;
    },
    epochEnded(metrics) {
      const current = figureToLower(schedule, metrics);
      // As Keras: an epoch that does not tell the figure is no plateau.
      if (current === undefined) return;
      if (cooling > 0) {
        cooling -= 1;
        waited = 0;
      }
      if (current < best - minDelta) {
        best = current;
        waited = 0;
      } else if (cooling === 0) {
        waited += 1;
        if (waited < patience) return;
        rate = Math.max(rate * factor, minLearningRate);
        cooling = cooldown;
        waited = 0;
      }
    },
  };
}
