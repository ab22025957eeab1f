/** Columns of text, side by side. */
import { plain } from './plain.ts';
import type { Terminal } from './terminal.ts';

export type Cell = string | number | null | undefined;

/** A head and rows; numbers stand to the right. On a terminal a line is cut where it would wrap. */
export function showTable(terminal: Terminal, head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = rows.map((row) => row.map((cell) => plain(cell ?? '')));
  const widths = head.map((title, column) =>
    texts.reduce((max, row) => Math.max(max, row[column]?.length ?? 0), title.length),
  );
  const right = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) =>
      right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    const text = padded.join('  ').trimEnd();
    return terminal.live ? text.slice(0, terminal.width()) : text;
  };
  terminal.out(terminal.paint.dim(line(head)));
  for (const row of texts) terminal.out(line(row));
}
