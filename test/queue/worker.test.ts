import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../src/errors.ts';
import type { Attempt, Job } from '../../src/queue/index.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

let queue: TestQueue;
/** What the one worker of this file does with the next job. */
let train: (attempt: Attempt) => Promise<{ model: string; version: number }>;

before(async () => {
  queue = await openQueue();
  queue.startWorker((attempt) => train(attempt));
});

after(() => queue.close());

const VERSION = { model: 'digits', version: 1 };
const aborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

async function submit(): Promise<string> {
  return (await queue.jobs.submit(submissionOf())).id;
}

function until(id: string, status: Job['status'], millisecondsMax = 10_000): Promise<Job> {
  return waitFor(`the job to be ${status}`, async () => {
    const job = await queue.jobs.get(id);
    return job.status === status && job;
  }, millisecondsMax);
}

const told = async (id: string): Promise<string[]> => (await queue.jobs.events(id)).map(({ type, data }) => (type === 'status' ? String(data['phase'] ?? data['status']) : type));

test('what an attempt tells is in the job, and in its events in that order', { timeout: 20_000 }, async () => {
  train = async (attempt) => {
    assert.deepEqual([attempt.number, attempt.requestId, attempt.specification.model], [1, 'request-1', 'digits']);
    await attempt.enter('training');
    attempt.progress({ phase: 'training', epoch: 1, epochs: 2, step: 5, steps: 10, fraction: 0.25, etaSeconds: 3, examplesPerSecond: 100 }, { loss: 2, accuracy: 0.2 });
    attempt.epoch({ epoch: 1, loss: 1, accuracy: 0.5, seconds: 2 });
    attempt.epoch({ epoch: 2, loss: 0.5, accuracy: 0.75, seconds: 2 });
    await attempt.enter('evaluating');
    attempt.evaluation({ loss: 0.4, accuracy: 0.8, examples: 10, confusionMatrix: [[10]] });
    assert.equal(await attempt.enter('publishing'), true);
    attempt.published(VERSION);
    return VERSION;
  };
  const id = await submit();
  const job = await until(id, 'succeeded');
  assert.deepEqual(await told(id), ['queued', 'preparing', 'training', 'progress', 'epoch', 'epoch', 'evaluating', 'evaluation', 'publishing', 'published', 'succeeded']);
  assert.deepEqual(job.history.map(({ loss }) => loss), [1, 0.5]);
  assert.deepEqual(job.metrics, { loss: 0.5, accuracy: 0.75 });
  assert.deepEqual([job.version, job.evaluation?.accuracy, job.attempts, job.error], [VERSION, 0.8, 1, null]);
  assert.ok((job.startedAt ?? '') >= job.createdAt && (job.finishedAt ?? '') >= (job.startedAt ?? ''));
});

test('a failure that is the sender\'s ends the job at its first attempt', { timeout: 20_000 }, async () => {
  train = async () => {
    throw new AppError('ERR_LOSS_DIVERGED', 'Expected a finite loss. Received: NaN.');
  };
  const job = await until(await submit(), 'failed');
  assert.deepEqual([job.attempts, job.error], [1, { code: 'ERR_LOSS_DIVERGED', message: 'Expected a finite loss. Received: NaN.' }]);
});

test('a failure that is ours is tried again, and the attempt that succeeds starts from nothing', { timeout: 20_000 }, async () => {
  train = async (attempt) => {
    attempt.epoch({ epoch: attempt.number, loss: 1, accuracy: 0, seconds: 1 });
    await attempt.enter('training');
    if (attempt.number < 3) throw new AppError('ERR_TRAINER_DIED', 'The trainer ended.');
    return VERSION;
  };
  const id = await submit();
  const job = await until(id, 'succeeded', 15_000);
  assert.equal(job.attempts, 3);
  assert.deepEqual(job.history.map(({ epoch }) => epoch), [3]);
  assert.deepEqual((await told(id)).filter((word) => word === 'queued' || word === 'preparing'), ['queued', 'preparing', 'queued', 'preparing', 'queued', 'preparing']);
  const logged = (await queue.jobs.events(id)).filter(({ type }) => type === 'log').map(({ data }) => data['message']);
  assert.deepEqual(logged, [1, 2].map((number) => `Attempt ${number} failed and will be repeated: The trainer ended.`));
});

test('a failure that stays ends the job after three attempts', { timeout: 20_000 }, async () => {
  train = async () => {
    throw new Error('something that nobody foresaw');
  };
  const job = await until(await submit(), 'failed', 15_000);
  assert.deepEqual([job.attempts, job.error?.code], [3, 'ERR_INTERNAL']);
});

test('a running job that is cancelled is stopped at once, and what its attempt still tells is refused', { timeout: 20_000 }, async () => {
  let refused: boolean | undefined;
  train = async (attempt) => {
    await attempt.enter('training');
    await aborted(attempt.signal);
    attempt.epoch({ epoch: 1, loss: 1, accuracy: 0, seconds: 1 });
    refused = !(await attempt.enter('publishing'));
    throw new AppError('ERR_TRAINER_DIED', 'killed');
  };
  const id = await submit();
  await until(id, 'running');
  const cancelled = performance.now();
  assert.equal((await queue.jobs.cancel(id)).status, 'cancelled');
  await waitFor('the attempt to be stopped', () => refused !== undefined, 1000);
  assert.ok(performance.now() - cancelled < 1000);
  assert.equal(refused, true);
  train = async () => VERSION;
  await until(await submit(), 'succeeded');
  const job = await queue.jobs.get(id);
  assert.deepEqual([job.status, job.history, (await told(id)).at(-1)], ['cancelled', [], 'cancelled']);
});

test('a job that is being published cannot be cancelled any more', { timeout: 20_000 }, async () => {
  let finish: () => void = () => undefined;
  train = async (attempt) => {
    await attempt.enter('publishing');
    await new Promise<void>((resolve) => (finish = resolve));
    return VERSION;
  };
  const id = await submit();
  await waitFor('the publication', async () => (await queue.jobs.get(id)).progress.phase === 'publishing');
  await assert.rejects(() => queue.jobs.cancel(id), { code: 'ERR_JOB_STATE', message: /Received: one that is being published\.$/ });
  finish();
  assert.equal((await until(id, 'succeeded')).version?.version, 1);
});

test('a job goes on over a restart of Redis, and nothing that it told is lost', { timeout: 30_000 }, async () => {
  train = async (attempt) => {
    await attempt.enter('training');
    attempt.epoch({ epoch: 1, loss: 3, accuracy: 0, seconds: 1 });
    await sleep(100);
    await queue.redis.kill();
    attempt.epoch({ epoch: 2, loss: 2, accuracy: 0, seconds: 1 });
    await queue.redis.start();
    attempt.epoch({ epoch: 3, loss: 1, accuracy: 0, seconds: 1 });
    return VERSION;
  };
  const id = await submit();
  const job = await waitFor('the job to end', async () => {
    const seen = await queue.jobs.get(id).catch(() => undefined);
    return seen?.status === 'succeeded' && seen;
  }, 25_000);
  assert.deepEqual([job.attempts, job.history.map(({ epoch }) => epoch)], [1, [1, 2, 3]]);
});

test('of progress that could not be told in time only the newest is, of epochs every one', { timeout: 20_000 }, async () => {
  train = async (attempt) => {
    for (let step = 1; step <= 5000; step++) {
      attempt.progress({ phase: 'training', epoch: 1, epochs: 2, step, steps: 5000, fraction: 0, etaSeconds: null, examplesPerSecond: null }, {});
      if (step % 1000 === 0) attempt.epoch({ epoch: step / 1000, loss: 1, accuracy: 0, seconds: 1 });
    }
    return VERSION;
  };
  const id = await submit();
  const job = await until(id, 'succeeded');
  const types = (await queue.jobs.events(id)).map(({ type }) => type);
  assert.ok(types.filter((type) => type === 'progress').length < 10);
  assert.equal(types.filter((type) => type === 'epoch').length, 5);
  assert.equal(job.progress.step, 5000);
});
