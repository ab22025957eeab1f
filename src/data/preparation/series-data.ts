/** The series of a dataset as they were read, before anything is learnt from them. */
import { AppError } from '../../errors.ts';
import type { PreparationTools } from '../prepared.ts';
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

/** From the first step to the last (excluded), of all steps there are; within one series. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** Numbers that are looked at together. */
const BLOCK_NUMBERS = 2 ** 18;

export function seriesCount({ starts }: SeriesData): number {
  return starts.length - 1;
}

export function stepsOf({ starts }: SeriesData, series: number): StepRange {
  return { from: starts[series] as number, to: starts[series + 1] as number };
}

/** The features of a range of steps, some at once: `values` are gone with the next. */
export function* blocks(
  { raw, width }: SeriesData,
  features: number,
  { from, to }: StepRange,
  { signal }: PreparationTools,
): Generator<{ readonly from: number; readonly values: Float64Array }> {
  const atOnce = Math.max(1, Math.floor(BLOCK_NUMBERS / width));
  for (let start = from; start < to; start += atOnce) {
    signal.throwIfAborted();
    const end = Math.min(to, start + atOnce);
    const values = raw.read(start * width, end * width);
    yield { from: start, values: width === features ? values : firstOfEach(values, width, features) };
  }
}

function firstOfEach(values: Float64Array, width: number, features: number): Float64Array {
  const taken = new Float64Array((values.length / width) * features);
  for (let step = 0; step * width < values.length; step++) {
    for (let feature = 0; feature < features; feature++)
      taken[step * features + feature] = values[step * width + feature] as number;
  }
  return taken;
}

/** Series that are not what the plan took them for. */
export function unfit(pointer: string, expected: string, received: string): AppError {
  const detail = `Expected ${expected}. Received: ${received}.`;
  return new AppError('ERR_TRAINING', detail, { problems: [{ pointer, detail }] });
}
