/** Jobs: listed, looked at, watched, ended, paused, sent again. */
import { Argument, type Command, Option } from 'commander';
import type { EpochdClient, Job, JobData, JobQuery } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { pairOf, readObject, readValue, setField } from '../job-flags.ts';
import { collect, numberBetween } from '../option-values.ts';
import { chooseTarget, saveAs } from '../save-as.ts';
import { followUp } from '../submitted.ts';
import { plain } from '../terminal/plain.ts';
import { ago, bytes, count, duration, figure, percent } from '../terminal/quantities.ts';
import { showTable } from '../terminal/table.ts';
import { watchJob } from '../watching.ts';
import { commandWords, examples } from '../words.ts';

const STATUSES = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'];
const KINDS = ['train', 'import', 'evaluate', 'predict', 'sweep'];
const JOBS_SHOWN = 20;
const JOBS_MAX = 10_000;
/** `latest` in place of an id is the job that was submitted last. */
const ID = 'its id, or "latest"';

type ListOptions = Pick<JobQuery, 'status' | 'model' | 'kind' | 'sweep'> & { readonly limit: number };

export function addJobCommands(program: Command, context: Context): void {
  program
    .command('jobs')
    .summary('list jobs, newest first')
    .addOption(new Option('-s, --status <status>', 'only those').choices(STATUSES))
    .option('-m, --model <name>', 'only those of a model')
    .addOption(new Option('-k, --kind <kind>', 'only those').choices(KINDS))
    .option('--sweep <job>', 'only the trainings of a sweep')
    .option('-l, --limit <count>', 'at most so many', numberBetween(1, JOBS_MAX), JOBS_SHOWN)
    .addHelpText('after', '\nExamples:\n  $ epochd jobs --status running\n  $ epochd jobs --json | jq -r .id')
    .action((options: ListOptions, command: Command) => listJobs(context, options, command));
  program
    .command('job')
    .summary('tell all about a job')
    .argument('<job>', ID)
    .addHelpText('after', examples('job latest'))
    .action(async (id: string, _options: object, command: Command) => {
      const job = await findJob(context.client(command), id, context.signal);
      showJob(context, await job.refresh({ signal: context.signal }));
    });
  program
    .command('watch')
    .summary('watch a job to its end')
    .argument('<job>', ID)
    .option('--cancel-on-interrupt', 'Ctrl-C cancels the job; by default it goes on')
    .addHelpText(
      'after',
      '\nThe exit code is 0 if the job succeeds, 1 if it does not.\n\nExample:\n  $ epochd watch latest',
    )
    .action(async (id: string, { cancelOnInterrupt }: { cancelOnInterrupt?: boolean }, command: Command) => {
      const job = await findJob(context.client(command), id, context.signal);
      await watchJob(context, job, { cancelOnInterrupt, words: commandWords() });
    });
  addRequests(program, context);
  program
    .command('resubmit')
    .summary('ask for the same job again, with changes')
    .argument('<job>', ID)
    .option('--set <path=value>', 'a field that is to be another; may be repeated', collect, [])
    .option('-f, --from <file>', 'changes as JSON or YAML (a JSON Merge Patch); - is stdin')
    .option('-w, --watch', 'watch it to its end')
    .addHelpText('after', '\nExample:\n  $ epochd resubmit latest --set training.epochs=20 --watch')
    .action(async (id: string, options: { set: string[]; from?: string; watch?: boolean }, command: Command) => {
      const job = await findJob(context.client(command), id, context.signal);
      const changes: Record<string, unknown> = options.from === undefined ? {} : readObject(options.from, '--from');
      for (const text of options.set) {
        const [path, value] = pairOf(text, '--set');
        setField(changes, path, readValue(value));
      }
      const again = await job.resubmit(changes, { signal: context.signal });
      await followUp(context, again, options);
    });
  program
    .command('output')
    .summary('download the file of a batch prediction')
    .argument('<job>', ID)
    .option('-o, --output <file>', 'where to; by default stdout')
    .option('--force', 'replace the file if it is there')
    .addHelpText('after', examples('output latest -o answers.csv'))
    .action(async (id: string, where: { output?: string; force?: boolean }, command: Command) => {
      const job = await findJob(context.client(command), id, context.signal, 'predict');
      const target = chooseTarget({ output: where.output, force: where.force });
      await saveAs(context, await job.output({ signal: context.signal }), target);
    });
}

const REQUESTS = [
  { name: 'cancel', summary: 'end jobs for good' },
  { name: 'pause', summary: 'let jobs wait, with what they have learnt' },
  { name: 'resume', summary: 'let paused jobs go on' },
] as const;

function addRequests(program: Command, context: Context): void {
  for (const { name, summary } of REQUESTS) {
    program
      .command(name)
      .summary(summary)
      .addArgument(new Argument('<job...>', ID))
      .addHelpText('after', examples(`${name} latest`))
      .action(async (ids: string[], _options: object, command: Command) => {
        const client = context.client(command);
        for (const id of ids) {
          const job = await findJob(client, id, context.signal);
          const data = await job[name]({ signal: context.signal });
          context.terminal.out(
            context.terminal.json ? JSON.stringify(data) : `${data.id}  ${data.pausing ? 'pausing' : data.status}`,
          );
        }
      });
  }
}

/** @param kind which one `latest` is of. @throws UsageError */
export async function findJob(
  client: EpochdClient,
  id: string,
  signal: AbortSignal,
  kind?: NonNullable<JobQuery['kind']>,
): Promise<Job> {
  if (id !== 'latest') return client.job(id);
  const [newest] = await client.jobs.list({ limit: 1, signal, ...(kind && { kind }) }).first(1);
  if (newest) return client.job(newest.id);
  throw new UsageError('Expected a job that there is. Received: "latest", but there is none.');
}

async function listJobs(
  { terminal, signal, ...context }: Context,
  { limit, ...only }: ListOptions,
  command: Command,
): Promise<void> {
  const query = { ...only, limit: Math.min(limit, 100) };
  const jobs = await context
    .client(command)
    .jobs.list({ ...query, signal })
    .first(limit);
  if (terminal.json) return terminal.lines(jobs);
  if (jobs.length === 0) return terminal.err('No jobs.');
  const rows = jobs.map((job) => [
    job.id,
    stateOf(job),
    job.kind,
    nameOf(job),
    job.dataset,
    scoreOf(job),
    ago(job.createdAt),
  ]);
  showTable(terminal, ['id', 'status', 'kind', 'model', 'dataset', 'result', 'submitted'], rows);
}

function stateOf({ status, progress }: JobData): string {
  return status === 'running' ? `running ${Math.round(progress.fraction * 100)} %` : status;
}

function nameOf({ model, version }: JobData): string {
  return version ? `${version.model}@${version.version}` : (model ?? '');
}

function scoreOf({ evaluation, metrics, error }: JobData): string {
  if (error) return error.code;
  const figures: { accuracy?: number | undefined; loss?: number | undefined } = evaluation ?? metrics;
  if (typeof figures.accuracy === 'number') return `accuracy ${percent(figures.accuracy)}`;
  return typeof figures.loss === 'number' ? `loss ${figure(figures.loss)}` : '';
}

function showJob({ terminal }: Context, job: JobData): void {
  if (terminal.json) {
    terminal.out(JSON.stringify(job));
    return;
  }
  const { startedAt, finishedAt, createdAt, error, progress, output, metadata } = job;
  const took = startedAt && (Date.parse(finishedAt ?? new Date().toISOString()) - Date.parse(startedAt)) / 1000;
  const rows: [string, string | undefined][] = [
    ['status', stateOf(job)],
    ['kind', job.kind],
    ['model', nameOf(job)],
    ['dataset', job.dataset],
    ['submitted', `${createdAt} (${ago(createdAt)})`],
    ['took', took === null || took === '' ? undefined : duration(took)],
    ['epochs', progress.epochs > 0 ? `${progress.epoch} of ${progress.epochs}` : undefined],
    ['result', scoreOf(job)],
    ['error', error ? error.message : undefined],
    ['output', output ? `${count(output.rows)} rows, ${bytes(output.bytes)}, ${output.format}` : undefined],
    ['attempts', String(job.attempts)],
    ...Object.entries(metadata),
  ];
  terminal.out(terminal.paint.bold(job.id));
  for (const [name, value] of rows)
    if (value) terminal.out(`  ${terminal.paint.dim(plain(name).padEnd(10))} ${plain(value)}`);
}
