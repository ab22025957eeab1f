/**
 * Jobs as the client handles them, with a trainer that learns nothing, fast: paused, cancelled, asked for again, and watched
 * while the api is killed and Redis is away.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, type EpochdClient, EpochdError, type Job, JobFailedError } from '../../client/index.ts';
import { type ProcessService, startProcesses, type TestApi } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const PATIENCE = { patienceMs: 60_000 };

let service: ProcessService;
let client: EpochdClient;

before(
  async () => {
    service = await startProcesses({ TINY_TRAINER: 'yes' });
    await service.startWorker('test/support/tiny-worker.ts');
    client = createClient(service.client.url);
  },
  { timeout: 120_000 },
);

after(() => service?.close());

const request = (model: string, epochs: number) => ({
  ...{ model, dataset: 'mnist', network: 'mlp' as const },
  training: { epochs, seed: 7 },
});
const isStatus = (status: number) => (error: unknown) => error instanceof EpochdError && error.status === status;

/** Watches a job until an epoch is over. */
async function reach(job: Job, epoch: number): Promise<void> {
  for await (const { type, data } of job.events(PATIENCE)) if (type === 'epoch' && data['epoch'] === epoch) return;
  assert.fail(`job ${job.id} ended before epoch ${epoch}`);
}

/** All events that the service has of a job, as its log tells them. */
async function logged(id: string): Promise<string[]> {
  const { body } = await service.client.get(`/v1/jobs/${id}/events`, { accept: 'application/json' });
  return body.data.map((event: { id: string }) => event.id);
}

test('a job is paused, goes on, is asked for again with changes, and is cancelled', { timeout: 120_000 }, async () => {
  const job = await client.train(request('digits', 12));
  await reach(job, 2);
  const { status, pausing } = await job.pause();
  assert.deepEqual([status, pausing, job.data?.status], ['paused', false, 'paused']);
  await assert.rejects(job.pause(), isStatus(409));
  assert.match((await job.resume()).status, /^(queued|running)$/);
  await assert.rejects(job.resubmit(), isStatus(409));
  const { attempts, history } = await job.done(PATIENCE);
  assert.deepEqual([attempts, history.map(({ epoch }) => epoch)], [2, Array.from({ length: 12 }, (_, i) => i + 1)]);

  const [again, same] = [
    await job.resubmit({ training: { epochs: 1 } }, { idempotencyKey: 'again' }),
    await job.resubmit({ training: { epochs: 1 } }, { idempotencyKey: 'again' }),
  ];
  assert.notEqual(again.id, job.id);
  assert.equal(again.id, same.id);
  const repeated = await again.done(PATIENCE);
  assert.deepEqual([repeated.status, repeated.history.length], ['succeeded', 1]);

  const endless = await client.train(request('digits', 10_000));
  await reach(endless, 1);
  const end = endless.done(PATIENCE).catch((error) => error);
  assert.equal((await endless.cancel()).status, 'cancelled');
  const failure = await end;
  assert.ok(failure instanceof JobFailedError && failure.code === 'ERR_CANCELLED', String(failure));
  await assert.rejects(client.job(endless.id).done(), JobFailedError);
  await assert.rejects(endless.resume(), isStatus(409));
});

test('an api that is killed while its events are followed is waited for, and each event comes once', {
  timeout: 120_000,
}, async () => {
  const { url } = service.client;
  const patient = createClient({ baseUrl: url, retries: 100 });
  const job = await patient.train(request('killed', 40));
  const ids: string[] = [];
  let another: Promise<TestApi> | undefined;
  let submitted: Promise<Job> | undefined;
  for await (const { id } of job.events(PATIENCE)) {
    if (ids.push(id) !== 5) continue;
    another = service.api.end('SIGKILL').then(() => service.startApi({ PORT: new URL(url).port }));
    submitted = patient.train(request('meanwhile', 1));
  }
  await another;
  assert.deepEqual(ids, await logged(job.id));
  assert.equal((await job.refresh()).status, 'succeeded');
  assert.equal((await (await submitted)?.done(PATIENCE))?.status, 'succeeded');
});

test('while Redis is away calls say so, those that may be sent again are, and the events go on afterwards', {
  timeout: 120_000,
}, async () => {
  const job = await client.train(request('away', 40));
  const ids: string[] = [];
  let outage: Promise<Job> | undefined;
  for await (const { id } of job.events(PATIENCE)) if (ids.push(id) === 5) outage = goAway();
  assert.deepEqual(ids, await logged(job.id));
  assert.equal((await job.refresh()).status, 'succeeded');
  assert.equal((await (await outage)?.done(PATIENCE))?.status, 'succeeded');

  async function goAway(): Promise<Job> {
    await service.redis.kill();
    await waitFor('the service not to be ready', async () => !(await client.health()).ready);
    const hasty = createClient({ baseUrl: service.client.url, retries: 0 });
    await assert.rejects(hasty.train(request('refused', 1)), isStatus(503));
    const submitted = createClient({ baseUrl: service.client.url, retries: 100 }).train(request('patient', 1));
    await service.redis.start();
    return submitted;
  }
});
