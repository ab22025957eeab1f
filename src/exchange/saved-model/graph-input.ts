/** What a graph is fed with. */
import type { Output } from './graph-writer.ts';

/** A tensor that the graph is fed, as the dataset held it. */
export interface GraphInput {
  /** As the version's signature calls it. */
  readonly name: string;
  readonly output: Output;
  /** The batch first; −1 where any size will do. */
  readonly shape: readonly number[];
  /** Whether it may be missing: as NaN, or as an empty text. */
  readonly optional: boolean;
}
