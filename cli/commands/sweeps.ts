/** Sweeps: many trainings with other values, and what became of them. */
import { type Command, Option } from 'commander';
import type { JobRequest, SweepRequest } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { provideDataset } from '../data-source.ts';
import { UsageError } from '../errors.ts';
import { type JobFlags, pairOf, readObject, readValue, requestOf } from '../job-flags.ts';
import { collect, list, number } from '../option-values.ts';
import { type FollowWish, followUp } from '../submitted.ts';
import { plain } from '../terminal/plain.ts';
import { figure } from '../terminal/quantities.ts';
import { showTable } from '../terminal/table.ts';
import { examples } from '../words.ts';
import { findJob } from './jobs.ts';

type SweepOptions = JobFlags &
  FollowWish & {
    readonly space: string[];
    readonly trials?: number;
    readonly strategy?: string;
    readonly metric?: string;
  };

const STRATEGIES = ['grid', 'random', 'successiveHalving'];
const HELP = `
Examples:
  $ epochd sweep customers --network mlp --epochs 20 --space training.optimizer.learningRate=0.001,0.01 --watch
  $ epochd sweep mnist --network cnn --strategy random --trials 10 \\
      --space 'training.optimizer.learningRate={"min":0.0001,"max":0.1,"scale":"log"}'
  $ epochd sweep --from sweep.yaml
  $ epochd trials latest`;

export function addSweepCommands(program: Command, context: Context): void {
  program
    .command('sweep')
    .summary('train with many values, and publish the best')
    .argument('[data]', 'a dataset, a file, or a folder of class folders')
    .option('--space <path=values>', 'a field and its values: a,b,c or JSON; may be repeated', collect, [])
    .addOption(new Option('--strategy <name>', 'how values are chosen').choices(STRATEGIES))
    .option('--trials <count>', 'how many, unless it is a grid', number)
    .option('--metric <name>', 'by which the best is found')
    .option('-m, --model <name>', 'of what is learnt; by default the name of the dataset')
    .option('-n, --network <preset>', 'mlp, cnn, lstm or auto')
    .option('-e, --epochs <count>', 'times through the data', number)
    .option('-b, --batch-size <count>', 'examples in a step', number)
    .option('--seed <number>', 'of all randomness', number)
    .option('-t, --target <column>', 'of a table: what is to be learnt')
    .option('--features <columns>', 'of a table: what is learnt from, separated by commas', list)
    .option('-s, --set <path=value>', 'any field of the trainings; may be repeated', collect, [])
    .option('-f, --from <file>', 'a whole request as JSON or YAML, to which the flags are added; - is stdin')
    .option('-w, --watch', 'watch it to its end')
    .option('--cancel-on-interrupt', 'with --watch: Ctrl-C cancels it; by default it goes on')
    .addHelpText('after', HELP)
    .action((data: string | undefined, options: SweepOptions, command: Command) =>
      sweep(context, data, options, command),
    );
  program
    .command('trials')
    .summary('list the trials of a sweep, best first')
    .argument('<job>', 'its id, or "latest"')
    .addHelpText('after', examples('trials latest'))
    .action(async (id: string, _options: object, command: Command) => {
      const { terminal, signal } = context;
      const job = await findJob(context.client(command), id, signal, 'sweep');
      const { trials, metric } = await job.sweep({ signal });
      if (terminal.json) return terminal.lines(trials);
      const fields = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
      const rows = trials.map((each) => [
        ...[each.rank, each.trial, each.status, each.metric === null ? '' : figure(each.metric), each.epochs],
        ...fields.map((field) => textOf(each.values[field])),
      ]);
      showTable(terminal, ['rank', 'trial', 'status', metric, 'epochs', ...fields.map(shortened)], rows);
    });
}

async function sweep(
  context: Context,
  data: string | undefined,
  { space, trials, strategy, metric, from, ...flags }: SweepOptions,
  command: Command,
): Promise<void> {
  const { signal } = context;
  const client = context.client(command);
  const file = (from === undefined ? {} : readObject(from, '--from')) as Partial<SweepRequest>;
  const asked = requestOf({ ...flags, metadata: [] }, file.job);
  const fields = { ...file.space, ...Object.fromEntries(space.map(fieldOf)) };
  if (Object.keys(fields).length === 0)
    throw new UsageError('Expected --space FIELD=VALUES, or a "space" in --from. Received: none.');
  const source = data ?? asked.dataset;
  if (source === undefined) throw new UsageError('Expected DATA, or a "dataset" in --from. Received: none.');
  const dataset = data === undefined ? source : await provideDataset(context, client, data, {});
  const job = { network: 'auto', ...asked, dataset, model: asked.model ?? dataset } as JobRequest;
  const chosen = strategy ?? (trials === undefined ? undefined : 'random');
  const search = chosen && { strategy: chosen, ...(trials !== undefined && { trials }) };
  const request = { ...file, job, space: fields, ...(search && { search }), ...(metric && { metric }) } as SweepRequest;
  await followUp(context, await client.sweep(request, { signal }), flags);
}

/** `training.epochs=5,10` is `["/training/epochs", {"values": [5, 10]}]`. */
function fieldOf(text: string): [string, unknown] {
  const [path, value] = pairOf(text, '--space');
  const pointer = path.startsWith('/') ? path : `/${path.replace(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`;
  const read = readValue(value);
  if (Array.isArray(read)) return [pointer, { values: read }];
  if (typeof read === 'object' && read !== null) return [pointer, read];
  return [pointer, { values: value.split(',').map((each) => readValue(each.trim())) }];
}

function textOf(value: unknown): string {
  return value === undefined ? '' : plain(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `/training/optimizer/learningRate` is `learningRate` to whoever reads a table. */
function shortened(pointer: string): string {
  return plain(pointer.split('/').at(-1) ?? pointer);
}
