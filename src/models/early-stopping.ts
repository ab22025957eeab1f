/**
 * Ends a training that gets no better, and remembers the best weights: Keras 3's EarlyStopping
 * (`keras/src/callbacks/early_stopping.py`). Knows nothing of what computes the epochs.
 */
import { figureToLower } from './monitored-figure.ts';
import type { ResolvedEarlyStopping } from './specification/index.ts';
import type { EpochMetrics } from './training-events.ts';

export interface EarlyStopping {
  /** Tells how an epoch went. @param weights as they are after it, to keep: nobody changes these arrays afterwards. */
  epochEnded(metrics: EpochMetrics, weights: readonly Float32Array[]): void;
  /** Whether the epochs that are left are not to be trained. */
  readonly isOver: boolean;
  /** The epoch that was best so far; 0 before there is one. */
  readonly bestEpoch: number;
  /** Its weights, where they are to be restored; else none. */
  readonly bestWeights: readonly Float32Array[];
  /** A copy of all numbers that it goes by. */
  numbers(): Float64Array;
  /** Takes up what another left. @param numbers of `numbers`. */
  goOn(numbers: Float64Array, bestWeights: readonly Float32Array[]): void;
}

/** @param settings unset: never. */
export function createEarlyStopping(settings: ResolvedEarlyStopping | undefined): EarlyStopping {
  let [best, waited, bestEpoch, over] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  let bestWeights: readonly Float32Array[] = [];

  function keep(epoch: number, weights: readonly Float32Array[]): void {
    bestEpoch = epoch;
    if (settings?.restoreBest) bestWeights = weights;
  }

  return {
    epochEnded(metrics, weights) {
      const current = settings && figureToLower(settings, metrics);
      if (settings === undefined || current === undefined) return;
      // A first figure that is no number is better than none.
      if (bestEpoch === 0) keep(metrics.epoch, weights);
      waited += 1;
      if (current + settings.minDelta < best) {
        best = current;
        waited = 0;
        keep(metrics.epoch, weights);
      } else if (waited >= settings.patience && metrics.epoch > 1) {
        over = 1;
      }
    },
    get isOver() {
      return over === 1;
    },
    get bestEpoch() {
      return bestEpoch;
    },
    get bestWeights() {
      return bestWeights;
    },
    numbers: () => Float64Array.of(best, waited, bestEpoch, over),
    goOn(numbers, weights) {
      [best = best, waited = 0, bestEpoch = 0, over = 0] = numbers;
      bestWeights = weights;
    },
  };
}
