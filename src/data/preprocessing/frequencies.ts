/**
 * Which texts occur most often, in bounded memory. Exact unless there are more different texts than are counted at once; then
 * the rarest are forgotten, which cannot be among the most frequent of a collection as large as that.
 */

export interface Frequencies {
  add(text: string): void;
  /** Falling; texts of the same frequency in the order of their code points. */
  mostFrequent(count: number): { readonly value: string; readonly rows: number }[];
}

const COUNTED_MAX = 1_000_000;

/** @param countedMax how many different texts are counted at once. */
export function countFrequencies(countedMax = COUNTED_MAX): Frequencies {
  const counts = new Map<string, number>();
  let forgotten = 0;

  /** What occurs as often as has been forgotten already, or less, could have been forgotten itself. */
  function forgetRarest(): void {
    while (counts.size > countedMax / 2) {
      forgotten += 1;
      for (const [text, count] of counts) if (count <= forgotten) counts.delete(text);
    }
  }

  return {
    add(text) {
      const count = counts.get(text);
      counts.set(text, (count ?? forgotten) + 1);
      if (count === undefined && counts.size > countedMax) forgetRarest();
    },
    mostFrequent(count) {
      return [...counts]
        .map(([value, rows]) => ({ value, rows }))
        .sort((a, b) => b.rows - a.rows || byCodePoint(a.value, b.value))
        .slice(0, count);
    },
  };
}

/** JavaScript compares halves of surrogate pairs, which come before some characters that they should follow. */
function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  let index = 0;
  while (a[index] === b[index]) index += 1;
  // Both texts are the same up to here, so both stand in the same half of a pair.
  const isSecondHalf = index > 0 && /[\uD800-\uDBFF]/.test(a[index - 1] as string);
  const at = isSecondHalf ? index - 1 : index;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}
