/** `epochd completion`, which prints what a shell needs, and `epochd complete`, which the shell calls. */
import path from 'node:path';
import { Argument, type Command } from 'commander';
import type { Context } from '../context.ts';
import { candidatesFor } from './candidates.ts';
import { findCursor } from './cursor.ts';
import { readLine } from './line.ts';
import { createNames } from './names.ts';
import { SHELLS, type Shell, scriptFor } from './scripts.ts';

const HELP = `
Examples:
  $ source <(epochd completion bash)        now; for good, in ~/.bashrc
  $ source <(epochd completion zsh)         now; for good, in ~/.zshrc
  $ epochd completion fish | source         now; for good, in ~/.config/fish/config.fish

Names of models, datasets and jobs are those of the service that is meant, where it answers at once.`;

export function addCompletion(program: Command, context: Context): void {
  const { terminal, root } = context;
  program
    .command('completion')
    .summary('print what a shell needs to complete commands')
    .addArgument(new Argument('<shell>', 'which').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: Shell) => terminal.write(scriptFor(shell, [process.execPath, path.join(root, 'cli/bin.mjs')])));
  program
    .command('complete', { hidden: true })
    .argument('<words...>', 'behind the name of the program; the last one is being typed')
    .option('--line', 'they are a line up to the cursor, and what breaks words')
    .action(async (words: string[], { line }: { line?: boolean }) => {
      const { words: all, apart } = line
        ? readLine(words[0] ?? '', words[1] ?? '')
        : { words: ['', ...words], apart: '' };
      const cursor = findCursor(program, all.slice(1));
      const names = createNames(() => {
        for (const name of ['url', 'profile']) {
          const value = cursor.values[name];
          if (value !== undefined) program.setOptionValue(name, value);
        }
        return context.client(program);
      });
      const { values, files } = await candidatesFor(cursor, names);
      for (const { value, about } of values) {
        // Bash puts in only what follows the last character that breaks words.
        const rest = value.startsWith(apart) ? value.slice(apart.length) : value;
        terminal.out(about ? `${rest}\t${about}` : rest);
      }
      if (files) terminal.out(':files');
    });
}
