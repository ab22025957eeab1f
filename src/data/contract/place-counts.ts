/** How often each place of a list came. */

export interface PlaceCounts {
  readonly total: number;
  add(place: number): void;
  of(place: number): number;
  /** Places from 1 that came at all, falling; of equals the first. */
  mostFrequent(count: number): number[];
}

/** @param size places, from 1; 0 is any other. */
export function countPlaces(size: number): PlaceCounts {
  const counts = new Float64Array(size + 1);
  let total = 0;
  return {
    get total() {
      return total;
    },
    add(place) {
      total += 1;
      counts[place] = (counts[place] as number) + 1;
    },
    of: (place) => counts[place] ?? 0,
    mostFrequent(count) {
      const places = [...counts.keys()].filter((place) => place > 0 && (counts[place] as number) > 0);
      return places.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b).slice(0, count);
    },
  };
}
