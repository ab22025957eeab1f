/**
 * The input contract: what a version's training saw, column by column, in the units of the data. It is kept in the manifest, so
 * that predictions can be compared with it. At most `CONTRACT_BYTES_MAX` long, whatever the data are.
 */
import Type, { type Static } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

export const NumberSummary = Type.Object({
  form: Type.Literal('number'),
  name: Type.String(),
  /** Of all training rows; where none has a value, all four are 0. */
  min: Type.Number(),
  max: Type.Number(),
  mean: Type.Number(),
  deviation: Type.Number({ minimum: 0 }),
  /** Rising: the least, quantiles of a sample of the training rows, the greatest. None where no row has a value. */
  edges: Type.Array(Type.Number()),
  /** Rows of the sample: at each edge, between two of them, without a value. */
  equal: Type.Array(Count),
  between: Type.Array(Count),
  missing: Count,
});
export type NumberSummary = Static<typeof NumberSummary>;

export const CategorySummary = Type.Object({
  form: Type.Literal('category'),
  name: Type.String(),
  /** The most frequent values, by their place among all that the version tells apart, from 1. */
  places: Type.Array(Type.Integer({ minimum: 1 })),
  /** Training rows of each of them. */
  counts: Type.Array(Count),
  /** Of all other values that it tells apart, and of those that it does not. */
  rest: Count,
  others: Count,
});
export type CategorySummary = Static<typeof CategorySummary>;

export const ColumnSummary = Type.Union([NumberSummary, CategorySummary]);
export type ColumnSummary = Static<typeof ColumnSummary>;

export const Contract = Type.Object({
  /** Training rows. */
  rows: Count,
  columns: Type.Array(ColumnSummary, { description: 'of the inputs' }),
  /** Columns of which nothing is kept, since there are too many. */
  unwatched: Count,
  outputs: Type.Array(ColumnSummary, { description: "of the version's own predictions of training rows" }),
  /** How unusual training rows are, at the ranks of `NOVELTY_RANKS`. */
  scores: Type.Array(Type.Number()),
});
export type Contract = Static<typeof Contract>;

/** Written as JSON. */
export const CONTRACT_BYTES_MAX = 65_536;
/** Inputs of which something is kept, and outputs. */
export const COLUMNS_MAX = 128;
export const OUTPUTS_MAX = 16;
/** Bins of a column of numbers, each with about as many training rows; half as many where there are many columns. */
export const BINS = 20;
export const MANY_COLUMNS = 64;
/** Values of a category that are counted by themselves. */
export const PLACES_MAX = 20;
