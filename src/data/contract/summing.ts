/** Sums up what passes by of one trait: exactly what can be, and quantiles of a sample. */
import { countPlaces } from './place-counts.ts';
import { type ColumnSummary, PLACES_MAX } from './schema.ts';
import type { CategoryTrait, Trait } from './traits.ts';

export interface Summing {
  add(value: number): void;
  /** @param sample of what was added. */
  finish(sample: Float64Array, bins: number): ColumnSummary;
}

export function sumUp(trait: Trait): Summing {
  return trait.form === 'category' ? sumCategory(trait) : sumNumbers(trait.name);
}

/** Mean and deviation as Welford does. */
function sumNumbers(name: string): Summing {
  let [count, missing, mean, squares] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    add(value) {
      if (Number.isNaN(value)) {
        missing += 1;
        return;
      }
      count += 1;
      const difference = value - mean;
      mean += difference / count;
      squares += difference * (value - mean);
      if (value < min) min = value;
      if (value > max) max = value;
    },
    finish(sample, bins) {
      if (count === 0) {
        const nothing = { min: 0, max: 0, mean: 0, deviation: 0, edges: [], equal: [], between: [] };
        return { form: 'number', name, ...nothing, missing };
      }
      const present = sample.filter((value) => !Number.isNaN(value)).sort();
      const edges = edgesOf(present, min, max, bins);
      const deviation = Math.sqrt(squares / count);
      return { form: 'number', name, min, max, mean, deviation, edges, ...spread(present, edges), missing };
    },
  };
}

/** @param sorted part of the numbers between `min` and `max`. */
function edgesOf(sorted: Float64Array, min: number, max: number, bins: number): number[] {
  const inner = Array.from({ length: bins - 1 }, (_, index) => {
    return sorted[Math.floor(((index + 1) * sorted.length) / bins)] ?? min;
  });
  return [...new Set([min, ...inner, max])];
}

function spread(sorted: Float64Array, edges: readonly number[]): { equal: number[]; between: number[] } {
  const equal = edges.map(() => 0);
  const between = edges.slice(1).map(() => 0);
  let edge = 0;
  for (const value of sorted) {
    while (value > (edges[edge] as number)) edge += 1;
    if (value === edges[edge]) (equal[edge] as number) += 1;
    else (between[edge - 1] as number) += 1;
  }
  return { equal, between };
}

function sumCategory({ name, values }: CategoryTrait): Summing {
  const counts = countPlaces(values.length);
  return {
    add: (place) => counts.add(place),
    finish() {
      const places = counts.mostFrequent(PLACES_MAX);
      const kept = places.map((place) => counts.of(place));
      const others = counts.of(0);
      const rest = counts.total - others - kept.reduce((sum, count) => sum + count, 0);
      return { form: 'category', name, places, counts: kept, rest, others };
    },
  };
}
