/**
 * Where a series is cut into steps to train with, to validate with and to test with.
 *
 * DESIGN. Windows overlap, so a random division would test with steps that were trained on. Of each series the latest steps are
 * for the test and those before them for validation; a window belongs to a part only if all the steps it is to tell lie in
 * that part, and is left out if they lie in two. Its inputs may lie in an earlier part: they are the past, which is known.
 */
import type { SequencePlan } from '../../models/specification/index.ts';

export const TRAINING = 0;
export const VALIDATION = 1;
export const TEST = 2;
/** A window whose target steps lie in two parts. */
export const ACROSS = 3;

/** The first step of a series to test with, and the first to validate with. */
export interface Cuts {
  readonly test: number;
  readonly validation: number;
}

/** A part takes whole horizons, and nothing where too few steps would be left to train with. */
export function cutsOf(steps: number, { split, length, horizon }: SequencePlan): Cuts {
  if (split.by === 'whole') return { test: 0, validation: 0 };
  if (split.by === 'group') return { test: steps, validation: steps };
  const take = (end: number, share: number): number => {
    const wanted = share > 0 ? Math.max(horizon, Math.round((steps - length) * share)) : 0;
    return end - wanted >= length + horizon ? end - wanted : end;
  };
  const test = take(steps, split.test);
  return { test, validation: take(test, split.validation) };
}

/** @param first of the steps to tell, counted in the series. */
export function partOf(first: number, { horizon }: SequencePlan, cuts: Cuts): number {
  if (first >= cuts.test) return TEST;
  if (first + horizon > cuts.test) return ACROSS;
  if (first >= cuts.validation) return VALIDATION;
  return first + horizon > cuts.validation ? ACROSS : TRAINING;
}
