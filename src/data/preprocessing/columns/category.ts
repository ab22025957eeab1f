/** A column of few values as one input for each: 1 for the value that it has, 0 for the others. */
import Type, { type Static } from 'typebox';
import type { FeaturePlan } from '../../../models/specification/index.ts';
import { countFrequencies } from '../frequencies.ts';
import { SourceColumn, textOfCell } from './cells.ts';
import type { ColumnWriter, Fitting } from './kind.ts';

export const CategoryColumn = Type.Object({
  as: Type.Literal('category'),
  ...SourceColumn.properties,
  /** Whether it may be missing, which is a value like others. */
  nullable: Type.Boolean(),
  /** The first input is for all other values; then one for each of `values`; those that are left over are always 0. */
  size: Type.Integer({ minimum: 1 }),
  /** The most frequent of the training rows first; null where it is missing. */
  values: Type.Array(Type.Union([Type.String(), Type.Null()])),
});
export type CategoryColumn = Static<typeof CategoryColumn>;

type CategoryPlan = Extract<FeaturePlan, { as: 'category' }>;

/** Longer values are no names of anything; they count among the others. */
const VALUE_CHARACTERS_MAX = 256;

export function fitCategory({ nullable, size }: CategoryPlan, source: SourceColumn): Fitting<CategoryColumn> {
  const counts = countFrequencies();
  let missing = 0;
  return {
    add(cell) {
      if (cell === null) {
        missing += 1;
        return true;
      }
      const text = textOfCell(source.type, cell);
      if (text.length <= VALUE_CHARACTERS_MAX) counts.add(text);
      return true;
    },
    finish() {
      // Missing keeps its place however rare it is: it is the one value that is known to come.
      const places = size - 1 - (nullable ? 1 : 0);
      const frequent = counts.mostFrequent(Math.max(0, places));
      const before = frequent.findIndex(({ rows }) => rows < missing);
      const values: (string | null)[] = frequent.map(({ value }) => value);
      if (nullable) values.splice(before < 0 ? values.length : before, 0, null);
      return { as: 'category', ...source, nullable, size, values };
    },
  };
}

export function categoryWriter({ type, size, values }: CategoryColumn): ColumnWriter {
  const places = new Map(values.map((value, index) => [value, index + 1]));
  return {
    width: size,
    write(cell, room, at) {
      room.fill(0, at, at + size);
      room[at + (places.get(cell === null ? null : textOfCell(type, cell)) ?? 0)] = 1;
      return true;
    },
  };
}
