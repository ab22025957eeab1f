/** The last lines of a terminal, redrawn in place; lines that stay are written above them. */
import type { Terminal } from './terminal.ts';

export interface LiveRegion {
  /** Shows these lines in place of those before. */
  draw(lines: readonly string[]): void;
  /** Takes the lines away. */
  clear(): void;
  /** Writes lines that stay. */
  say(...lines: string[]): void;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';

/** Draws nothing where the terminal cannot be redrawn. */
export function createLiveRegion(terminal: Terminal): LiveRegion {
  let shown: readonly string[] = [];

  const erase = (): string => (shown.length === 0 ? '' : `\r${up(shown.length - 1)}${CLEAR_BELOW}`);
  const draw = (lines: readonly string[]): void => {
    if (!terminal.live) return;
    const before = shown.length === 0 ? HIDE_CURSOR : erase();
    // A line that wraps would take two, and going back up would miss its first.
    shown = lines.map((line) => cut(line, terminal.width() - 1));
    terminal.write(before + shown.join('\n'));
  };
  const clear = (): void => {
    if (shown.length === 0) return;
    terminal.write(erase() + SHOW_CURSOR);
    shown = [];
  };
  return {
    draw,
    clear,
    say(...lines) {
      const again = shown;
      clear();
      for (const line of lines) terminal.out(line);
      if (again.length > 0) draw(again);
    },
  };
}

function up(lines: number): string {
  return lines > 0 ? `\u001b[${lines}A` : '';
}

/** Escape sequences take no room, and stay: one that is cut off would colour the rest of the terminal. */
function cut(line: string, width: number): string {
  let room = width;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
  return line.replace(/(\u001b\[[0-9;]*m)|./gu, (character, colour) => (colour || room-- > 0 ? character : ''));
}
