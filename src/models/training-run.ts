/**
 * A training that goes on: all that changes from step to step, from its start or from where another left it. Knows nothing of
 * the order in which things are done.
 */
import { createStep } from './create-step.ts';
import { createEarlyStopping, type EarlyStopping } from './early-stopping.ts';
import { createLearningRate, type LearningRate } from './learning-rate.ts';
import { createProgress, type Progress } from './progress.ts';
import { createRunningAverage, type RunningAverage } from './running-average.ts';
import { createTrainingClock, type TrainingClock } from './training-clock.ts';
import type { EpochMetrics } from './training-events.ts';
import type { TrainingOptions } from './training-options.ts';
import type { TrainingState } from './training-state.ts';
import type { TrainingStep } from './training-step.ts';

export interface TrainingRun {
  readonly step: TrainingStep;
  readonly rate: LearningRate;
  readonly stopping: EarlyStopping;
  readonly clock: TrainingClock;
  readonly progress: Progress;
  /** In an epoch. */
  readonly steps: number;
  readonly history: EpochMetrics[];
  /** The epoch that goes on, from 1: one more than there are where all are done. */
  readonly epoch: number;
  /** How many of its batches are done. */
  stepsDone: number;
  /** Of these batches. */
  readonly average: RunningAverage;
  nextEpoch(): void;
  /** A copy of where the training is. */
  state(): TrainingState;
}

/** @throws RangeError where the state that it shall go on from is another training's. */
export function startRun(options: TrainingOptions): TrainingRun {
  const { network, training, examples, parts, from, onEvent } = options;
  const steps = Math.ceil(parts.training.length / training.batchSize);
  const step = createStep(network, training, examples, (message) => onEvent({ type: 'log', message }), from);
  const rate = createLearningRate(training.optimizer.learningRate, training.learningRateSchedule);
  const stopping = createEarlyStopping(training.earlyStopping);
  const clock = createTrainingClock(from);
  const progress = createProgress({ epochs: training.epochs, steps, spent: clock.spent, onProgress: onEvent });
  const history = [...(from?.history ?? [])];
  let epoch = from?.epoch ?? 1;
  let average = averageOf(options, true);
  if (from) {
    rate.goOn(from.rate);
    stopping.goOn(from.stopping, from.bestWeights);
    average.goOn(from.sums);
  }

  return {
    ...{ step, rate, stopping, clock, progress, steps, history },
    stepsDone: from?.step ?? 0,
    get epoch() {
      return epoch;
    },
    get average() {
      return average;
    },
    nextEpoch() {
      epoch += 1;
      this.stepsDone = 0;
      average = averageOf(options, true);
      clock.startEpoch();
    },
    state() {
      return {
        ...{ ...step.state(), ...clock.spent(), epoch, step: this.stepsDone, history: [...history] },
        ...{ sums: average.sums(), rate: rate.numbers(), stopping: stopping.numbers() },
        bestWeights: stopping.bestWeights,
      };
    },
  };
}

/** @param ofTraining whether it is measured while it trains. */
export function averageOf({ training, examples }: TrainingOptions, ofTraining: boolean): RunningAverage {
  return createRunningAverage({ metrics: training.metrics, targets: examples.targets, training: ofTraining });
}
