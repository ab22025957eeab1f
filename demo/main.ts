/**
 * `npm run demo`: starts the service, trains the CNN on MNIST over HTTP, watches it, and has it read digits that it never
 * saw. On a terminal the service stays up until Ctrl-C; with `--exit`, or without a terminal, the demo ends by itself:
 * exit code 0 if everything went well, 1 if anything did not.
 */
import { loadConfig } from '../src/config.ts';
import { messageOf } from '../src/errors.ts';
import { createLogger } from '../src/logger.ts';
import type { Evaluation, HistoryEntry, JobRequest } from '../src/models/specification/index.ts';
import type { ClassAnswer } from '../src/prediction/index.ts';
import type { Job, JobEvent, Progress, VersionReference } from '../src/queue/index.ts';
import { startSupervisor } from '../src/supervisor/supervisor.ts';
import { type Client, createClient } from './client.ts';
import { beside, confusionTable, drawPicture, percent, progressLine } from './drawing.ts';

const REQUEST: JobRequest = {
  model: 'digits',
  dataset: 'mnist',
  network: 'cnn',
  training: { epochs: 5, batchSize: 32, seed: 7 },
};
const DIGITS_SHOWN = 3;
/** Without a terminal, a line of progress this often. */
const PLAIN_PROGRESS_EVERY_MS = 5000;

const live = process.stdout.isTTY === true;
const stays = live && !process.argv.includes('--exit');
const quiet = process.env.LOG_LEVEL ? process.env : { ...process.env, LOG_LEVEL: 'warn' };

let service: Awaited<ReturnType<typeof startSupervisor>> | undefined;
try {
  process.env.LOG_LEVEL = quiet.LOG_LEVEL;
  const config = loadConfig();
  say('Starting the service: api, one worker, Redis …');
  service = await startSupervisor(config, createLogger('supervisor', config.logLevel));
  await show(createClient(service.url, config.apiKeys[0]), service.url);
} catch (error) {
  say(`\nThe demo failed: ${messageOf(error)}`);
  process.exitCode = 1;
}
if (service && stays && process.exitCode !== 1) {
  say('\nThe service stays up. Ctrl-C ends it.');
  await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
}
await service?.close();
process.exit();

async function show(client: Client, url: string): Promise<void> {
  say(`\nPOST ${url}/v1/jobs\n${indented(REQUEST)}`);
  const submitted = await client.post<Job>('/v1/jobs', REQUEST);
  const { network, training, progress, metrics, history, evaluation, ...job } = submitted;
  say(`202 Accepted\n${indented(job)}\n\nGET ${url}/v1/jobs/${job.id}/events`);
  const version = await watch(client, submitted);
  say('\nDigits that it never saw, sent as PNG files:');
  for (let shown = 0; shown < DIGITS_SHOWN; shown++) await predict(client, version);
  say(
    `\nLook at it:\n  ${url}/try/${version.model}  draw a digit yourself\n  ${url}             the dashboard\n  ${url}/docs        the API`,
  );
}

/** Follows a job to its end. @returns the version that it published. */
async function watch(client: Client, job: Job): Promise<VersionReference> {
  const tellProgress = createProgressTeller();
  let version: VersionReference | undefined;
  for await (const event of client.events(job)) {
    if (event.type === 'progress') tellProgress(event.data as Progress);
    else tellEvent(event);
    if (event.type === 'published') version = event.data as VersionReference;
  }
  const ended = await client.get<Job>(`/v1/jobs/${job.id}`);
  if (!version || ended.status !== 'succeeded')
    throw new Error(`Expected the job to succeed. Received: ${ended.status}, ${ended.error?.message ?? 'no reason'}.`);
  return version;
}

function tellEvent({ type, data }: JobEvent): void {
  if (type === 'epoch') {
    const { epoch, loss = 0, accuracy = 0, valLoss, valAccuracy, seconds } = data as HistoryEntry;
    const validation =
      valAccuracy === undefined || valLoss === undefined
        ? ''
        : `  validation loss ${valLoss.toFixed(4)}  accuracy ${percent(valAccuracy)}`;
    say(
      `${live ? '\r\x1b[2K' : ''}  epoch ${epoch}  loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}${validation}  ${seconds.toFixed(1)} s`,
    );
  } else if (type === 'evaluation') {
    const { accuracy = 0, loss, examples, confusionMatrix = [] } = data as Evaluation;
    say(
      `\nOn ${examples.toLocaleString('en')} test digits: accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}\n${confusionTable(confusionMatrix)}`,
    );
  } else if (type === 'published') {
    say(`\nPublished: version ${data.version} of "${data.model}"`);
  }
}

function createProgressTeller(): (progress: Progress) => void {
  let told = 0;
  return (progress) => {
    if (live)
      process.stdout.write(`\r\x1b[2K  ${progressLine(progress).slice(0, (process.stdout.columns ?? 100) - 3)}`);
    else if (Date.now() - told > PLAIN_PROGRESS_EVERY_MS) {
      told = Date.now();
      say(`  ${progressLine(progress)}`);
    }
  };
}

/** Takes a digit of the test part, sends it as a client would, and draws it beside what was read. */
async function predict(client: Client, { model }: VersionReference): Promise<void> {
  const offset = Math.floor(Math.random() * 10_000);
  const { data } = await client.get<{ data: { image: string; label: string }[] }>(
    `/v1/datasets/mnist/rows?part=test&offset=${offset}&limit=1`,
  );
  const [row] = data;
  if (!row) throw new Error('Expected a test digit. Received: none.');
  const png = Buffer.from(row.image.slice(row.image.indexOf(',') + 1), 'base64');
  const { predictions } = await client.post<{ predictions: ClassAnswer[] }>(
    `/v1/models/${model}:predict`,
    png,
    'image/png',
  );
  const [prediction] = predictions;
  if (!prediction) throw new Error('Expected a prediction. Received: none.');
  const lines = await drawPicture(png);
  const words = [
    '',
    `POST /v1/models/${model}:predict  (image/png)`,
    '',
    `read as ${prediction.label}, ${prediction.label === row.label ? 'which it is' : `but it is ${row.label}`}`,
    '',
    ...prediction.top.map(
      ({ label, probability }) =>
        `${label}  ${'█'.repeat(Math.round(probability * 24)).padEnd(24)} ${percent(probability)}`,
    ),
  ];
  say(`${beside(lines, words, 28)}\n`);
}

function indented(value: object): string {
  return JSON.stringify(value, null, 2).replace(/^/gm, '  ');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
