import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import type { Attempt } from '../../src/queue/index.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';

let queue: TestQueue;
/** What the one worker of this file does with the next job. */
let train: (attempt: Attempt<'train'>) => Promise<{ model: string; version: number }>;

before(async () => {
  queue = await openQueue();
  queue.startWorker((attempt) => train(attempt));
});

after(() => queue.close());

const VERSION = { model: 'digits', version: 1 };

test("a failure that is the sender's ends the job at its first attempt", { timeout: 20_000 }, async () => {
  train = async () => {
    throw new AppError('ERR_LOSS_DIVERGED', 'Expected a finite loss. Received: NaN.');
  };
  const job = await queue.until(await queue.submit(), 'failed');
  assert.deepEqual(
    [job.attempts, job.error],
    [1, { code: 'ERR_LOSS_DIVERGED', message: 'Expected a finite loss. Received: NaN.' }],
  );
});

test('a failure that is ours is tried again, and the attempt that succeeds starts from nothing', {
  timeout: 20_000,
}, async () => {
  train = async (attempt) => {
    attempt.epoch({ epoch: attempt.number, loss: 1, accuracy: 0, seconds: 1 });
    await attempt.enter('training');
    if (attempt.number < 3) throw new AppError('ERR_TRAINER_DIED', 'The trainer ended.');
    return VERSION;
  };
  const id = await queue.submit();
  const job = await queue.until(id, 'succeeded', 15_000);
  assert.equal(job.attempts, 3);
  assert.deepEqual(
    job.history.map(({ epoch }) => epoch),
    [3],
  );
  assert.deepEqual(
    (await queue.told(id)).filter((word) => word === 'queued' || word === 'preparing'),
    ['queued', 'preparing', 'queued', 'preparing', 'queued', 'preparing'],
  );
  const logged = (await queue.jobs.events(id)).filter(({ type }) => type === 'log').map(({ data }) => data['message']);
  assert.deepEqual(
    logged,
    [1, 2].map((number) => `Attempt ${number} failed and will be repeated: The trainer ended.`),
  );
});

test('a failure that stays ends the job after three attempts, and shows nothing of what is inside', {
  timeout: 20_000,
}, async () => {
  train = async () => {
    throw new Error('something that nobody foresaw');
  };
  const job = await queue.until(await queue.submit(), 'failed', 15_000);
  assert.equal(job.attempts, 3);
  assert.deepEqual(job.error, { code: 'ERR_INTERNAL', message: 'An internal error occurred.' });
  assert.match(queue.log.text(), /something that nobody foresaw/);
});

test('a disk that takes nothing fails a job after three attempts with the reason, and leaves what was there', {
  timeout: 30_000,
}, async () => {
  await queue.storage.put('models/kept', 'as it was');
  const { path: workspace } = await queue.storage.makeWorkspace();
  const temporary = path.dirname(workspace);
  train = async ({ jobId }) => {
    await queue.storage.put(`models/${jobId}`, 'what was learnt');
    return VERSION;
  };
  const id = await queue.submit();
  // No folder for temporary files: no value can be written, as on a full disk.
  await fs.rename(temporary, `${temporary}.away`);
  const job = await queue.until(id, 'failed', 20_000);
  await fs.rename(`${temporary}.away`, temporary);
  assert.deepEqual([job.attempts, job.error?.code], [3, 'ERR_UNAVAILABLE']);
  assert.match(job.error?.message ?? '', /^Could not write models\//);
  assert.equal(String(await queue.storage.get('models/kept')), 'as it was');
  assert.equal(await queue.storage.get(`models/${id}`), undefined);
  assert.equal((await queue.until(await queue.submit(), 'succeeded')).attempts, 1);
});
