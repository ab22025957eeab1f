/** Batch predictions that are cancelled or killed in the middle: there is one whole file at last, or none. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openFileStorage } from '../../src/storage/index.ts';
import type { Json } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { isAlive, type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { publishModel } from '../support/published-model.ts';
import { waitFor } from '../support/waiting.ts';

const ROWS = 70_000;
const PATIENCE_MS = 240_000;

let service: ProcessService;
let worker: TestProcess;

before(
  async () => {
    service = await startProcesses({ LOG_LEVEL: 'info' });
    worker = await service.startWorker();
    await publishModel(await openFileStorage(path.join(service.dataDir, 'storage')), 'digits', 'job-1');
  },
  { timeout: 240_000 },
);

after(() => service?.close());

async function submit(): Promise<string> {
  const { status, body, text } = await service.client.post('/v1/batch-predictions', {
    model: 'digits',
    dataset: 'mnist',
  });
  assert.equal(status, 202, text);
  return body.id;
}

/** Until an attempt is in the middle of the rows. */
function underway(id: string, attempt: number): Promise<Json> {
  return waitFor(
    `attempt ${attempt} to be underway`,
    async () => {
      const job: Json = await service.client.job(id);
      return job.attempts === attempt && job.progress.phase === 'predicting' && job.progress.step > 0 && job;
    },
    PATIENCE_MS,
  );
}

async function ended(id: string): Promise<Json> {
  const isEnded = async () => {
    const job = await service.client.job(id);
    return job.finishedAt !== null && job;
  };
  return waitFor('the job to end', isEnded, PATIENCE_MS);
}

test('a prediction whose scorer and worker are killed gives one whole file', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  const id = await submit();
  const { progress } = await underway(id, 1);
  assert.deepEqual([progress.steps, progress.fraction < 1, progress.examplesPerSecond > 0], [ROWS, true, true]);
  for (const pid of worker.scorers()) process.kill(pid, 'SIGKILL');
  await underway(id, 2);
  const [scorer = 0] = worker.scorers();
  await worker.end('SIGKILL');
  await waitFor('the scorer to end with its worker', async () => !isAlive(scorer), PATIENCE_MS);
  assertProblem(await service.client.get(`/v1/jobs/${id}/output`), 409, 'ERR_JOB_STATE');
  worker = await service.startWorker();
  const job = await ended(id);
  assert.deepEqual([job.status, job.output.rows, job.output.refusedRows], ['succeeded', ROWS, 0]);
  assert.ok(job.attempts >= 3);
  const { text } = await service.client.get(`/v1/jobs/${id}/output`);
  assert.equal(job.output.digest, `sha256:${createHash('sha256').update(text).digest('hex')}`);
  const lines = text.split('\n').slice(0, -1);
  assert.equal(lines.length, ROWS);
  assert.ok(lines.every((line, row) => line.startsWith(`{"row":${row},"label":`)));
});

test('a cancelled prediction ends its scorer and leaves no file', { timeout: PATIENCE_MS }, async () => {
  const id = await submit();
  await underway(id, 1);
  const scorers = worker.scorers();
  const asked = Date.now();
  assert.equal((await service.client.post(`/v1/jobs/${id}/cancel`)).body.status, 'cancelled');
  await waitFor('the scorer to end', async () => !scorers.some(isAlive));
  assert.ok(scorers.length > 0 && Date.now() - asked < 5000);
  assertProblem(await service.client.get(`/v1/jobs/${id}/output`), 409, 'ERR_JOB_STATE');
  assertProblem(await service.client.post(`/v1/jobs/${id}/pause`), 409, 'ERR_JOB_STATE');
  const storage = await openFileStorage(path.join(service.dataDir, 'storage'));
  assert.deepEqual(await storage.list(`jobs/${id}/output`), []);
});
