/**
 * A column of values that are names: as one input for each, 1 for the value that it has, 0 for the others; or as the number of
 * its value, for a network that embeds it.
 */
import Type, { type Static } from 'typebox';
import type { FeaturePlan } from '../../../models/specification/index.ts';
import { countFrequencies } from '../frequencies.ts';
import { type Cell, SourceColumn, textOfCell } from './cells.ts';
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

/** The same columns with one input: 0 for all other values, then the place among `values`, from 1. */
export const EmbeddedColumn = Type.Object({ ...CategoryColumn.properties, as: Type.Literal('embedding') });
export type EmbeddedColumn = Static<typeof EmbeddedColumn>;

type CategoryPlan = Extract<FeaturePlan, { as: 'category' | 'embedding' }>;

/** Longer values are no names of anything; they count among the others. */
const VALUE_CHARACTERS_MAX = 256;
/** What a single row has would be learnt by heart; among the others, it is what those that are met later are learnt from. */
const EMBEDDED_ROWS_MIN = 2;

export function fitCategory(plan: CategoryPlan, source: SourceColumn): Fitting<CategoryColumn | EmbeddedColumn> {
  const { nullable, size } = plan;
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
      const rowsMin = plan.as === 'embedding' ? EMBEDDED_ROWS_MIN : 1;
      const frequent = counts.mostFrequent(Math.max(0, places)).filter(({ rows }) => rows >= rowsMin);
      const before = frequent.findIndex(({ rows }) => rows < missing);
      const values: (string | null)[] = frequent.map(({ value }) => value);
      if (nullable) values.splice(before < 0 ? values.length : before, 0, null);
      return { as: plan.as, ...source, nullable, size, values } as CategoryColumn | EmbeddedColumn;
    },
  };
}

export function categoryWriter({ type, size, values }: CategoryColumn): ColumnWriter {
  const placeOf = placesOf(type, values);
  return {
    width: size,
    write(cell, room, at) {
      room.fill(0, at, at + size);
      room[at + placeOf(cell)] = 1;
      return true;
    },
  };
}

export function embeddedWriter({ type, values }: EmbeddedColumn): ColumnWriter {
  const placeOf = placesOf(type, values);
  return {
    width: 1,
    write(cell, room, at) {
      room[at] = placeOf(cell);
      return true;
    },
  };
}

/** From a value to its place, from 1; 0 for all others. */
function placesOf(type: CategoryColumn['type'], values: CategoryColumn['values']): (cell: Cell) => number {
  const places = new Map(values.map((value, index) => [value, index + 1]));
  return (cell) => places.get(cell === null ? null : textOfCell(type, cell)) ?? 0;
}
