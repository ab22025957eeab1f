/** Trainers and workers that are ended on purpose in the middle of a job: the job is finished all the same. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Job } from '../../src/queue/index.ts';
import { isAlive, type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

/** Long enough to be caught in the middle. */
const REQUEST = { model: 'digits', dataset: 'mnist', network: 'mlp', training: { epochs: 3, batchSize: 512, seed: 7 } };

let service: ProcessService;

before(
  async () => {
    service = await startProcesses();
  },
  { timeout: 60_000 },
);

after(() => service?.close());

function until(id: string, what: string, holds: (job: Job) => boolean, millisecondsMax = 40_000): Promise<Job> {
  return waitFor(
    what,
    async () => {
      const job = await service.client.job(id);
      return holds(job) && job;
    },
    millisecondsMax,
  );
}

/** A job that has begun to train, and the trainers of the worker that has it: one trains, another may be warm. */
async function trainingJob(worker: TestProcess): Promise<{ id: string; trainers: number[] }> {
  const { id } = await service.client.submit(REQUEST);
  await until(id, 'the job to train', ({ progress }) => progress.step > 0);
  return { id, trainers: worker.trainers() };
}

async function succeeded(id: string, attempts: number): Promise<Job> {
  const job = await until(id, 'the job to end', ({ finishedAt }) => finishedAt !== null);
  assert.deepEqual([job.status, job.attempts, job.error], ['succeeded', attempts, null]);
  assert.deepEqual(
    job.history.map(({ epoch }) => epoch),
    [1, 2, 3],
  );
  return job;
}

test('a trainer that is killed costs one attempt, and the job succeeds', { timeout: 90_000 }, async () => {
  const worker = await service.startWorker();
  const { id, trainers } = await trainingJob(worker);
  for (const trainer of trainers) process.kill(trainer, 'SIGKILL');
  const job = await succeeded(id, 2);
  assert.equal(job.version?.version, 1);
  const { body } = await service.client.get(`/v1/jobs/${id}/events`, { accept: 'application/json' });
  const log = (body.data as { type: string; data: { message?: string } }[]).find(({ type }) => type === 'log');
  assert.match(
    log?.data.message ?? '',
    /^Attempt 1 failed and will be repeated: The trainer ended before the job did: SIGKILL\.$/,
  );
  await worker.end('SIGTERM');
});

test('a worker that is asked to end hands its job back, ends cleanly, and another finishes it', {
  timeout: 90_000,
}, async () => {
  const first = await service.startWorker();
  const { id, trainers } = await trainingJob(first);
  const asked = performance.now();
  assert.equal(await first.end('SIGTERM'), 0);
  assert.ok(performance.now() - asked < 3000);
  const back = await service.client.job(id);
  assert.deepEqual([back.status, back.startedAt, back.attempts], ['queued', null, 1]);
  await waitFor('the trainers to be gone', () => !trainers.some(isAlive), 2000);
  const second = await service.startWorker();
  await succeeded(id, 2);
  assert.equal(await second.end('SIGTERM'), 0);
});

test('a worker that is killed loses its job to another, which finishes it', { timeout: 120_000 }, async () => {
  const first = await service.startWorker();
  const { id, trainers } = await trainingJob(first);
  await first.end('SIGKILL');
  await waitFor('the trainers to be gone with their worker', () => !trainers.some(isAlive), 2000);
  const second = await service.startWorker();
  await succeeded(id, 2);
  const { body } = await service.client.get('/v1/models/digits');
  assert.equal(
    new Set(body.versions.map(({ job }: { job: string }) => job)).size,
    body.versions.length,
    'no job has two versions',
  );
  await second.end('SIGTERM');
});

test('a Redis that is killed in the middle of a job holds it up, and no more', { timeout: 90_000 }, async () => {
  const worker = await service.startWorker();
  const { id } = await trainingJob(worker);
  await service.redis.kill();
  const refused = await service.client.get(`/v1/jobs/${id}`);
  assert.deepEqual(
    [refused.status, refused.body.code, refused.headers.get('retry-after')],
    [503, 'ERR_UNAVAILABLE', '1'],
  );
  assert.equal((await service.client.get('/health/ready')).status, 503);
  assert.equal((await service.client.get('/health/live')).status, 200);
  await service.redis.start();
  await waitFor(
    'the service to be ready again',
    async () => (await service.client.get('/health/ready')).status === 200,
    5000,
  );
  await succeeded(id, 1);
  assert.equal(await worker.end('SIGTERM'), 0);
  assert.equal(await service.api.end('SIGTERM'), 0);
});
