/** A bar, and a curve of braille dots: two by four of them in each character. */

/** @param fraction of what is done, 0 to 1 */
export function drawBar(fraction: number, width: number, unicode: boolean): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return unicode
    ? '█'.repeat(filled) + '░'.repeat(width - filled)
    : `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`;
}

/** The bits of a braille character by row and column of its dots. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BLANK = 0x2800;

/**
 * A curve over the whole width, from the least value at the bottom to the greatest at the top.
 * @param values finite; none or one draws nothing
 * @returns `height` lines of `width` characters, or none
 */
export function drawCurve(values: readonly number[], width: number, height: number): string[] {
  if (values.length < 2) return [];
  const [columns, rows] = [width * 2, height * 4];
  const least = Math.min(...values);
  const range = Math.max(...values) - least || 1;
  const cells = Array.from({ length: height }, () => new Array<number>(width).fill(BLANK));
  const rowAt = (column: number): number => {
    const place = (column / (columns - 1)) * (values.length - 1);
    const [left = 0, right = left] = [values[Math.floor(place)], values[Math.ceil(place)]];
    const value = left + (right - left) * (place % 1);
    return Math.round((1 - (value - least) / range) * (rows - 1));
  };
  for (let column = 0, before = rowAt(0); column < columns; column++) {
    const row = rowAt(column);
    // Steep parts are lines, not dots.
    const [from, to] = row > before ? [before + 1, row] : row < before ? [row, before - 1] : [row, row];
    for (let each = from; each <= to; each++) {
      const line = cells[each >> 2];
      if (line) line[column >> 1] = (line[column >> 1] ?? BLANK) | (DOTS[each & 3]?.[column & 1] ?? 0);
    }
    before = row;
  }
  return cells.map((line) => String.fromCodePoint(...line));
}
