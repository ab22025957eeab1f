/**
 * Measures a trained network on examples that it has not seen: the loss, the metrics, and which classes it takes for which.
 */

import { createBreath } from '../breathing.ts';
import type { Examples } from '../data/examples.ts';
import { exampleBatches, expectFit } from './example-batches.ts';
import type { JudgedExamples } from './judged-examples.ts';
import { createMeasuring } from './measuring.ts';
import { createMetricSums, type MeasuredBatch, type Truths } from './metrics/index.ts';
import type { Network } from './network.ts';
import { defaultObjective, type MeasuringSettings } from './objective.ts';
import type { FigureName } from './specification/index.ts';
import type { BatchResult } from './training-step.ts';

/** With the metrics that were asked for. */
export interface Evaluation extends Partial<Record<FigureName, number>> {
  /** The mean loss, by which the network was trained; no class weighs more than another. Of numbers: of standardized ones. */
  loss: number;
  examples: number;
  /** Of classes: `confusionMatrix[t][p]`: how many examples of class `t` were taken for class `p`. */
  confusionMatrix?: number[][];
}

export interface EvaluationOptions {
  readonly signal?: AbortSignal;
  /** Which examples; all unless given. */
  readonly indices?: Uint32Array;
  /** By which the network was trained. Unset: the loss and the metrics of what it tells. */
  readonly objective?: MeasuringSettings;
  /** Is told what was made of each example, where the network tells classes. */
  readonly judged?: JudgedExamples | undefined;
  /** Is told how many examples are done. */
  progress?(done: number): void;
}

/**
 * Evaluates a network in bounded batches, and lets the event loop breathe between them.
 * @throws AppError ERR_CANCELLED, or ERR_NETWORK where examples and network do not fit.
 */
export async function evaluate(
  network: Network,
  examples: Examples,
  { objective = defaultObjective(network.tells), ...options }: EvaluationOptions = {},
): Promise<Evaluation> {
  const evaluator = createEvaluator(network, examples, objective, options.indices?.length ?? examples.count);
  try {
    return await evaluator.evaluate(examples, options);
  } finally {
    evaluator.dispose();
  }
}

export interface Evaluator {
  /** Evaluates on examples of the shape and the targets of those that it was made with. */
  evaluate(examples: Examples, options?: Omit<EvaluationOptions, 'objective'>): Promise<Evaluation>;
  dispose(): void;
}

/**
 * What evaluates again and again: its graphs are made once.
 * @param count how many examples are evaluated at a time. @throws AppError as `evaluate`.
 */
export function createEvaluator(
  network: Network,
  examples: Examples,
  objective: MeasuringSettings,
  count: number,
): Evaluator {
  expectFit(network, examples);
  const size = Math.min(network.batchMax, count);
  const measuring = createMeasuring(network, objective, examples.bytes?.divideBy, size);

  async function measure(given: Examples, options: Omit<EvaluationOptions, 'objective'> = {}): Promise<Evaluation> {
    const { signal = new AbortController().signal, progress, judged, indices = all(given.count) } = options;
    const { targets } = given;
    const breathe = createBreath(signal);
    const sums = createMetricSums(objective.metrics, targets, false);
    const confusion = targets.kind === 'classes' ? createConfusion(targets.size) : undefined;
    let lossSum = 0;
    let done = 0;
    for (const { inputs, truths, count: some } of exampleBatches(given, indices, size, measuring.gathersRows)) {
      const { lossSum: loss, measured } = measuring.evaluate(inputs, truths, some);
      lossSum += loss;
      sums.add(measured, truths, some);
      confusion?.add(measured, truths, some);
      if (confusion && judged) judge(judged, indices.subarray(done, done + some), measured, truths);
      done += some;
      progress?.(done);
      await breathe();
    }
    return {
      loss: lossSum / indices.length,
      ...sums.figures(),
      examples: indices.length,
      ...(confusion && { confusionMatrix: confusion.matrix }),
    };
  }

  return { evaluate: measure, dispose: measuring.dispose };
}

function all(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

function judge(
  judged: JudgedExamples,
  examples: Uint32Array,
  { answers, losses }: BatchResult['measured'],
  truths: Truths,
): void {
  for (const [place, example] of examples.entries()) {
    const [truth, answer, loss] = [truths[place] as number, answers[place] as number, losses[place] as number];
    judged.add({ example, truth, answer, loss });
  }
}

function createConfusion(classes: number) {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  return {
    matrix,
    add({ answers }: MeasuredBatch, truths: Truths, count: number): void {
      for (let index = 0; index < count; index++) {
        const row = matrix[truths[index] as number] as number[];
        const answer = answers[index] as number;
        row[answer] = (row[answer] as number) + 1;
      }
    },
  };
}
