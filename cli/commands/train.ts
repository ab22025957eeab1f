/** `epochd train`: uploads the data if need be, submits a job, and watches it where that is asked for. */
import type { Command } from 'commander';
import type { EpochdClient, ImportOptions, JobPlan, JobRequest } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { provideDataset } from '../data-source.ts';
import { UsageError } from '../errors.ts';
import { type JobFlags, pairOf, readValue, requestOf } from '../job-flags.ts';
import { collect, list, number } from '../option-values.ts';
import { followUp } from '../submitted.ts';
import { plain } from '../terminal/plain.ts';
import { bytes, count, duration } from '../terminal/quantities.ts';
import { showTable } from '../terminal/table.ts';
import { commandWords } from '../words.ts';

interface TrainOptions extends JobFlags {
  readonly datasetName?: string;
  readonly importOption: string[];
  readonly watch?: boolean;
  readonly dryRun?: boolean;
  readonly cancelOnInterrupt?: boolean;
}

export function addTrain(program: Command, context: Context): void {
  program
    .command('train')
    .summary('train a network on a dataset, a file or a folder')
    .description('Trains a network. DATA is the name of a dataset, or a file or folder, which is uploaded first.')
    .argument('[data]', 'a dataset, a file, or a folder of class folders')
    .option('-m, --model <name>', 'of what is learnt; by default the name of the dataset')
    .option('-n, --network <preset>', 'mlp, cnn, lstm or auto')
    .option('-e, --epochs <count>', 'times through the data', number)
    .option('-b, --batch-size <count>', 'examples in a step', number)
    .option('-o, --optimizer <name>', 'adam, sgd, …')
    .option('-r, --learning-rate <rate>', 'of the optimizer', number)
    .option('--seed <number>', 'of all randomness: the same one trains the same network', number)
    .option('-t, --target <column>', 'of a table: what is to be learnt')
    .option('--features <columns>', 'of a table: what is learnt from, separated by commas', list)
    .option('--base <model>', 'goes on from the weights of a version: digits@3')
    .option('--priority <number>', '1 is highest', number)
    .option('--metadata <name=value>', 'kept with the job; may be repeated', collect, [])
    .option('-s, --set <path=value>', 'any field of the request; may be repeated', collect, [])
    .option('-f, --from <file>', 'a request as JSON or YAML, to which the flags are added; - is stdin')
    .option('--dataset-name <name>', 'of what is uploaded; by default that of the file')
    .option('--import-option <name=value>', 'how what is uploaded is to be understood; may be repeated', collect, [])
    .option('-w, --watch', 'watch it to its end')
    .option('--cancel-on-interrupt', 'with --watch: Ctrl-C cancels the job; by default it goes on')
    .option('--dry-run', 'tell what would be trained, and queue nothing')
    .addHelpText('after', HELP)
    .action((data: string | undefined, options: TrainOptions, command: Command) =>
      train(context, data, options, command),
    );
}

const HELP = `
Examples:
  $ epochd train mnist --network cnn --epochs 5 --watch
  $ epochd train customers.csv --network auto --set training.optimizer.learningRate=0.01
  $ epochd train ./pets --model pets --set 'training.earlyStopping={"monitor":"valLoss","patience":3}'
  $ epochd train --from job.yaml --seed 7
  $ epochd train mnist --dry-run

Without --watch the id of the job is printed: JOB=$(epochd train mnist).`;

async function train(
  context: Context,
  data: string | undefined,
  options: TrainOptions,
  command: Command,
): Promise<void> {
  const { terminal, signal } = context;
  const client = context.client(command);
  // Before anything is uploaded: what was typed wrongly should not cost that.
  const asked = requestOf(options);
  const source = data ?? asked.dataset;
  if (source === undefined) throw new UsageError('Expected DATA, or a "dataset" in --from. Received: none.');
  const imported = importOptions(options.importOption);
  const wish = { name: options.datasetName, options: imported };
  const dataset = data === undefined ? source : await provideDataset(context, client, data, wish);
  const request = { ...asked, dataset, model: asked.model ?? dataset } as JobRequest;
  if (!request.network && !request.baseModel) request.network = 'auto' as NonNullable<JobRequest['network']>;
  if (options.dryRun) return showPlan(context, client, request);
  const job = await client.train(request, { signal });
  await followUp(context, job, options);
  if (options.watch && terminal.live)
    terminal.err(terminal.paint.dim(`${commandWords()} predict ${request.model} FILE   asks it`));
}

export function importOptions(pairs: readonly string[]): ImportOptions | undefined {
  if (pairs.length === 0) return undefined;
  const read = pairs.map((text) => pairOf(text, '--import-option'));
  return Object.fromEntries(read.map(([name, value]) => [name, readValue(value)])) as ImportOptions;
}

async function showPlan({ terminal, signal }: Context, client: EpochdClient, request: JobRequest): Promise<void> {
  const plan: JobPlan = await client.plan(request, { signal });
  if (terminal.json) return terminal.out(JSON.stringify(plan));
  const rows = plan.layers.map(({ name, type, outputShape, parameters }) => [
    name,
    type,
    outputShape.join(' × '),
    parameters,
  ]);
  showTable(terminal, ['layer', 'type', 'output', 'parameters'], rows);
  const { task, inputShape } = plan.data;
  terminal.out('');
  terminal.out(
    `${plain(task.type)} of ${inputShape.join(' × ')} numbers, ${count(plan.parameters)} parameters (${bytes(plan.bytes)}), about ${duration(plan.estimatedSeconds)}`,
  );
}
