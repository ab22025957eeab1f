/** The series of a dataset as they were read, before anything is learnt from them. */
import { AppError } from '../../errors.ts';
import type { Numbers } from './series-numbers.ts';

export interface SeriesData {
  /** Of every series, one after the other, `[steps, width]`: NaN where missing. */
  readonly raw: Numbers<Float64Array>;
  /** Numbers of a step: the features, then target columns that are none of them. */
  readonly width: number;
  /** The step with which each series begins, and the end of the last one. */
  readonly starts: Float64Array;
  /** For messages: `series "a"`, `row 3`. */
  nameOf(series: number): string;
  /** What is to be told of each series as a whole, as text or number; `null` where it is missing. */
  readonly answers: readonly (string | number | null)[];
  /** What the split's column says of each series. */
  readonly column?: readonly (string | number | null)[];
}

export function seriesCount({ starts }: SeriesData): number {
  return starts.length - 1;
}

/** From the first step to the last (excluded), of all steps there are. */
export function stepsOf({ starts }: SeriesData, series: number): { readonly from: number; readonly to: number } {
  return { from: starts[series] as number, to: starts[series + 1] as number };
}

/** Series that are not what the plan took them for. */
export function unfit(pointer: string, expected: string, received: string): AppError {
  const detail = `Expected ${expected}. Received: ${received}.`;
  return new AppError('ERR_TRAINING', detail, { problems: [{ pointer, detail }] });
}
