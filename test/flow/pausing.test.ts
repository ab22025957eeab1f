/** Pausing, resuming and limits over HTTP, with a real worker process whose trainer learns nothing, fast. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Job } from '../../src/queue/index.ts';
import { isAlive, type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const MIB = 1024 * 1024;
const WORKER = 'test/support/tiny-worker.ts';

let service: ProcessService;
let worker: TestProcess;

before(
  async () => {
    service = await startProcesses({ TINY_TRAINER: 'yes', TRAINER_MEMORY_BYTES: String(600 * MIB) });
    worker = await service.startWorker(WORKER);
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const submit = (model: string, epochs: number) =>
  service.client.submit({ model, dataset: 'mnist', network: 'mlp', training: { epochs, seed: 7 } });
const ask = (id: string, request: 'pause' | 'resume' | 'cancel') => service.client.post(`/v1/jobs/${id}/${request}`);

function until(id: string, what: string, holds: (job: Job) => boolean): Promise<Job> {
  return waitFor(what, async () => {
    const job = await service.client.job(id);
    return holds(job) && job;
  });
}

const begun = (id: string) => until(id, 'two epochs', ({ history }) => history.length >= 2);
const succeeded = (id: string) => until(id, 'the job to succeed', ({ status }) => status === 'succeeded');
const epochs = ({ history }: Job) => history.map(({ epoch }) => epoch);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('a paused job keeps what it has learnt, frees its slot, and goes on where it was', {
  timeout: 60_000,
}, async () => {
  const { id } = await submit('digits', 12);
  await begun(id);
  const trainers = worker.trainers();
  const started = performance.now();
  const { status, body } = await ask(id, 'pause');
  assert.deepEqual([status, body.status, body.pausing], [200, 'paused', false]);
  assert.ok(performance.now() - started < 3000);
  assert.ok(body.history.length >= 2 && body.history.length < 12);
  await waitFor('its trainer to be gone', () => !trainers.every(isAlive), 2000);
  await succeeded((await submit('other', 1)).id);
  assert.equal((await ask(id, 'pause')).status, 409);
  const resumed = await ask(id, 'resume');
  assert.equal(resumed.status, 200);
  // A worker that is free may have taken it already.
  assert.match(resumed.body.status, /^(queued|running)$/);
  assert.equal((await ask(id, 'resume')).status, 409);
  const job = await succeeded(id);
  assert.deepEqual([job.attempts, epochs(job)], [2, upTo(12)]);
  const { body: events } = await service.client.get(`/v1/jobs/${id}/events`, { accept: 'application/json' });
  const told = (events.data as { type: string; data: { epoch?: number } }[]).filter(({ type }) => type === 'epoch');
  assert.deepEqual(
    told.map(({ data }) => data.epoch),
    upTo(12),
    'no epoch was learnt twice',
  );
});

test('a paused job can be cancelled, and a deaf trainer is answered for within some seconds', {
  timeout: 60_000,
}, async () => {
  const { id } = await submit('deaf', 1000);
  await begun(id);
  const { status, body } = await ask(id, 'pause');
  assert.deepEqual([status, body.status, body.pausing], [200, 'running', true]);
  assert.equal((await ask(id, 'cancel')).body.status, 'cancelled');
  const slow = await submit('slow', 50);
  await begun(slow.id);
  assert.equal((await ask(slow.id, 'pause')).body.status, 'paused');
  assert.equal((await ask(slow.id, 'cancel')).body.status, 'cancelled');
});

test('another api process pauses, resumes and follows as well', { timeout: 60_000 }, async () => {
  const other = await service.startApi();
  const { id } = await submit('digits', 10);
  const seen: string[] = [];
  const following = (async () => {
    for await (const { event } of other.client.events(id)) seen.push(event.id);
  })();
  await begun(id);
  assert.equal((await other.client.post(`/v1/jobs/${id}/pause`)).body.status, 'paused');
  assert.match((await ask(id, 'resume')).body.status, /^(queued|running)$/);
  await succeeded(id);
  await following;
  const { body } = await service.client.get(`/v1/jobs/${id}/events`, { accept: 'application/json' });
  assert.deepEqual(
    seen,
    body.data.map((event: { id: string }) => event.id),
  );
  await other.end('SIGTERM');
});

test('a worker that is killed while it pauses leaves the job paused', { timeout: 60_000 }, async () => {
  const { id } = await submit('slow', 50);
  await begun(id);
  const asking = ask(id, 'pause');
  await until(id, 'the mark', ({ pausing }) => pausing);
  await worker.end('SIGKILL');
  worker = await service.startWorker(WORKER);
  await asking;
  const job = await until(id, 'the job to be paused', ({ status }) => status === 'paused');
  assert.deepEqual([job.attempts, job.pausing], [1, false]);
  await ask(id, 'cancel');
});

test('a trainer that takes more memory than it may ends its job, at once and with the reason, and no other', {
  timeout: 60_000,
}, async () => {
  const [{ id }, next] = [await submit('greedy', 40), await submit('digits', 12)];
  const failed = await until(id, 'the job to fail', ({ status }) => status === 'failed');
  assert.equal(failed.error?.code, 'ERR_TRAINER_MEMORY');
  assert.match(
    failed.error?.message ?? '',
    /at most 600 MiB .* Received: one that took (6[0-9]{2}|[7-9]\d\d|\d{4,}) MiB/,
  );
  assert.equal(failed.attempts, 1);
  const { progress } = await succeeded(next.id);
  const bytes = progress.memoryBytes ?? 0;
  assert.ok(bytes > 20 * MIB && bytes < 600 * MIB, `${bytes} bytes`);
});
