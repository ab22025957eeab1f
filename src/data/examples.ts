/**
 * The examples that training and evaluation read: a number of inputs of one shape, with labels.
 * Inputs stay in their compact form; preprocessing is applied while a batch is written.
 */

export interface Examples {
  readonly count: number;
  /** Of one input, without the batch, as the network takes it: `[28, 28, 1]`. */
  readonly shape: readonly number[];
  /** The class of every example, from 0. */
  readonly labels: Int32Array;
  /**
   * Writes preprocessed inputs, row-major, one after the other, to the start of `out`.
   * @param indices which examples: those at positions `from` to `to` (excluded) of this list.
   * @param out room for `(to - from) × product(shape)` numbers.
   */
  writeInputs(indices: Uint32Array, from: number, to: number, out: Float32Array): void;
  /** The inputs as they are kept, if as bytes, for whoever preprocesses them faster than `writeInputs` does. */
  readonly bytes?: ByteInputs;
  /** All inputs preprocessed, one after the other, where they are in memory like that: rows that nobody has to write. */
  readonly numbers?: Float32Array;
}

export interface ByteInputs {
  /** One input after the other, `product(shape)` bytes each. */
  readonly values: Uint8Array;
  /** Preprocessing is to divide each byte by this. */
  readonly divideBy: number;
}
