/** Completion for bash, zsh and fish: commands and flags, and names of what the service has, where it answers at once. */

import type { Argument } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import { Command } from 'commander';
import type { Context } from './context.ts';

const SHELLS_HELP = `
Examples:
  $ source <(epochd completion bash)        now; for good, in ~/.bashrc
  $ source <(epochd completion zsh)         or in ~/.zshrc
  $ epochd completion fish | source         or in ~/.config/fish/config.fish`;
/** A person who pressed Tab waits no longer. */
const ANSWER_MS_MAX = 700;
const NAMES_MAX = 100;
const KINDS: Readonly<Record<string, 'models' | 'datasets' | 'jobs'>> = {
  ...{ model: 'models', 'model@version': 'models', data: 'datasets', dataset: 'datasets', job: 'jobs' },
};

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print what a shell needs to complete commands')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', SHELLS_HELP)
    .action((shell: string) => {
      // The adapter replaces this command by one of its own.
      tab(new Command('epochd'), { completionCommandName: 'completion' }).setup('epochd', 'epochd', shell);
    });
}

/** What shells call: `epochd complete -- WORDS`. */
export function wantsCompletion(args: readonly string[]): boolean {
  return args[0] === 'complete' && args[1] === '--';
}

export async function completeFor(program: Command, context: Context, args: readonly string[]): Promise<void> {
  const words = args.slice(2);
  const completion = tab(program, { completionCommandName: 'suggest' });
  const command = completion.commands.get(words[0] ?? '');
  const kinds = new Set([...(command?.arguments.values() ?? [])].map(({ name }) => KINDS[name]));
  const names = words.length > 1 ? await namesOf(kinds, program, context) : {};
  for (const argument of command?.arguments.values() ?? []) offer(argument, names[KINDS[argument.name] ?? ''] ?? []);
  completion.parse([...words]);
}

function offer(argument: Argument, names: readonly string[]): void {
  if (names.length === 0) return;
  argument.handler = (complete) => {
    for (const name of names) complete(name, '');
  };
}

/** None of a kind that the service did not tell in time. */
async function namesOf(kinds: ReadonlySet<string | undefined>, program: Command, context: Context) {
  const names: Record<string, string[]> = {};
  const signal = AbortSignal.timeout(ANSWER_MS_MAX);
  try {
    const client = context.client(program);
    if (kinds.has('models'))
      names['models'] = (await client.models({ signal })).slice(0, NAMES_MAX).map(({ name }) => name);
    if (kinds.has('datasets'))
      names['datasets'] = (await client.datasets.list({ signal }).first(NAMES_MAX)).map(({ name }) => name);
    if (kinds.has('jobs')) names['jobs'] = (await client.jobs.list({ signal }).first(NAMES_MAX)).map(({ id }) => id);
  } catch {
    // Nobody who completes a word wants to read why names are missing.
  }
  return names;
}
