/** A column of times as inputs: the time itself, and where it lies in the day, the week and the year. */
import Type, { type Static } from 'typebox';
import type { FeaturePlan } from '../../../models/specification/index.ts';
import { SourceColumn } from './cells.ts';
import type { ColumnWriter, Fitting } from './kind.ts';
import { moments } from './moments.ts';

export const DateColumn = Type.Object({
  as: Type.Literal('date'),
  ...SourceColumn.properties,
  /** Whether it may be missing; one more input then tells where, and the others are 0. */
  nullable: Type.Boolean(),
  /** In seconds since 1970, of the training rows: the first input is `(time − mean) / deviation`. */
  mean: Type.Number(),
  /** 0 for a column that never changed: the first input is then 0. */
  deviation: Type.Number({ minimum: 0 }),
});
export type DateColumn = Static<typeof DateColumn>;

const DAY_SECONDS = 86_400;
/** A year of the Gregorian calendar, on average: within a day of the date, and without leaps between years. */
export const PERIODS_SECONDS = [DAY_SECONDS, 7 * DAY_SECONDS, 365.2425 * DAY_SECONDS];

/** What calendars reach, 270,000 years either way: more is milliseconds or no time at all. */
const SECONDS_MAX = 8.64e12;

/** The time, and a sine and a cosine for each period: midnight is next to 23:59, and December to January. */
export const DATE_INPUTS = 1 + 2 * PERIODS_SECONDS.length;

export function fitDate({ nullable }: Extract<FeaturePlan, { as: 'date' }>, source: SourceColumn): Fitting<DateColumn> {
  const seen = moments();
  return {
    add: (cell) => typeof cell !== 'number' || seen.add(cell),
    finish() {
      const { mean, deviation } = seen.result();
      return { as: 'date', ...source, nullable, mean, deviation };
    },
  };
}

export function dateWriter({ nullable, mean, deviation }: DateColumn): ColumnWriter {
  const width = DATE_INPUTS + (nullable ? 1 : 0);
  return {
    width,
    write(cell, room, at) {
      room.fill(0, at, at + width);
      if (nullable) room[at + DATE_INPUTS] = cell === null ? 1 : 0;
      if (typeof cell !== 'number') return true;
      room[at] = deviation === 0 ? 0 : (cell - mean) / deviation;
      for (const [index, period] of PERIODS_SECONDS.entries()) {
        const angle = (2 * Math.PI * (cell % period)) / period;
        room[at + 1 + 2 * index] = Math.sin(angle);
        room[at + 2 + 2 * index] = Math.cos(angle);
      }
      return Number.isFinite(room[at]) && Math.abs(cell) <= SECONDS_MAX;
    },
  };
}
