/** Aliases: a version is promoted, or what was is taken back. */
import type { Command } from 'commander';
import type { AliasData } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { numberBetween } from '../option-values.ts';
import { expectVersion } from '../version-reference.ts';

const PRODUCTION = 'production';

interface PromoteOptions {
  readonly alias: string;
  readonly canary?: number;
  readonly reason?: string;
}

export function addAliasCommands(program: Command, context: Context): void {
  program
    .command('promote')
    .summary('point an alias at a version')
    .argument('<model@version>', 'digits@3; a bare name is its newest version')
    .option('-a, --alias <name>', 'which', PRODUCTION)
    .option('--canary <share>', 'try it with a share of the requests only: 0.1', numberBetween(0, 1))
    .option('--reason <text>', 'kept in the history')
    .addHelpText('after', '\nExamples:\n  $ epochd promote digits@3\n  $ epochd promote digits@4 --canary 0.1')
    .action((reference: string, options: PromoteOptions, command: Command) =>
      promote(context, reference, options, command),
    );
  program
    .command('rollback')
    .summary('take an alias back to what it was before')
    .argument('<model>', 'digits')
    .option('-a, --alias <name>', 'which', PRODUCTION)
    .action(async (name: string, { alias }: { alias: string }, command: Command) => {
      tell(context, await context.client(command).model(name).alias(alias).rollback({ signal: context.signal }));
    });
}

async function promote(context: Context, reference: string, options: PromoteOptions, command: Command): Promise<void> {
  const { signal } = context;
  const model = context.client(command).model(reference);
  const version =
    model.version === undefined ? (await model.get({ signal })).latestVersion : await expectVersion(model, signal);
  const alias = model.alias(options.alias);
  const before = await alias.get({ signal });
  const reason = options.reason === undefined ? {} : { reason: options.reason };
  // Only if nobody else has moved it since it was looked at.
  const call = { signal, ifRevision: before?.revision ?? 0 };
  if (options.canary === undefined) return tell(context, await alias.set({ version, ...reason }, call));
  if (!before?.version)
    throw new UsageError(
      `Expected ${options.alias} to point at a version, to try another one beside it. Received: no such alias.`,
    );
  const canaries = [{ version, share: options.canary }];
  tell(context, await alias.set({ version: before.version, canaries, ...reason }, call));
}

function tell({ terminal }: Context, data: AliasData): void {
  if (terminal.json) {
    terminal.out(JSON.stringify(data));
    return;
  }
  const canaries = (data.canaries ?? []).map(
    ({ version, share }) => `, ${Math.round(share * 100)} % to version ${version}`,
  );
  terminal.out(`${data.model}@${data.alias} is version ${data.version}${canaries.join('')}`);
}
