/** The parts of an input that are occluded together: a patch that slides over its units. Knows nothing of what they stand for. */
import type { Grid } from './kind.ts';

/**
 * Every patch, as the numbers of its units. They begin at the first unit, and the last ones are cut off at the edge, as in Captum, so
 * that every unit is in one if `stride` is at most `patch`.
 * @param patch units along each axis that slides. @param stride from one patch to the next.
 */
export function* occlusionWindows(
  { rows, columns, slides }: Grid,
  patch: number,
  stride: number,
): Generator<readonly number[], void, void> {
  const [high, down] = slides === 'none' ? [1, 1] : [patch, stride];
  const [wide, right] = slides === 'both' ? [patch, stride] : [1, 1];
  for (const y of startsAlong(rows, high, down)) {
    for (const x of startsAlong(columns, wide, right)) {
      const units: number[] = [];
      for (let row = y; row < Math.min(rows, y + high); row++)
        for (let column = x; column < Math.min(columns, x + wide); column++) units.push(row * columns + column);
      yield units;
    }
  }
}

/** How many there are. */
export function windowCount({ rows, columns, slides }: Grid, patch: number, stride: number): number {
  const along = (size: number): number => startsAlong(size, patch, stride).length;
  return (slides === 'none' ? rows : along(rows)) * (slides === 'both' ? along(columns) : columns);
}

function startsAlong(size: number, patch: number, stride: number): number[] {
  const count = 1 + Math.max(0, Math.ceil((size - patch) / stride));
  return Array.from({ length: count }, (_, index) => index * stride);
}
