/**
 * Cells of a column in groups that are compared: about ten with as many training rows each, as the index is usually taken; fewer
 * where training had few rows. What lies beyond all of training, and what is missing, has groups of its own.
 */
import type { ContractColumn } from '../../data/index.ts';

const GROUPS_MAX = 10;
const GROUPS_MIN = 2;
/** Of one group. */
const ROWS_MIN = 50;

export interface Groups {
  readonly training: readonly number[];
  readonly seen: readonly number[];
}

/** @param counts of each cell. @returns shares of training rows, and counts, of each group. */
export function groupsOf(column: ContractColumn, counts: readonly number[]): Groups {
  const groups = Math.max(GROUPS_MIN, Math.min(GROUPS_MAX, Math.floor(column.counted / ROWS_MIN)));
  const cells = column.summary.form === 'number' ? numberGroups(column, groups) : categoryGroups(column, groups);
  const shareOf = (group: readonly number[]): number =>
    group.reduce((sum, cell) => sum + (column.shares[cell] as number), 0);
  const countOf = (group: readonly number[]): number => group.reduce((sum, cell) => sum + (counts[cell] ?? 0), 0);
  const kept = cells
    .map((group) => ({ share: shareOf(group), count: countOf(group) }))
    .filter(({ share, count }) => share > 0 || count > 0);
  return { training: kept.map(({ share }) => share), seen: kept.map(({ count }) => count) };
}

function numberGroups({ cells, shares }: ContractColumn, groups: number): number[][] {
  const [above, missing] = [cells - 2, cells - 1];
  const inner = Array.from({ length: Math.max(0, above - 1) }, (_, index) => index + 1);
  const present = inner.reduce((sum, cell) => sum + (shares[cell] as number), 0);
  const wanted = present / groups;
  const made: number[][] = [];
  let [open, share]: [number[], number] = [[], 0];
  for (const cell of inner) {
    open.push(cell);
    share += shares[cell] as number;
    if (share < wanted * NEARLY) continue;
    made.push(open);
    [open, share] = [[], 0];
  }
  const last = made.at(-1);
  if (last) last.push(...open);
  else if (open.length > 0) made.push(open);
  return [[0], ...made, [above], [missing]];
}

/** Quantiles of a sample are not exact. */
const NEARLY = 0.95;

/** Values with less than a fifth of an equal share are taken together. */
function categoryGroups({ cells, shares }: ContractColumn, groups: number): number[][] {
  const [rest, others] = [cells - 2, cells - 1];
  const places = Array.from({ length: rest }, (_, cell) => cell);
  const single = places.filter((cell) => (shares[cell] as number) >= 1 / (5 * groups)).slice(0, groups);
  return [...single.map((cell) => [cell]), [...places.filter((cell) => !single.includes(cell)), rest], [others]];
}
