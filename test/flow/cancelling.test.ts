/** Jobs that do not come to their natural end: cancelled, diverged, or left by a client. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Job } from '../../src/queue/index.ts';
import { isAlive, type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const LONG = { model: 'long', dataset: 'mnist', network: 'mlp', training: { epochs: 1000, batchSize: 256, seed: 7 } };

let service: ProcessService;
let worker: TestProcess;

before(
  async () => {
    service = await startProcesses();
    worker = await service.startWorker();
  },
  { timeout: 60_000 },
);

after(() => service?.close());

function until(id: string, what: string, holds: (job: Job) => boolean): Promise<Job> {
  return waitFor(
    what,
    async () => {
      const job = await service.client.job(id);
      return holds(job) && job;
    },
    30_000,
  );
}

const training = (id: string) => until(id, 'the job to train', ({ progress }) => progress.step > 0);
const cancel = (id: string) => service.client.post(`/v1/jobs/${id}/cancel`);

test('a running job that is cancelled ends within a second, and its trainer with it', { timeout: 60_000 }, async () => {
  const { id } = await service.client.submit(LONG);
  await training(id);
  const trainers = worker.trainers();
  assert.ok(trainers.length > 0);
  const following = (async () => {
    let last: unknown;
    for await (const { event } of service.client.events(id)) last = event.data['status'];
    return last;
  })();
  const started = performance.now();
  const { status, body } = await cancel(id);
  assert.deepEqual([status, body.status], [200, 'cancelled']);
  await waitFor('the trainer to be gone', () => !trainers.every(isAlive), 1000);
  assert.ok(performance.now() - started < 1000);
  assert.equal(await following, 'cancelled');
  assert.deepEqual((await service.client.get('/v1/models')).body.data, []);
  const again = await cancel(id);
  assert.deepEqual([again.status, again.body.code], [409, 'ERR_JOB_STATE']);
});

test('a queued job that is cancelled is never started, and the next one is', { timeout: 60_000 }, async () => {
  const first = await service.client.submit(LONG);
  await training(first.id);
  const second = await service.client.submit(LONG);
  const third = await service.client.submit(LONG);
  assert.equal((await cancel(second.id)).body.status, 'cancelled');
  await cancel(first.id);
  await training(third.id);
  await cancel(third.id);
  const job = await service.client.job(second.id);
  assert.deepEqual([job.status, job.attempts, job.startedAt], ['cancelled', 0, null]);
});

test('a loss that is no number any more ends the job as failed, at its first attempt', {
  timeout: 60_000,
}, async () => {
  const optimizer = { type: 'adam', learningRate: 10, beta1: 0, beta2: 0 };
  const layers = [
    { type: 'flatten' },
    ...Array.from({ length: 12 }, () => ({ type: 'dense', units: 256, activation: 'linear' })),
  ];
  const { id } = await service.client.submit({
    ...LONG,
    network: { layers },
    training: { epochs: 3, batchSize: 256, seed: 7, optimizer },
  });
  const job = await until(id, 'the job to end', ({ finishedAt }) => finishedAt !== null);
  assert.deepEqual([job.status, job.error?.code, job.attempts, job.version], ['failed', 'ERR_LOSS_DIVERGED', 1, null]);
  assert.match(job.error?.message ?? '', /^Expected a finite loss\. Received: /);
  const again = await cancel(id);
  assert.deepEqual(
    [again.status, again.body.detail],
    [409, 'Expected a job that is queued, running or paused. Received: one that is failed.'],
  );
});

test('clients that hang up in the middle of a stream leave the job and the others undisturbed', {
  timeout: 60_000,
}, async () => {
  const { id } = await service.client.submit({ ...LONG, training: { epochs: 3, batchSize: 512, seed: 7 } });
  const leaving = Array.from({ length: 20 }, async () => {
    const aborter = new AbortController();
    await assert.rejects(
      async () => {
        for await (const { event } of service.client.events(id, { signal: aborter.signal }))
          if (event.type === 'progress') aborter.abort();
      },
      { name: 'AbortError' },
    );
  });
  const seen: string[] = [];
  for await (const { event } of service.client.events(id)) seen.push(event.id);
  await Promise.all(leaving);
  const { body } = await service.client.get(`/v1/jobs/${id}/events`, { accept: 'application/json' });
  assert.deepEqual(
    seen,
    body.data.map((event: { id: string }) => event.id),
  );
  assert.equal((await service.client.job(id)).status, 'succeeded');
});

test('a client that comes back with the id of its last event misses none and sees none twice', {
  timeout: 60_000,
}, async () => {
  const { id } = await service.client.submit({ ...LONG, training: { epochs: 2, batchSize: 512, seed: 7 } });
  const seen: string[] = [];
  for (let connection = 0; connection < 100; connection++) {
    let count = 0;
    let ended = true;
    const last = seen.at(-1);
    for await (const { event } of service.client.events(id, last === undefined ? {} : { lastEventId: last })) {
      seen.push(event.id);
      ended = ['succeeded', 'failed'].includes(String(event.data['status']));
      if (++count === 2 && !ended) break;
    }
    if (ended) break;
  }
  const { body } = await service.client.get(`/v1/jobs/${id}/events`, { accept: 'application/json' });
  assert.deepEqual(
    seen,
    body.data.map((event: { id: string }) => event.id),
  );
});
