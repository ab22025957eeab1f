/**
 * The training loop: epochs over shuffled examples, a step for each batch, validation after each epoch, a history.
 * Knows nothing of tensors, of jobs or of processes; a `TrainingStep` computes, whoever calls hears of it by events.
 */

import { createBreath } from '../breathing.ts';
import type { Examples, Parts } from '../data/examples.ts';
import { AppError } from '../errors.ts';
import { createStep } from './create-step.ts';
import { exampleBatches, expectFit } from './example-batches.ts';
import { epochOrder } from './example-order.ts';
import { createLearningRate, type LearningRate } from './learning-rate.ts';
import type { Network } from './network.ts';
import { createProgress, type Progress } from './progress.ts';
import { createRunningAverage, epochFigures, type RunningAverage } from './running-average.ts';
import type { ResolvedTraining } from './specification/index.ts';
import type { EpochMetrics, TrainingEvent } from './training-events.ts';
import type { TrainingStep } from './training-step.ts';

export interface TrainingOptions {
  /** Its weights are trained in place. It stays the caller's to dispose. */
  readonly network: Network;
  readonly training: ResolvedTraining;
  readonly examples: Examples;
  /** Which of them are trained on, and which are held back to validate. */
  readonly parts: Pick<Parts, 'training' | 'validation'>;
  /** Aborted: training stops within a step, the network keeps what it has learnt so far. */
  readonly signal: AbortSignal;
  /** Called between steps; what it throws ends the training. */
  onEvent(event: TrainingEvent): void;
}

export interface TrainingResult {
  readonly history: readonly EpochMetrics[];
  readonly trainingExamples: number;
  readonly validationExamples: number;
  readonly seconds: number;
}

/**
 * Trains a network. The same network, examples and training give the same weights, bit for bit, on the same machine.
 * @throws AppError ERR_CANCELLED, ERR_LOSS_DIVERGED, ERR_NETWORK where examples and network do not fit.
 */
export async function train({
  network,
  training,
  examples,
  parts,
  signal,
  onEvent,
}: TrainingOptions): Promise<TrainingResult> {
  expectFit(network, examples);
  const started = performance.now();
  const { epochs, batchSize, seed } = training;
  const breathe = createBreath(signal);
  const steps = Math.ceil(parts.training.length / batchSize);
  const progress = createProgress({ epochs, steps, onProgress: onEvent });
  const step = createStep(network, training, examples, (message) => onEvent({ type: 'log', message }));
  const rate = createLearningRate(training.optimizer.learningRate, training.learningRateSchedule);
  const average = (ofTraining: boolean): RunningAverage =>
    createRunningAverage({ metrics: training.metrics, targets: examples.targets, training: ofTraining });
  const history: EpochMetrics[] = [];
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const epochStarted = performance.now();
      const order = epochOrder(parts.training, seed, epoch);
      const trained = average(true);
      const validated = average(false);
      await trainEpoch({ step, examples, order, batchSize, epoch, steps, rate, progress, breathe, average: trained });
      await evaluateExamples({ step, examples, indices: parts.validation, breathe, average: validated });
      step.synchronize();
      expectFinite(network, epoch, steps);
      const metrics = { epoch, ...epochFigures(trained, validated), seconds: secondsSince(epochStarted) };
      history.push(metrics);
      rate.epochEnded(metrics);
      onEvent({ type: 'epoch', ...metrics });
    }
  } finally {
    step.dispose();
  }
  return {
    history,
    trainingExamples: parts.training.length,
    validationExamples: parts.validation.length,
    seconds: secondsSince(started),
  };
}

interface EpochOptions {
  readonly step: TrainingStep;
  readonly examples: Examples;
  readonly order: Uint32Array;
  readonly batchSize: number;
  readonly epoch: number;
  /** In an epoch. */
  readonly steps: number;
  readonly rate: LearningRate;
  readonly progress: Progress;
  /** What is measured is added to it. */
  readonly average: RunningAverage;
  breathe(): Promise<void> | undefined;
}

async function trainEpoch({
  step,
  examples,
  order,
  batchSize,
  epoch,
  steps,
  rate,
  progress,
  average,
  breathe,
}: EpochOptions): Promise<void> {
  let number = 0;
  progress.startEpoch(epoch);
  for (const { inputs, truths, count } of exampleBatches(examples, order, batchSize, step.gathersRows)) {
    number += 1;
    const result = step.run(inputs, truths, count, rate.at((epoch - 1) * steps + number));
    if (!Number.isFinite(result.lossSum)) throw diverged(epoch, number, result.lossSum / count);
    average.add(result, truths, count);
    progress.step(number, average);
    await breathe();
  }
}

interface EvaluationOptions {
  readonly step: TrainingStep;
  readonly examples: Examples;
  readonly indices: Uint32Array;
  readonly average: RunningAverage;
  breathe(): Promise<void> | undefined;
}

async function evaluateExamples(options: EvaluationOptions): Promise<void> {
  const { step, examples, indices, average, breathe } = options;
  for (const { inputs, truths, count } of exampleBatches(
    examples,
    indices,
    step.evaluationBatchMax,
    step.gathersRows,
  )) {
    average.add(step.evaluate(inputs, truths, count), truths, count);
    await breathe();
  }
}

/** A step's loss is computed before the step: what the epoch's last step spoilt would show only in the next epoch. */
function expectFinite(network: Network, epoch: number, step: number): void {
  for (const { values } of network.weights()) {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw diverged(epoch, step, bad);
  }
}

function diverged(epoch: number, step: number, value: number): AppError {
  return new AppError(
    'ERR_LOSS_DIVERGED',
    `Expected a finite loss. Received: ${value} in epoch ${epoch}, step ${step}. ` +
      'Try a smaller learning rate, and check the inputs for values that are huge or not numbers.',
  );
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}
