/**
 * The training loop: epochs over shuffled examples, a step for each batch, validation after each epoch, a history. Between
 * any two steps it can be left, and gone on with by another process. Knows nothing of tensors, of jobs or of processes; a
 * `TrainingStep` computes, whoever calls hears of it by events.
 */

import { createBreath } from '../breathing.ts';
import { AppError } from '../errors.ts';
import { exampleBatches, expectFit } from './example-batches.ts';
import { epochOrder } from './example-order.ts';
import { monitorOf } from './monitored-figure.ts';
import { epochFigures, type RunningAverage } from './running-average.ts';
import type { Ending, HeldExamples, TrainingOptions, TrainingResult } from './training-options.ts';
import { averageOf, startRun, type TrainingRun } from './training-run.ts';
import type { NamedWeight } from './weights.ts';

/** What ends a training between two steps, if it is not an error. */
type Interruption = Extract<Ending, 'paused' | 'maxMinutes'>;
type Breathe = () => Promise<void> | undefined;

/**
 * Trains a network. The same network, examples and training give the same weights, bit for bit, on the same machine,
 * however often it was interrupted in between.
 * @throws AppError ERR_CANCELLED, ERR_LOSS_DIVERGED, ERR_NETWORK where examples and network do not fit.
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { network, examples, parts, keeper } = options;
  const held = heldBack(options);
  expectFit(network, examples);
  if (held.examples !== examples) expectFit(network, held.examples);
  const breathe = createBreath(options.signal);
  const run = startRun(options);
  let ending: Ending;
  try {
    ending = await trainEpochs(run, options, breathe);
    if (ending === 'paused') await keeper?.keep(() => run.state());
  } finally {
    run.step.dispose();
  }
  if (ending === 'maxMinutes') expectFinite(network.weights(), run);
  if (ending !== 'paused') settle(run, ending, options);
  return {
    ending,
    history: run.history,
    trainingExamples: parts.training.length,
    validationExamples: held.indices.length,
    seconds: run.clock.spent().seconds,
  };
}

async function trainEpochs(run: TrainingRun, options: TrainingOptions, breathe: Breathe): Promise<Ending> {
  const { training, keeper, pauseAt = training.epochs } = options;
  while (run.epoch <= training.epochs) {
    if (run.stopping.isOver) return 'earlyStopping';
    if (run.epoch > pauseAt) return 'paused';
    if (isTimeUp(run, options)) return 'maxMinutes';
    const validated = averageOf(options, false);
    const interruption =
      (await trainEpoch(run, options, breathe)) ?? (await validate(run, options, breathe, validated));
    if (interruption) return interruption;
    endEpoch(run, options, validated);
    if (keeper?.wants('epoch')) await keeper.keep(() => run.state());
  }
  return 'epochs';
}

/** What is left of the epoch. */
async function trainEpoch(
  run: TrainingRun,
  options: TrainingOptions,
  breathe: Breathe,
): Promise<Interruption | undefined> {
  const { step, steps, epoch, rate, average, progress } = run;
  const { examples, parts, keeper, pause } = options;
  const { seed, batchSize } = options.training;
  const left = epochOrder(parts.training, seed, epoch).subarray(run.stepsDone * batchSize);
  for (const { inputs, truths, count } of exampleBatches(examples, left, batchSize, step.gathersRows)) {
    const number = run.stepsDone + 1;
    const result = step.run(inputs, truths, count, rate.at((epoch - 1) * steps + number));
    if (!Number.isFinite(result.lossSum)) throw diverged(epoch, number, result.lossSum / count);
    average.add(result, truths, count);
    run.stepsDone = number;
    progress.step(epoch, number, average);
    await breathe();
    if (pause?.aborted) return 'paused';
    // A whole epoch is told, since its validation is all that it lacks.
    if (number < steps && isTimeUp(run, options)) return 'maxMinutes';
    if (keeper?.wants('step')) await keeper.keep(() => run.state());
  }
  return undefined;
}

/** Changes nothing: whoever goes on from a state that was taken meanwhile validates again. */
async function validate(
  { step }: TrainingRun,
  options: TrainingOptions,
  breathe: Breathe,
  average: RunningAverage,
): Promise<Interruption | undefined> {
  const { pause } = options;
  const { examples, indices } = heldBack(options);
  const batches = exampleBatches(examples, indices, step.evaluationBatchMax, step.gathersRows);
  for (const { inputs, truths, count } of batches) {
    average.add(step.evaluate(inputs, truths, count), truths, count);
    await breathe();
    if (pause?.aborted) return 'paused';
  }
  return undefined;
}

/** What is validated with. */
function heldBack({ validation, examples, parts }: TrainingOptions): HeldExamples {
  return validation ?? { examples, indices: parts.validation };
}

function endEpoch(run: TrainingRun, { network, training, onEvent }: TrainingOptions, validated: RunningAverage): void {
  const { epoch, step, rate, stopping, average, clock, history } = run;
  step.synchronize();
  const weights = network.weights();
  expectFinite(weights, run);
  const metrics = { epoch, ...epochFigures(average, validated), seconds: clock.spent().epochSeconds };
  rate.epochEnded(metrics);
  stopping.epochEnded(
    metrics,
    weights.map(({ values }) => values),
  );
  const isEarly = stopping.isOver && epoch < training.epochs;
  const told = isEarly ? { ...metrics, stoppedEarly: true as const } : metrics;
  history.push(told);
  run.nextEpoch();
  onEvent({ type: 'epoch', ...told });
}

/** Gives the network the weights that it is to end with, and says why it ended where it did. */
function settle(run: TrainingRun, ending: Ending, { network, training, onEvent }: TrainingOptions): void {
  const { earlyStopping, maxMinutes } = training;
  const { stopping, history } = run;
  const log = (message: string): void => onEvent({ type: 'log', message });
  if (ending !== 'epochs') run.progress.endEarly();
  if (ending === 'maxMinutes')
    log(`Stopped after ${maxMinutes} minutes, in epoch ${run.epoch}, ${run.stepsDone} of its ${run.steps} steps done.`);
  const best = history[stopping.bestEpoch - 1];
  if (!earlyStopping || !best) return;
  const monitor = monitorOf(earlyStopping, best);
  if (ending === 'earlyStopping')
    log(`Stopped early after epoch ${history.length}: ${monitor} was best in epoch ${best.epoch}, ${best[monitor]}.`);
  if (stopping.bestWeights.length === 0) return;
  const weights = network.weights();
  network.setWeights(
    weights.map((weight, index) => ({ ...weight, values: stopping.bestWeights[index] ?? weight.values })),
  );
  log(`The weights are those of epoch ${best.epoch}, whose ${monitor} is best.`);
}

function isTimeUp({ clock }: TrainingRun, { training: { maxMinutes } }: TrainingOptions): boolean {
  return maxMinutes !== undefined && clock.spent().seconds >= maxMinutes * 60;
}

/** A step's loss is computed before the step: what the epoch's last step spoilt would show only in the next epoch. */
function expectFinite(weights: readonly NamedWeight[], { epoch, stepsDone }: TrainingRun): void {
  for (const { values } of weights) {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw diverged(epoch, stepsDone, bad);
  }
}

function diverged(epoch: number, step: number, value: number): AppError {
  return new AppError(
    'ERR_LOSS_DIVERGED',
    `Expected a finite loss. Received: ${value} in epoch ${epoch}, step ${step}. ` +
      'Try a smaller learning rate, and check the inputs for values that are huge or not numbers.',
  );
}
