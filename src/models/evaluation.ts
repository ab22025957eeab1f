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
import { type FigureName, product } from './specification/index.ts';
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
  /** Is told why the network is evaluated eagerly, if it is. */
  log?(message: string): void;
}

/**
 * Evaluates a network in bounded batches, and lets the event loop breathe between them.
 * @throws AppError ERR_CANCELLED, or ERR_NETWORK where examples and network do not fit.
 */
export async function evaluate(
  network: Network,
  examples: Examples,
  { objective = defaultObjective(network.tells), log, ...options }: EvaluationOptions = {},
): Promise<Evaluation> {
  const count = options.indices?.length ?? examples.count;
  const evaluator = createEvaluator(network, examples, { objective, count, log });
  try {
    return await evaluator.evaluate(examples, options);
  } finally {
    evaluator.dispose();
  }
}

type EachOptions = Omit<EvaluationOptions, 'objective' | 'log'>;

export interface Evaluator {
  /** Evaluates on examples of the shape and the targets of those that it was made with. */
  evaluate(examples: Examples, options?: EachOptions): Promise<Evaluation>;
  /**
   * What the network answers to each of these examples, by the graph that evaluates.
   * @returns outputs, row-major, as `network.predict` gives them.
   * @throws AppError ERR_CANCELLED.
   */
  predict(examples: Examples, indices: Uint32Array, signal?: AbortSignal): Promise<Float32Array>;
  dispose(): void;
}

export interface EvaluatorOptions {
  readonly objective: MeasuringSettings;
  /** How many examples are evaluated at a time. */
  readonly count: number;
  /** Is told why the network is evaluated eagerly, if it is. */
  log?: ((message: string) => void) | undefined;
}

/**
 * What evaluates again and again: its graphs are made once.
 * @param network whose weights nobody may set until `dispose`. @throws AppError as `evaluate`.
 */
export function createEvaluator(
  network: Network,
  examples: Examples,
  { objective, count, log = () => undefined }: EvaluatorOptions,
): Evaluator {
  expectFit(network, examples);
  const size = Math.max(1, Math.min(network.batchMax, count));
  const measuring = createMeasuring(network, objective, { divideBy: examples.bytes?.divideBy, count: size, log });

  async function measure(given: Examples, options: EachOptions = {}): Promise<Evaluation> {
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

  async function predict(given: Examples, indices: Uint32Array, signal?: AbortSignal): Promise<Float32Array> {
    const breathe = createBreath(signal);
    const outputSize = product(network.outputShape);
    const all = new Float32Array(indices.length * outputSize);
    let done = 0;
    // Whole batches only, for which there is a graph already.
    for (const { inputs, truths } of exampleBatches(given, filled(indices, size), size, measuring.gathersRows)) {
      const { outputs } = measuring.evaluate(inputs, truths, size);
      all.set(outputs.subarray(0, all.length - done), done);
      done += size * outputSize;
      await breathe();
    }
    return all;
  }

  return { evaluate: measure, predict, dispose: measuring.dispose };
}

/** The last one again, until they are a multiple of a size. */
function filled(indices: Uint32Array, size: number): Uint32Array {
  const all = new Uint32Array(Math.ceil(indices.length / size) * size);
  all.set(indices);
  return all.fill(indices.at(-1) ?? 0, indices.length);
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
