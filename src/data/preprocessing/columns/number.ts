/** A column of numbers as one input, or two where values may be missing. */
import Type, { type Static } from 'typebox';
import type { FeaturePlan } from '../../../models/specification/index.ts';
import { SourceColumn } from './cells.ts';
import type { ColumnWriter, Fitting } from './kind.ts';
import { moments } from './moments.ts';

export const NumberColumn = Type.Object({
  as: Type.Literal('number'),
  ...SourceColumn.properties,
  /** Whether it may be missing; a second input then tells where. */
  nullable: Type.Boolean(),
  /** An input is `(number − subtract) / divideBy`; a column that never changed is always 0. */
  subtract: Type.Number(),
  divideBy: Type.Number({ minimum: 0 }),
  /** What stands for a missing number: the mean of the training rows. */
  fill: Type.Number(),
});
export type NumberColumn = Static<typeof NumberColumn>;

type NumberPlan = Extract<FeaturePlan, { as: 'number' }>;

export function fitNumber(plan: NumberPlan, source: SourceColumn): Fitting<NumberColumn> {
  const seen = moments();
  return {
    add: (cell) => typeof cell !== 'number' || seen.add(cell),
    finish() {
      const { mean, deviation, min, max } = seen.result();
      const [subtract, divideBy] =
        plan.scaling === 'standard' ? [mean, deviation] : plan.scaling === 'minMax' ? [min, max - min] : [0, 1];
      return { as: 'number', ...source, nullable: plan.nullable, subtract, divideBy, fill: mean };
    },
  };
}

export function numberWriter({ nullable, subtract, divideBy, fill }: NumberColumn): ColumnWriter {
  return {
    width: nullable ? 2 : 1,
    write(cell, room, at) {
      const number = typeof cell === 'number' ? cell : fill;
      // A network never learnt what another value of a constant column would mean.
      room[at] = divideBy === 0 ? 0 : (number - subtract) / divideBy;
      if (nullable) room[at + 1] = cell === null ? 1 : 0;
      return Number.isFinite(room[at]);
    },
  };
}
