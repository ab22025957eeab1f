/**
 * One column of a contract, ready to be compared with: into which of its cells a value falls, how many training rows fell there, and
 * how unusual the value is.
 */
import type { CategorySummary, ColumnSummary, NumberSummary } from './schema.ts';

export interface ContractColumn {
  readonly summary: ColumnSummary;
  /**
   * How many. Of numbers: below all, at each edge and between two of them, above all, missing. Of a category: each place that is
   * counted, the rest, the others.
   */
  readonly cells: number;
  /** @param value as a `TraitReader` gives it. */
  cellOf(value: number): number;
  /** The share of training rows in each cell. */
  readonly shares: Float64Array;
  /** Training rows that the shares were counted with. */
  readonly counted: number;
  /**
   * `−ln p` with the share `p` of training rows that are as far out as this value, or farther, on its side: ECOD's outlier score of one
   * dimension. Of a category, rows with values that are as rare. No training row: one more is taken to be there, so that it is finite.
   */
  surprise(value: number): number;
}

/** @param rows of the training. */
export function contractColumn(summary: ColumnSummary, rows: number): ContractColumn {
  return summary.form === 'number' ? numberColumn(summary, rows) : categoryColumn(summary);
}

function numberColumn(summary: NumberSummary, rows: number): ContractColumn {
  const { edges, equal, between, missing } = summary;
  const cells = 2 * edges.length + 2 + (edges.length === 0 ? 1 : 0);
  const [above, absent] = [cells - 2, cells - 1];
  const counts = new Float64Array(cells);
  for (const [index, count] of equal.entries()) counts[1 + 2 * index] = count;
  for (const [index, count] of between.entries()) counts[2 + 2 * index] = count;
  const sampled = counts.reduce((sum, count) => sum + count, 0);
  const absentShare = rows > 0 ? missing / rows : 0;
  const shares = counts.map((count) => (sampled > 0 ? (count / sampled) * (1 - absentShare) : 0));
  shares[absent] = absentShare;
  const before = runningSums(counts);

  function cellOf(value: number): number {
    if (Number.isNaN(value)) return absent;
    const edge = firstFrom(edges, value);
    if (edge === edges.length) return above;
    if (edges[edge] === value) return 1 + 2 * edge;
    return edge === 0 ? 0 : 2 * edge;
  }

  /** Rows at or below a value, and at or above it; between two edges as if they were spread evenly. */
  function sides(value: number): readonly [number, number] {
    const cell = cellOf(value);
    const [low, within] = [before[cell] as number, counts[cell] as number];
    if (cell === 0 || cell === above || cell % 2 === 1) return [low + within, sampled - low];
    const [from, to] = [edges[cell / 2 - 1] as number, edges[cell / 2] as number];
    const under = low + within * ((value - from) / (to - from));
    return [under, sampled - under];
  }

  return {
    ...{ summary, cells, cellOf, shares, counted: sampled + missing },
    surprise(value) {
      if (Number.isNaN(value)) return surpriseOf(missing, rows);
      const [lower, upper] = sides(value);
      return surpriseOf(Math.min(lower, upper), sampled);
    },
  };
}

function categoryColumn(summary: CategorySummary): ContractColumn {
  const { places, counts: counted, rest, others } = summary;
  const counts = Float64Array.from([...counted, rest, others]);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const cells = new Map(places.map((place, cell) => [place, cell]));
  const cellOf = (place: number): number => cells.get(place) ?? (place === 0 ? places.length + 1 : places.length);
  const asRare = counts.map((count) => counts.reduce((sum, each) => sum + (each <= count ? each : 0), 0));
  return {
    ...{ summary, cells: counts.length, cellOf, counted: rows },
    shares: counts.map((count) => (rows > 0 ? count / rows : 0)),
    surprise: (place) => surpriseOf(asRare[cellOf(place)] as number, rows),
  };
}

function surpriseOf(count: number, of: number): number {
  return -Math.log(Math.max(count / Math.max(of, 1), 1 / (of + 1)));
}

/** For each place the sum of all before it. */
function runningSums(counts: Float64Array): Float64Array {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum - count;
  });
}

/** The first place of a rising list whose number is not less; its length where there is none. */
function firstFrom(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
