/**
 * What can be said of an input in the units of its data, as a few numbers: the columns of a row, the brightness of a picture, the
 * length of a text. It is read back from what a network gets, so that all training rows and all predictions, in whatever form they came,
 * are measured by the same function.
 */

/** Something that is measured of every input. */
export type Trait = NumberTrait | CategoryTrait;

export interface NumberTrait {
  readonly form: 'number';
  readonly name: string;
  readonly shownAs: 'number' | 'time';
  /** Of a column of a table: where it stands among those of the preprocessing. */
  readonly position?: number;
}

export interface CategoryTrait {
  readonly form: 'category';
  readonly name: string;
  /** Those that are told apart, from place 1; null is a missing value. Place 0 is any other. */
  readonly values: readonly (string | null)[];
  readonly position?: number;
}

export interface TraitReader {
  readonly traits: readonly Trait[];
  /** Of which nothing is measured, because there are too many. */
  readonly unwatched: number;
  /**
   * Measures one input.
   * @param at where it begins among `inputs`.
   * @param out room for the first traits, as many as are wanted: numbers, NaN where missing; of categories their places.
   */
  read(inputs: Float32Array, at: number, out: Float64Array): void;
}

/** A trait, and how it is read by itself. */
export type ReadTrait = Trait & { readonly of: (inputs: Float32Array, at: number) => number };

/** Of traits that are each read by themselves. */
export function readerOf(read: readonly ReadTrait[], unwatched: number): TraitReader {
  return {
    ...{ traits: read, unwatched },
    read(inputs, at, out) {
      for (let index = 0; index < out.length; index++) out[index] = (read[index] as ReadTrait).of(inputs, at);
    },
  };
}
