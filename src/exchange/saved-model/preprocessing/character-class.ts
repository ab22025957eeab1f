/** Sets of characters as RE2 writes them: by their numbers, so that its own tables of Unicode do not matter. */

const LAST = 0x10ffff;
const SURROGATES = { first: 0xd800, last: 0xdfff } as const;

/** Of all characters: what UTF-8 can hold. */
export function* codePoints(): Generator<number> {
  for (let point = 0; point <= LAST; point++) {
    if (point === SURROGATES.first) point = SURROGATES.last + 1;
    yield point;
  }
}

/** @param points of any order. @returns their ranges, to be put between brackets: `\x{41}-\x{5a}…`. */
export function rangesOf(points: readonly number[]): string {
  const sorted = [...points].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const point of sorted) {
    const last = ranges.at(-1);
    if (last && point <= last[1] + 1) last[1] = point;
    else ranges.push([point, point]);
  }
  return ranges.map(([from, to]) => (from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`)).join('');
}

function escaped(point: number): string {
  return `\\x{${point.toString(16)}}`;
}
