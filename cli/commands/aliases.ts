/** Aliases: a version is promoted, or what was is taken back. */
import type { Command } from 'commander';
import type { AliasData } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { numberBetween } from '../option-values.ts';
import { ago, percent } from '../terminal/quantities.ts';
import { showTable } from '../terminal/table.ts';
import { expectVersion } from '../version-reference.ts';
import { examples } from '../words.ts';

const PRODUCTION = 'production';

interface PromoteOptions {
  readonly alias: string;
  readonly canary?: number;
  readonly shadow?: number;
  readonly reason?: string;
}

export function addAliasCommands(program: Command, context: Context): void {
  program
    .command('promote')
    .summary('point an alias at a version')
    .argument('<model@version>', 'digits@3; a bare name is its newest version')
    .option('-a, --alias <name>', 'which', PRODUCTION)
    .option('--canary <share>', 'try it with a share of the requests only: 0.1', numberBetween(0, 1))
    .option('--shadow <share>', 'compute its answers to a share of the requests, and tell nobody', numberBetween(0, 1))
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
    .addHelpText('after', '\nExample:\n  $ epochd rollback digits')
    .action(async (name: string, { alias }: { alias: string }, command: Command) => {
      tell(context, await context.client(command).model(name).alias(alias).rollback({ signal: context.signal }));
    });
  program
    .command('aliases')
    .summary('list the aliases of a model')
    .argument('<model>', 'digits')
    .addHelpText('after', examples('aliases digits'))
    .action((name: string, _options: object, command: Command) => listAliases(context, name, command));
  program
    .command('history')
    .summary('tell who moved an alias, when and why')
    .argument('<model>', 'digits')
    .option('-a, --alias <name>', 'which', PRODUCTION)
    .addHelpText('after', examples('history digits --alias production'))
    .action((name: string, { alias }: { alias: string }, command: Command) =>
      tellHistory(context, name, alias, command),
    );
  program
    .command('remove-alias')
    .summary('remove an alias; its versions stay')
    .argument('<model>', 'digits')
    .argument('<alias>', 'production')
    .addHelpText('after', examples('remove-alias digits staging'))
    .action(async (name: string, alias: string, _options: object, command: Command) => {
      const { terminal, signal } = context;
      await context.client(command).model(name).alias(alias).remove({ signal });
      terminal.out(terminal.json ? JSON.stringify({ model: name, alias }) : `${name}@${alias}  removed`);
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
  const { canary, shadow } = options;
  if (canary === undefined && shadow === undefined) return tell(context, await alias.set({ version, ...reason }, call));
  if (!before?.version)
    throw new UsageError(
      `Expected ${options.alias} to point at a version, to try another one beside it. Received: no such alias.`,
    );
  const beside = {
    ...(canary !== undefined && { canaries: [{ version, share: canary }] }),
    ...(shadow !== undefined && { shadow: { version, share: shadow } }),
  };
  tell(context, await alias.set({ version: before.version, ...beside, ...reason }, call));
}

function tell({ terminal }: Context, data: AliasData): void {
  if (terminal.json) {
    terminal.out(JSON.stringify(data));
    return;
  }
  const beside = besideOf(data);
  terminal.out(`${data.model}@${data.alias} is version ${data.version}${beside && `, ${beside}`}`);
}

const MOVED = ['moved', 'by', 'why'];

function movedOf({ at, by }: AliasData): string[] {
  return [ago(at), by.key ? `key ${by.key}…` : '', by.reason ?? ''];
}

/** Canaries and the shadow, in words. */
function besideOf({ canaries, shadow }: AliasData): string {
  const all = [
    ...(canaries ?? []).map(({ version, share }) => `${percent(share)} to version ${version}`),
    ...(shadow ? [`${percent(shadow.share)} shadowed by version ${shadow.version}`] : []),
  ];
  return all.join(', ');
}

async function listAliases(context: Context, name: string, command: Command): Promise<void> {
  const { terminal, signal } = context;
  const model = context.client(command).model(name);
  const { aliases } = await model.get({ signal });
  const all = await Promise.all(Object.keys(aliases).map((each) => model.alias(each).get({ signal })));
  const there = all.filter((each): each is AliasData => each !== null);
  if (terminal.json) return terminal.lines(there);
  if (there.length === 0) return terminal.err(`${model.name} has no aliases.`);
  const rows = there.map((each) => [each.alias, each.version, besideOf(each), ...movedOf(each)]);
  showTable(terminal, ['alias', 'version', 'beside', ...MOVED], rows);
}

async function tellHistory(context: Context, name: string, alias: string, command: Command): Promise<void> {
  const { terminal, signal } = context;
  const history = await context.client(command).model(name).alias(alias).history({ signal });
  if (terminal.json) return terminal.lines(history);
  const rows = history.map((each) => [each.version, besideOf(each), ...movedOf(each)]);
  showTable(terminal, ['version', 'beside', ...MOVED], rows);
}
