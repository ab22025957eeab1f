/** What reckons some of the figures of a network, over many batches. */
import type { FigureName } from '../specification/index.ts';
import type { MeasuredBatch, Truths } from './measured-batch.ts';

export interface MetricGroup {
  /**
   * All that `add` changes, as it is now: who sets these numbers goes on from there. But for what an AUC ranks, which is
   * never of a training.
   */
  readonly sums: readonly Float64Array[];
  /** @param truths as the examples' targets have them; only those of the first `count` examples are read. */
  add(batch: MeasuredBatch, truths: Truths, count: number): void;
  /** Over all that was added; undefined where it is not among its figures, or is not defined. */
  value(name: FigureName): number | undefined;
}
