/** Datasets: listed, uploaded, looked at, removed. */
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { rowsOf, upload } from '../data-source.ts';
import { collect, numberBetween } from '../option-values.ts';
import { plain } from '../terminal/plain.ts';
import { ago, bytes, count } from '../terminal/quantities.ts';
import { showTable } from '../terminal/table.ts';
import { examples } from '../words.ts';
import { importOptions } from './train.ts';

const LIST_MAX = 10_000;

export function addDatasetCommands(program: Command, context: Context): void {
  const { terminal, signal } = context;
  program
    .command('datasets')
    .summary('list datasets')
    .addHelpText('after', examples('datasets'))
    .action(async (_options: object, command: Command) => {
      const datasets = await context.client(command).datasets.list({ signal }).first(LIST_MAX);
      if (terminal.json) return terminal.lines(datasets);
      const rows = datasets.map((each) => [
        ...[each.name, each.status, each.kind, count(rowsOf(each))],
        ...[each.bytes === null ? '' : bytes(each.bytes), ago(each.createdAt)],
      ]);
      showTable(terminal, ['dataset', 'status', 'kind', 'rows', 'size', 'made'], rows);
    });
  program
    .command('upload')
    .summary('make a dataset of files or a folder')
    .argument('<file...>', 'one or more files, or a folder of class folders')
    .option('--name <name>', 'by default that of the file')
    .option('--import-option <name=value>', 'how they are to be understood; may be repeated', collect, [])
    .addHelpText(
      'after',
      '\nExamples:\n  $ epochd upload customers.csv\n  $ epochd upload ./pets --name pets --import-option width=64',
    )
    .action(
      async (files: string[], { name, importOption }: { name?: string; importOption: string[] }, command: Command) => {
        const dataset = await upload(context, context.client(command), files, {
          name,
          options: importOptions(importOption),
        });
        terminal.out(terminal.json ? JSON.stringify(dataset) : dataset.name);
      },
    );
  program
    .command('dataset')
    .summary('tell what is known of a dataset, or some of its rows')
    .argument('<dataset>', 'its name')
    .option('--rows <count>', 'some rows, as JSON, one a line', numberBetween(1, 100))
    .addHelpText('after', examples('dataset customers', 'dataset customers --rows 3'))
    .action(async (name: string, { rows }: { rows?: number }, command: Command) => {
      const { datasets } = context.client(command);
      if (rows !== undefined) {
        for (const row of (await datasets.rows(name, { limit: rows, signal })).data) terminal.out(JSON.stringify(row));
        return;
      }
      const { columns = [], classes, warnings, ...data } = await datasets.get(name, { signal });
      if (terminal.json) return terminal.out(JSON.stringify({ ...data, columns, classes, warnings }));
      terminal.out(
        `${terminal.paint.bold(plain(data.name))}  ${data.kind ?? data.status}, ${count(rowsOf(data))} rows`,
      );
      if (columns.length > 0) {
        const told = columns.map((each) => [each.name, each.type, each.becomes, each.distinct, each.nulls]);
        showTable(terminal, ['column', 'type', 'becomes', 'distinct', 'missing'], told);
      }
      if (classes.length > 0)
        showTable(
          terminal,
          ['class', 'rows'],
          classes.map((each) => [each.label, each.rows]),
        );
      for (const warning of warnings) terminal.out(`${terminal.paint.yellow('note:')} ${plain(warning)}`);
      if (data.error) terminal.out(`${terminal.paint.red('error:')} ${plain(data.error.message)}`);
    });
  program
    .command('remove-dataset')
    .summary('remove a dataset')
    .argument('<dataset>', 'its name')
    .addHelpText('after', examples('remove-dataset customers'))
    .action(async (name: string, _options: object, command: Command) => {
      await context.client(command).datasets.remove(name, { signal });
      terminal.out(terminal.json ? JSON.stringify({ name }) : `${name}  removed`);
    });
}
