/** What a version does with a whole dataset: `epochd evaluate` measures it, `epochd batch-predict` predicts each row. */
import { type Command, Option } from 'commander';
import type { BatchPredictionRequest, EvaluationRequest } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { list } from '../option-values.ts';
import { chooseTarget, saveAs } from '../save-as.ts';
import { type FollowWish, followUp } from '../submitted.ts';

const PARTS = ['all', 'train', 'validation', 'test'];
const FORMATS = ['ndjson', 'csv', 'parquet'];

type EvaluateOptions = FollowWish & Pick<EvaluationRequest, 'part'>;
type BatchOptions = FollowWish &
  Pick<BatchPredictionRequest, 'format'> & {
    readonly columns?: string[];
    readonly output?: string;
    readonly force?: boolean;
  };

export function addScoringCommands(program: Command, context: Context): void {
  program
    .command('evaluate')
    .summary('measure a version on a dataset')
    .argument('<model>', 'digits, digits@3 or digits@production')
    .argument('<dataset>', 'its name')
    .addOption(new Option('--part <part>', 'of its rows; by default its test part, where it has one').choices(PARTS))
    .option('-w, --watch', 'watch it to its end')
    .option('--cancel-on-interrupt', 'with --watch: Ctrl-C cancels the job; by default it goes on')
    .addHelpText('after', '\nExample:\n  $ epochd evaluate digits@3 mnist --watch')
    .action(async (model: string, dataset: string, { part, ...wish }: EvaluateOptions, command: Command) => {
      const request = { model, dataset, ...(part && { part }) };
      await followUp(context, await context.client(command).evaluate(request, { signal: context.signal }), wish);
    });
  program
    .command('batch-predict')
    .summary('predict all rows of a dataset into a file')
    .argument('<model>', 'digits, digits@3 or digits@production')
    .argument('<dataset>', 'its name')
    .addOption(new Option('-f, --format <format>', 'of the file').choices(FORMATS).default('ndjson'))
    .option('--columns <columns>', 'of the dataset that each row repeats: all, or some, separated by commas', list)
    .option('-o, --output <file>', 'wait for the file, and download it; - is stdout')
    .option('--force', 'replace the file if it is there')
    .option('-w, --watch', 'watch it to its end')
    .option('--cancel-on-interrupt', 'Ctrl-C cancels the job; by default it goes on')
    .addHelpText(
      'after',
      '\nExamples:\n  $ epochd batch-predict customers customers -f csv -o answers.csv\n  $ epochd output latest > answers.ndjson',
    )
    .action((model: string, dataset: string, options: BatchOptions, command: Command) =>
      batchPredict(context, { model, dataset }, options, command),
    );
}

async function batchPredict(
  context: Context,
  named: { readonly model: string; readonly dataset: string },
  { format, columns, output, force, watch, cancelOnInterrupt }: BatchOptions,
  command: Command,
): Promise<void> {
  const { signal } = context;
  const target = output === undefined ? undefined : chooseTarget({ output, force });
  const repeated = columns?.length === 1 && columns[0] === 'all' ? ('all' as const) : columns;
  const request = { ...named, ...(format && { format }), ...(repeated && { columns: repeated }) };
  const job = await context.client(command).batchPredict(request, { signal });
  // The file alone is to be on stdout.
  const beside = target && !target.file ? { ...context, terminal: context.terminal.beside() } : context;
  await followUp(beside, job, { watch: watch || target !== undefined, cancelOnInterrupt });
  if (target) await saveAs(context, await job.output({ signal }), target);
}
