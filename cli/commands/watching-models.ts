/** How models fare once they answer: `epochd drift`, and `epochd gate`, by which an alias moves itself. */
import { type Command, Option } from 'commander';
import { EpochdError } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { number } from '../option-values.ts';
import { plain } from '../terminal/plain.ts';
import { ago, count, figure } from '../terminal/quantities.ts';
import { showTable } from '../terminal/table.ts';
import { expectVersion } from '../version-reference.ts';

interface GateFlags {
  readonly alias: string;
  readonly dataset?: string;
  readonly metric?: string;
  readonly margin?: number;
  readonly minimum?: number;
  readonly remove?: boolean;
}

export function addModelWatching(program: Command, context: Context): void {
  program
    .command('drift')
    .summary('tell how far predictions are from what a version was trained on')
    .argument('<model>', 'digits, digits@3 or digits@production')
    .addOption(new Option('--window <window>', 'how far back').choices(['hour', 'day']).default('hour'))
    .addHelpText('after', '\nExample:\n  $ epochd drift customers --window day')
    .action((reference: string, { window }: { window: 'hour' | 'day' }, command: Command) =>
      drift(context, reference, window, command),
    );
  program
    .command('gate')
    .summary('let an alias move by itself to what is better, or tell how it does')
    .argument('<model>', 'digits')
    .option('-a, --alias <name>', 'which', 'production')
    .option('--dataset <name>', 'sets a gate: on which data versions are measured')
    .option('--metric <name>', 'by which figure (accuracy)')
    .option('--margin <number>', 'by how much one has to be better', number)
    .option('--minimum <number>', 'what it has to reach', number)
    .option('--remove', 'removes it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ epochd gate digits --dataset mnist --margin 0.005 --minimum 0.9\n  $ epochd gate digits',
    )
    .action((name: string, flags: GateFlags, command: Command) => gate(context, name, flags, command));
}

async function drift(
  { terminal, signal, ...context }: Context,
  reference: string,
  window: 'hour' | 'day',
  command: Command,
): Promise<void> {
  const client = context.client(command);
  const model = client.model(reference);
  const version = await expectVersion(model, signal);
  const params = { path: { model: model.name, version }, query: { window } };
  const { data } = await client.http.GET('/v1/models/{model}/versions/{version}/drift', { params, signal });
  if (!data) return;
  if (terminal.json) return terminal.out(JSON.stringify(data));
  terminal.out(
    `${terminal.paint.bold(`${plain(data.model)}@${data.version}`)}  ${wordsOf(data.verdict)}, ${count(data.instances)} instances in the last ${data.window}`,
  );
  const told = [...data.columns, ...data.outputs] as { name: string; verdict: string; psi?: number | null }[];
  if (told.length === 0) return;
  const rows = told.map(({ name, verdict, psi }) => [
    name,
    wordsOf(verdict),
    typeof psi === 'number' ? figure(psi) : '',
  ]);
  showTable(terminal, ['column', 'verdict', 'psi'], rows);
}

function wordsOf(verdict: string): string {
  return verdict === 'tooFew' ? 'too few to tell' : plain(verdict);
}

async function gate(
  { terminal, signal, ...context }: Context,
  model: string,
  { alias, dataset, remove, ...rest }: GateFlags,
  command: Command,
): Promise<void> {
  const { http } = context.client(command);
  const path = '/v1/models/{model}/aliases/{alias}/gate';
  const params = { path: { model, alias } };
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  if (remove) {
    await http.DELETE(path, { params, signal });
    return terminal.out(terminal.json ? JSON.stringify({ model, alias }) : `${model}@${alias} moves by hand alone`);
  }
  if (dataset === undefined && Object.keys(given).length > 0)
    throw new UsageError('Expected --dataset, to set a gate. Received: its other options alone.');
  if (dataset !== undefined) await http.PUT(path, { params, body: { dataset, ...given }, signal });
  const { data } = await http.GET(path, { params, signal }).catch((error: unknown) => {
    if (error instanceof EpochdError && error.status === 404 && error.code !== 'ERR_HTTP') return { data: undefined };
    throw error;
  });
  if (terminal.json) return terminal.out(JSON.stringify(data ?? null));
  if (!data) return terminal.err(`${model}@${alias} has no gate: --dataset sets one.`);
  const least = data.minimum === undefined ? '' : `, at least ${data.minimum}`;
  terminal.out(
    `${model}@${alias} moves to versions after ${data.since} whose ${data.metric} on ${plain(data.dataset.name)} is better by ${data.margin}${least}`,
  );
  if (data.decisions.length === 0) return;
  const rows = data.decisions.map((each) => [
    ...[each.candidate.version, each.outcome, each.candidate.value === null ? '' : figure(each.candidate.value)],
    ...[ago(each.at), each.reason],
  ]);
  showTable(terminal, ['version', 'outcome', data.metric, 'when', 'why'], rows);
}
