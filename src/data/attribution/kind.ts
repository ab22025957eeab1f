/** What each kind of data can do for an explanation: what an input is compared with, and what its numbers stand for. */

/** Neighbouring numbers of an input that stand for one thing: a pixel's colours, a column's categories. */
export interface Unit {
  readonly from: number;
  readonly size: number;
}

/** Instances as they came. */
export type RawBody =
  | { readonly instances: readonly unknown[] }
  | { readonly bytes: Uint8Array; readonly mediaType: string; readonly countMax: number };

/** How units lie, row-major, and which part of them is occluded together. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** The axes along which a patch may be larger than one unit. */
  readonly slides: 'both' | 'rows' | 'none';
  /** A patch's side and the way to the next one, unless asked for. */
  readonly patch: number;
  readonly stride: number;
}

/** What an explanation is told of, beside its attributions. */
export interface Explained {
  /** As the network gets them. */
  readonly input: Float32Array;
  /** What `names` has for the instance, and for a baseline that is one. */
  readonly names: readonly unknown[];
  readonly baselineNames?: readonly unknown[] | undefined;
}

/** What lies under a heat map. */
export interface Backdrop {
  readonly height: number;
  readonly width: number;
  /** From 0, black, to 255. */
  grey(y: number, x: number): number;
  /** The unit that is drawn there. */
  unit(y: number, x: number): number;
}

export interface AttributionKind<P> {
  /** Baselines that have a name; the first one is taken where none is asked for. */
  readonly baselines: readonly string[];
  /**
   * @param asked one of `baselines`, or an instance that was preprocessed.
   * @returns what this input is compared with, as the network gets it.
   */
  baseline(preprocessing: P, asked: string | Float32Array, input: Float32Array): Float32Array;
  /** All numbers that can contribute are in one. */
  units(preprocessing: P): readonly Unit[];
  grid(preprocessing: P): Grid;
  /** What units are called that instances name: the cells of each row, the tokens of each text. */
  names?(preprocessing: P, body: RawBody): Promise<(row: number) => readonly unknown[]>;
  /** @param units the attribution of each. @returns what an answer has of them. */
  tell(preprocessing: P, units: Float64Array, explained: Explained): object;
  /** Of what can be drawn. */
  backdrop?(preprocessing: P, input: Float32Array): Backdrop;
}

/** Of numbers that stand for themselves. */
export function singleUnits(count: number): Unit[] {
  return Array.from({ length: count }, (_, from) => ({ from, size: 1 }));
}

const DIGITS = 7;

/** What single precision has of digits: more would be noise. */
export function rounded(number: number): number {
  return Number(number.toPrecision(DIGITS));
}

/** A list of numbers as rows. */
export function rowsOf(numbers: ArrayLike<number>, columns: number): number[][] {
  return Array.from({ length: numbers.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_unused, column) => rounded(numbers[row * columns + column] as number)),
  );
}

export function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
