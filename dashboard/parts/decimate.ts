/**
 * Curves of any length in as few points as a screen can show: for each column of pixels the first, the last, the lowest and
 * the highest value of each curve, so that no peak is lost (as M4 does: Jugel et al. 2014). Knows nothing of how they are drawn.
 */

export type Values = readonly (number | null)[];

export interface Decimated {
  readonly places: readonly number[];
  readonly curves: readonly Values[];
}

export interface Window {
  readonly from: number;
  readonly to: number;
  /** Columns of pixels. */
  readonly columns: number;
}

/** With fewer points than that for each column all of them are drawn. */
const POINTS_PER_COLUMN = 4;

/**
 * What is to be seen of curves within a window. The first and the last point of all are always among it, so that the whole
 * range stays known, and so are the neighbours of the window, from which lines come in.
 * @param places rising.
 */
export function decimate(places: readonly number[], curves: readonly Values[], window: Window): Decimated {
  const first = Math.max(0, lowerBound(places, window.from) - 1);
  const end = Math.min(places.length, upperBound(places, window.to) + 1);
  if (end - first <= POINTS_PER_COLUMN * window.columns) {
    if (first === 0 && end === places.length) return { places, curves };
    return picked(places, curves, range(first, end));
  }
  const width = (window.to - window.from) / window.columns;
  const chosen: number[] = [];
  let from = first;
  for (let column = 0; from < end; column++) {
    const to = column < window.columns ? lowerBound(places, window.from + (column + 1) * width, from, end) : end;
    // What lies before the window is a column of its own, and so is what lies behind it.
    const stop = from === first ? Math.max(to, from + 1) : to;
    if (stop > from) chosen.push(...extremes(curves, from, stop));
    from = stop;
  }
  return picked(places, curves, chosen);
}

/** The indices of the first, the last, the least and the greatest value of each curve, rising. */
function extremes(curves: readonly Values[], from: number, to: number): number[] {
  const found = new Set([from, to - 1]);
  for (const values of curves) {
    let [least, greatest] = [-1, -1];
    for (let index = from; index < to; index++) {
      const value = values[index];
      if (value === null || value === undefined) continue;
      if (least < 0 || value < (values[least] as number)) least = index;
      if (greatest < 0 || value > (values[greatest] as number)) greatest = index;
    }
    if (least >= 0) found.add(least).add(greatest);
  }
  return [...found].sort((a, b) => a - b);
}

function picked(places: readonly number[], curves: readonly Values[], among: readonly number[]): Decimated {
  const last = places.length - 1;
  const all = [...(among[0] === 0 ? [] : [0]), ...among, ...(among.at(-1) === last ? [] : [last])];
  return {
    places: all.map((index) => places[index] as number),
    curves: curves.map((values) => all.map((index) => values[index] ?? null)),
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** The first index whose place is at least that. */
function lowerBound(places: readonly number[], place: number, from = 0, to = places.length): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index whose place is greater. */
function upperBound(places: readonly number[], place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as number) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
