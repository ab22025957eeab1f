import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Attempt } from '../../src/queue/index.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

let queue: TestQueue;

before(async () => {
  queue = await openQueue();
});

after(() => queue.close());

const VERSION = { model: 'digits', version: 1 };
async function untilAborted({ signal }: Attempt): Promise<never> {
  await new Promise<void>((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve()),
  );
  throw new Error('stopped');
}

test('a worker that closes hands its job back, and the next one finishes it', { timeout: 20_000 }, async () => {
  const first = queue.startWorker(untilAborted);
  const { id } = await queue.jobs.submit(submissionOf());
  await waitFor('the job to run', async () => (await queue.jobs.get(id)).status === 'running');
  const closing = performance.now();
  await first.close();
  assert.ok(performance.now() - closing < 2000);
  const back = await queue.jobs.get(id);
  assert.deepEqual([back.status, back.startedAt, back.attempts], ['queued', null, 1]);

  const second = queue.startWorker(async () => VERSION);
  const job = await waitFor('the job to succeed', async () => {
    const seen = await queue.jobs.get(id);
    return seen.status === 'succeeded' && seen;
  });
  assert.equal(job.attempts, 2);
  const words = (await queue.jobs.events(id)).map(({ data }) => data['phase'] ?? data['status']);
  assert.deepEqual(words, ['queued', 'preparing', 'queued', 'preparing', 'succeeded']);
  await second.close();
});

test('a job that is handed back does not lose a try: it may be so more often than it may fail', {
  timeout: 30_000,
}, async () => {
  const { id } = await queue.jobs.submit(submissionOf());
  for (let count = 1; count <= 5; count++) {
    const worker = queue.startWorker(untilAborted);
    await waitFor('the job to run', async () => (await queue.jobs.get(id)).attempts === count);
    await worker.close();
    assert.equal((await queue.jobs.get(id)).status, 'queued');
  }
  const worker = queue.startWorker(async () => VERSION);
  await waitFor('the job to succeed', async () => (await queue.jobs.get(id)).status === 'succeeded');
  await worker.close();
});

test('a job whose submitter died before it stood in the line is put back into it', { timeout: 20_000 }, async () => {
  const { id } = await queue.jobs.submit(submissionOf());
  await queue.jobs.queues.train.remove(id);
  const worker = queue.startWorker(async () => VERSION);
  await waitFor('the job to succeed', async () => (await queue.jobs.get(id)).status === 'succeeded');
  await worker.close();
});

test('jobs run one at a time for each worker, in the order of their submission', { timeout: 20_000 }, async () => {
  const ids: string[] = [];
  for (let count = 0; count < 6; count++)
    ids.push((await queue.jobs.submit(submissionOf('digits', `request-${count}`))).id);
  const started: string[] = [];
  let running = 0;
  let most = 0;
  const run = async (attempt: Attempt<'train'>) => {
    started.push(attempt.jobId);
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 30));
    running -= 1;
    return VERSION;
  };
  const worker = queue.startWorker(run);
  for (const id of ids)
    await waitFor('the job to succeed', async () => (await queue.jobs.get(id)).status === 'succeeded');
  assert.deepEqual(started, ids);
  assert.equal(most, 1);
  await worker.close();
});

test('two workers share the line, and no job runs twice', { timeout: 20_000 }, async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, async () => (await queue.jobs.submit(submissionOf())).id));
  const started: string[] = [];
  const run = async (attempt: Attempt<'train'>) => {
    started.push(attempt.jobId);
    await new Promise((resolve) => setTimeout(resolve, 10));
    return VERSION;
  };
  const workers = [queue.startWorker(run), queue.startWorker(run)];
  for (const id of ids)
    await waitFor('the job to succeed', async () => (await queue.jobs.get(id)).status === 'succeeded');
  assert.deepEqual(started.toSorted(), ids.toSorted());
  await Promise.all(workers.map((worker) => worker.close()));
});
