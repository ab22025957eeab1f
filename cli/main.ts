/** One run of the command line: the terminal, Ctrl-C, the command, its exit code. Knows no commands. */
import { createContext } from './context.ts';
import { endWith } from './endings.ts';
import { Interrupted } from './errors.ts';
import { createProgram } from './program.ts';
import { openTerminal } from './terminal/terminal.ts';

/** A reader that has gone, as `head` does. */
const GONE = 'EPIPE';

/**
 * @param args as they were typed, without node and file. @param root the project's folder
 * @returns the exit code
 */
export async function main(args: string[], root: string): Promise<number> {
  const terminal = openTerminal({ json: saysJson(args) });
  const interruption = new AbortController();
  const context = createContext(terminal, interruption.signal, root);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === GONE) process.exit(0);
    // Where answers cannot be written, there is nothing left to do: a full disk, as a rule.
    process.exit(endWith(error, terminal));
  });
  const interrupt = (): void => {
    // Whoever presses it twice means now.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort(new Interrupted('Interrupted.'));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return endWith(interruption.signal.aborted ? interruption.signal.reason : error, terminal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Asked before the arguments are read, since what is wrong with them is told by it. */
function saysJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}
