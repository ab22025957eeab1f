/** Models: listed, looked at, a version removed. */
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { plain } from '../terminal/plain.ts';
import { ago, count, figure, percent } from '../terminal/quantities.ts';
import { showTable } from '../terminal/table.ts';
import { expectVersion } from '../version-reference.ts';
import { examples } from '../words.ts';

export function addModelCommands(program: Command, context: Context): void {
  const { terminal, signal } = context;
  program
    .command('models')
    .summary('list models')
    .addHelpText('after', examples('models', 'models --json'))
    .action(async (_options: object, command: Command) => {
      const models = await context.client(command).models({ signal });
      if (terminal.json) return terminal.lines(models);
      if (models.length === 0) return terminal.err('No models.');
      const rows = models.map(({ name, latestVersion, aliases }) => [name, latestVersion, aliasesOf(aliases)]);
      showTable(terminal, ['model', 'newest', 'aliases'], rows);
    });
  program
    .command('model')
    .summary("list a model's versions, or tell all about one")
    .argument('<model>', 'digits, or digits@3')
    .addHelpText('after', examples('model digits', 'model digits@production --json'))
    .action(async (reference: string, _options: object, command: Command) => {
      const model = context.client(command).model(reference);
      if (model.version !== undefined) {
        const manifest = await model.manifest(await expectVersion(model, signal), { signal });
        return terminal.out(JSON.stringify(manifest, null, terminal.json ? 0 : 2));
      }
      const data = await model.get({ signal });
      if (terminal.json) return terminal.out(JSON.stringify(data));
      const rows = data.versions.map(({ version, accuracy, loss, parameters, createdAt }) => [
        ...[version, accuracy === undefined ? '' : percent(accuracy), typeof loss === 'number' ? figure(loss) : ''],
        ...[count(parameters), ago(createdAt), namesOf(data.aliases, version)],
      ]);
      showTable(terminal, ['version', 'accuracy', 'loss', 'parameters', 'made', 'aliases'], rows);
    });
  program
    .command('remove-version')
    .summary('remove a version for good')
    .argument('<model@version>', 'digits@3')
    .addHelpText('after', examples('remove-version digits@3'))
    .action(async (reference: string, _options: object, command: Command) => {
      const model = context.client(command).model(reference);
      const version = await expectVersion(model, signal);
      await model.remove(version, { signal });
      terminal.out(
        terminal.json ? JSON.stringify({ model: model.name, version }) : `${model.name}@${version}  removed`,
      );
    });
}

function aliasesOf(aliases: Readonly<Record<string, number>>): string {
  return Object.entries(aliases)
    .map(([name, version]) => `${plain(name)}=${version}`)
    .join(' ');
}

function namesOf(aliases: Readonly<Record<string, number>>, version: number): string {
  return Object.keys(aliases)
    .filter((name) => aliases[name] === version)
    .join(' ');
}
