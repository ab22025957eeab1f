/**
 * Where a training is, between two of its steps: all that the rest of it depends on, besides what was ordered. The order of
 * the examples and whatever is random follow from seed, epoch and step, so neither has a state of its own. Plain numbers.
 */
import type { Spent } from './training-clock.ts';
import type { EpochMetrics } from './training-events.ts';
import type { StepState } from './training-step.ts';

/** Who goes on from it ends with the bytes of a training that was never interrupted; only seconds differ. */
export interface TrainingState extends StepState, Spent {
  /** The epoch that goes on, from 1: one more than there are where all are done. */
  readonly epoch: number;
  /** How many of its batches are done. */
  readonly step: number;
  /** Of the epochs before. */
  readonly history: readonly EpochMetrics[];
  /** What was summed up of this epoch's batches. */
  readonly sums: Float64Array;
  readonly rate: Float64Array;
  readonly stopping: Float64Array;
  /** The weights of the best epoch, in the order of the network's `weights()`; none where they are not to be restored. */
  readonly bestWeights: readonly Float32Array[];
}
