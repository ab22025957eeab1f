/** Lists for scripts. */
import type { Terminal } from './terminal.ts';

/** Each item as a line of JSON. */
export function tellEach(terminal: Terminal, items: readonly object[]): void {
  for (const item of items) terminal.out(JSON.stringify(item));
}
