/**
 * The examples that training and evaluation read: a number of inputs of one shape, each with its target.
 * Inputs stay in their compact form; preprocessing is applied while a batch is written.
 */

export interface Examples {
  readonly count: number;
  /** Of one input, without the batch, as the network takes it: `[28, 28, 1]`. */
  readonly shape: readonly number[];
  readonly targets: Targets;
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

export type ByteInputs = KeptBytes | ReadBytes;

/** In memory. */
export interface KeptBytes extends DividedBytes {
  /** One input after the other, `product(shape)` bytes each. */
  readonly values: Uint8Array;
}

/** In a file. */
export interface ReadBytes extends DividedBytes {
  readonly values?: undefined;
  /** As `writeInputs`, but the bytes. */
  writeBytes(indices: Uint32Array, from: number, to: number, out: Uint8Array): void;
}

interface DividedBytes {
  /** Preprocessing is to divide each byte by this. */
  readonly divideBy: number;
}

export type Targets = ClassTargets | LabelTargets | NumberTargets;
export type TargetKind = Targets['kind'];

/** One class of several. */
export interface ClassTargets {
  readonly kind: 'classes';
  /** The class of every example, from 0. */
  readonly values: Int32Array;
  /** How many classes there are. */
  readonly size: number;
}

/** Any of several labels. */
export interface LabelTargets {
  readonly kind: 'labels';
  /** `[count, size]`: 1 where the example has the label, 0 elsewhere. */
  readonly values: Float32Array;
  /** How many labels there are. */
  readonly size: number;
}

/** Numbers, standardized: networks learn them easily whatever their unit is. */
export interface NumberTargets {
  readonly kind: 'numbers';
  /** `[count, size]`: `(number − mean) / deviation`. */
  readonly values: Float32Array;
  /** How many numbers an example has. */
  readonly size: number;
  /** For each of the numbers. */
  readonly scales: readonly TargetScale[];
}

/** In the unit of the data, from the rows that are trained on. */
export interface TargetScale {
  readonly mean: number;
  /** Positive. */
  readonly deviation: number;
}

/** Which examples are trained on, validated with and tested with: ascending, none in two parts. */
export interface Parts {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}
