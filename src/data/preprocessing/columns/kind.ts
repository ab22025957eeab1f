/** What each kind of column can do: learn from the training rows, and write a value as inputs of a network. */
import type { Cell } from './cells.ts';

export interface Fitting<C> {
  /** Of one training row. @returns false for a number that is too large. */
  add(cell: Cell): boolean;
  /** What is saved. */
  finish(): C;
}

export interface ColumnWriter {
  /** How many inputs the column becomes. */
  readonly width: number;
  /**
   * Writes all of the column's inputs to `room`, from `at` on.
   * @returns false for a number that is too far off to be written.
   */
  write(cell: Cell, room: Float32Array, at: number): boolean;
}
