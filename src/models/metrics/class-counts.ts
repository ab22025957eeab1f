/**
 * How often each class was predicted, was true, and was both: what precision, recall and F1 follow from. Each is the
 * plain mean over all classes that the network tells ("macro"), those without an example included; a class for which
 * it would be 0/0 counts as 0. So scikit-learn has it (`average='macro', labels=range(classes), zero_division=0`).
 * Keras' `F1Score(average='macro')` is the same to its epsilon,
 * but for examples with several likeliest classes, which it counts for each of them.
 */
import { macro, share } from './shares.ts';

export interface ClassCounts {
  /** Of each class, as they are now. */
  readonly sums: readonly Float64Array[];
  /** @param truths only the first `count` are read. */
  add(predictions: Int32Array, truths: Int32Array, count: number): void;
  /** `true positives / predicted`: the share of what was taken for a class that is of it. */
  precision(): number;
  /** `true positives / true`: the share of a class that was taken for it. */
  recall(): number;
  /** `2 true positives / (predicted + true)`: the harmonic mean of both, class by class. */
  f1Score(): number;
}

export function createClassCounts(classes: number): ClassCounts {
  const both = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const truly = new Float64Array(classes);

  return {
    sums: [both, predicted, truly],
    add(predictions, truths, count) {
      for (let index = 0; index < count; index++) {
        const prediction = predictions[index] as number;
        const truth = truths[index] as number;
        predicted[prediction] = (predicted[prediction] as number) + 1;
        truly[truth] = (truly[truth] as number) + 1;
        if (prediction === truth) both[truth] = (both[truth] as number) + 1;
      }
    },
    precision: () => macro(classes, (index) => share(both[index], predicted[index])),
    recall: () => macro(classes, (index) => share(both[index], truly[index])),
    f1Score: () =>
      macro(classes, (index) => share(2 * (both[index] ?? 0), (predicted[index] ?? 0) + (truly[index] ?? 0))),
  };
}
