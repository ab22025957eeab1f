/**
 * Training steps by graphs, and eagerly from where one cannot be recorded: at the first size of a batch, at another one, or in
 * validation alone. Whoever trains goes on as if nothing had been; the log says what is eager and why. Knows nothing of how
 * either computes.
 */
import { numbersOf } from './example-batches.ts';
import { type Measure, reasonOf } from './measuring.ts';
import type { StepState, TrainingStep } from './training-step.ts';

export interface FallbackOptions {
  /** Which it takes over: it is disposed of where steps have to be eager. */
  readonly compiled: TrainingStep;
  /** Steps that go on from a state. */
  createEager(from: StepState): TrainingStep;
  /** Measures the network as it is, eagerly. */
  readonly measure: Measure;
  /** Of one example. */
  readonly inputSize: number;
  /** Of bytes. */
  readonly divideBy: number | undefined;
  /** Is told what is eager, and why: once each. */
  log(message: string): void;
}

export function createFallbackStep(options: FallbackOptions): TrainingStep {
  const { compiled, createEager, measure, inputSize, divideBy, log } = options;
  let step = compiled;
  let measuresEagerly = false;
  /** Whether the network has older weights than the steps. */
  let isBehind = true;
  const numbers = (inputs: Parameters<Measure>[0], count: number): Float32Array =>
    numbersOf(inputs, count, inputSize, divideBy);

  /** Recording has changed nothing: the steps go on from where they are. */
  function trainEagerly(error: unknown): void {
    log(`This network trains eagerly, several times slower than as a graph: ${reasonOf(error)}`);
    const state = compiled.state();
    compiled.dispose();
    step = createEager(state);
  }

  return {
    get gathersRows() {
      return step.gathersRows;
    },
    evaluationBatchMax: compiled.evaluationBatchMax,
    prepare(count) {
      try {
        step.prepare(count);
      } catch (error) {
        trainEagerly(error);
      }
    },
    run(inputs, truths, count, learningRate) {
      isBehind = true;
      try {
        if (step === compiled) return compiled.run(inputs, truths, count, learningRate);
      } catch (error) {
        trainEagerly(error);
      }
      return step.run(numbers(inputs, count), truths, count, learningRate);
    },
    evaluate(inputs, truths, count) {
      if (step !== compiled) return step.evaluate(numbers(inputs, count), truths, count);
      try {
        if (!measuresEagerly) return compiled.evaluate(inputs, truths, count);
      } catch (error) {
        log(`This network is validated eagerly, several times slower than as a graph: ${reasonOf(error)}`);
        measuresEagerly = true;
      }
      if (isBehind) compiled.synchronize();
      isBehind = false;
      return measure(numbers(inputs, count), truths, count);
    },
    synchronize: () => step.synchronize(),
    state: () => step.state(),
    dispose: () => step.dispose(),
  };
}
