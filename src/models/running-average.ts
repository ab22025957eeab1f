/** The loss and accuracy of all the examples so far: averages per example, so that a smaller last batch weighs less. */
import type { BatchResult } from './training-step.ts';

export interface RunningAverage {
  add(result: BatchResult, count: number): void;
  readonly examples: number;
  readonly loss: number;
  readonly accuracy: number;
}

export function createRunningAverage(): RunningAverage {
  let examples = 0;
  let lossSum = 0;
  let correct = 0;
  return {
    add(result, count) {
      examples += count;
      lossSum += result.lossSum;
      correct += result.correct;
    },
    get examples() {
      return examples;
    },
    get loss() {
      return lossSum / examples;
    },
    get accuracy() {
      return correct / examples;
    },
  };
}
