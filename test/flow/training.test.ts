/** The main job with real processes: train on MNIST, watch, publish, predict. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodePng } from '../../src/data/index.ts';
import { openMnist } from '../../src/data/mnist.ts';
import type { Job } from '../../src/queue/index.ts';
import type { ReceivedEvent } from '../support/client.ts';
import { type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';

const TRAINING = { epochs: 1, batchSize: 256, seed: 7, metrics: ['f1Score', 'auc'] };
const TRAINING_DIGITS = 60_000;
const REQUEST = { model: 'digits', dataset: 'mnist', network: 'mlp', training: TRAINING };
const REQUEST_ID = 'flow-test-request-1';

let service: ProcessService;
let worker: TestProcess;
/** The job that the tests of this file look at, and its events as they came. */
let job: Job;
const received: ReceivedEvent[] = [];
let readableWhenPublished: number | undefined;

before(
  async () => {
    service = await startProcesses();
    worker = await service.startWorker();
    const { id } = await service.client.submit(REQUEST, { 'x-request-id': REQUEST_ID });
    for await (const message of service.client.events(id)) {
      received.push(message);
      if (message.event.data['status'] === 'succeeded')
        readableWhenPublished = (await service.client.get('/v1/models/digits/versions/1')).status;
    }
    job = await service.client.job(id);
  },
  { timeout: 120_000 },
);

after(() => service?.close());

test('the job succeeds, and says what it learnt', () => {
  assert.equal(job.status, 'succeeded');
  assert.deepEqual([job.version, job.error, job.attempts], [{ model: 'digits', version: 1 }, null, 1]);
  assert.equal(job.history.length, 1);
  const [epoch] = job.history;
  assert.ok((epoch?.loss ?? 9) < 0.9 && (epoch?.valAccuracy ?? 0) > 0.85, JSON.stringify(epoch));
  assert.ok((job.evaluation?.accuracy ?? 0) > 0.85);
  assert.equal(job.evaluation?.examples, 10_000);
  assert.equal(
    job.evaluation?.confusionMatrix?.flat().reduce((sum, count) => sum + count, 0),
    10_000,
  );
  assert.deepEqual([job.progress.fraction, job.progress.epoch, job.progress.step], [1, 1, job.progress.steps]);
});

test('metrics that were asked for come with progress, with each epoch, as the newest metrics and in the evaluation', () => {
  const told = received.map(({ event: { type, data } }) =>
    type === 'progress' || type === 'epoch' ? data : undefined,
  );
  const data = told.filter((each) => each !== undefined);
  assert.ok(data.every(({ f1Score, auc }) => Number(f1Score) >= 0 && auc === undefined));
  const [epoch] = job.history;
  assert.ok((epoch?.valF1Score ?? 0) > 0.85 && (epoch?.valAuc ?? 0) > 0.97, JSON.stringify(epoch));
  assert.deepEqual([job.metrics.f1Score, job.metrics.valAuc], [epoch?.f1Score, epoch?.valAuc]);
  assert.ok((job.evaluation?.f1Score ?? 0) > 0.85 && (job.evaluation?.auc ?? 0) > 0.97);
});

test('its events tell the whole way in order, and the stream ends after the last', () => {
  const words = received.map(({ event: { type, data } }) =>
    type === 'status' ? (data['phase'] ?? data['status']) : type,
  );
  // A training that takes its time leaves checkpoints on the way.
  const way = words.filter((word) => word !== 'progress' && word !== 'checkpoint');
  assert.deepEqual(way, [
    'queued',
    'preparing',
    'training',
    'epoch',
    'evaluating',
    'evaluation',
    'publishing',
    'published',
    'succeeded',
  ]);
  const progress = received.filter(({ event }) => event.type === 'progress').map(({ event }) => event.data);
  assert.ok(progress.length > 0);
  const steps = progress.map((data) => Number(data['step']));
  assert.deepEqual(
    steps,
    steps.toSorted((a, b) => a - b),
  );
  assert.ok(
    progress.every((data) => Number(data['fraction']) > 0 && Number(data['fraction']) <= 1 && data['steps'] === 211),
  );
  assert.ok(progress.some((data) => Number(data['examplesPerSecond']) > 0 && Number(data['etaSeconds']) >= 0));
});

test('each message of the stream carries its id and its type, and the whole event', () => {
  for (const { event, id, name } of received) assert.deepEqual([id, name, event.jobId], [event.id, event.type, job.id]);
});

test('what a client sees is never older than half a second', () => {
  // The queued event was there before the client could follow.
  const delays = received.slice(1).map(({ event, receivedAt }) => receivedAt - Date.parse(event.at));
  assert.ok(Math.max(...delays) < 500, `${Math.max(...delays)} ms`);
});

test('the version was readable before the job read succeeded', () => {
  assert.equal(readableWhenPublished, 200);
});

test('the list of events is the same as the stream', async () => {
  const { body } = await service.client.get(`/v1/jobs/${job.id}/events`, { accept: 'application/json' });
  assert.deepEqual(
    body.data,
    received.map(({ event }) => event),
  );
});

test('the version keeps network, metrics and lineage', async () => {
  const { body } = await service.client.get('/v1/models/digits/versions/1');
  assert.deepEqual([body.parameters, body.network, body.training.seed, body.labels.length], [52_650, 'mlp', 7, 10]);
  assert.equal(body.lineage.job, job.id);
  assert.match(body.lineage.dataset.digest, /^sha256:[0-9a-f]{64}$/);
  assert.equal(body.lineage.seed, 7);
  assert.ok(
    Object.keys(body.lineage.libraries).some((name) => name.includes('tensorflow')),
    JSON.stringify(body.lineage.libraries),
  );
  assert.deepEqual(body.evaluation, job.evaluation);
  assert.deepEqual(body.history, job.history);
  assert.deepEqual(body.model_version_status, [
    { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
  ]);
});

test('the published model reads test digits, as JSON and as picture files', async () => {
  const mnist = await openMnist();
  const { inputs, targets } = await mnist.arrays(1e9);
  const digit = (index: number): Uint8Array => inputs.row(TRAINING_DIGITS + index) as Uint8Array;
  const instances = Array.from({ length: 100 }, (_, index) => [...digit(index)]);
  const { body } = await service.client.post('/v1/models/digits:predict', { instances });
  const right = (body.predictions as number[][]).filter(
    (row, index) => row.indexOf(Math.max(...row)) === targets?.[TRAINING_DIGITS + index],
  ).length;
  assert.ok(right > 80, `${right} of 100`);
  const png = await encodePng(digit(0), { height: 28, width: 28, channels: 1 });
  const picture = await service.client.post('/v1/models/digits:predict', png, { 'content-type': 'image/png' });
  const { label, probability } = picture.body.predictions[0];
  assert.equal(label, '7');
  assert.ok(Math.abs(probability - Math.max(...body.predictions[0])) < 1e-6);
});

test('the same request with the same seed gives the same numbers, and the next version', {
  timeout: 60_000,
}, async () => {
  const { id } = await service.client.submit(REQUEST);
  for await (const _ of service.client.events(id));
  const again = await service.client.job(id);
  assert.deepEqual(again.version, { model: 'digits', version: 2 });
  assert.deepEqual(again.evaluation, job.evaluation);
  const numbers = ({ history }: Job) => history.map(({ seconds: _, ...metrics }) => metrics);
  assert.deepEqual(numbers(again), numbers(job));
});

test('the id of the request is found in the logs of api, worker and trainer', () => {
  const named = [...service.api.lines(), ...worker.lines()].filter(({ requestId }) => requestId === REQUEST_ID);
  assert.deepEqual([...new Set(named.map((line) => line.process))].sort(), ['api', 'trainer', 'worker']);
  for (const line of named) if (line.jobId !== undefined) assert.equal(line.jobId, job.id);
});
