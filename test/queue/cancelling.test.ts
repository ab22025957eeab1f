import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import type { Attempt } from '../../src/queue/index.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

let queue: TestQueue;
/** What the one worker of this file does with the next job. */
let train: (attempt: Attempt<'train'>) => Promise<{ model: string; version: number }>;

before(async () => {
  queue = await openQueue();
  queue.startWorker((attempt) => train(attempt));
});

after(() => queue.close());

const VERSION = { model: 'digits', version: 1 };
const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

test('a running job that is cancelled is stopped at once, and what its attempt still tells is refused', {
  timeout: 20_000,
}, async () => {
  let refused: boolean | undefined;
  train = async (attempt) => {
    await attempt.enter('training');
    await aborted(attempt.signal);
    attempt.epoch({ epoch: 1, loss: 1, accuracy: 0, seconds: 1 });
    refused = !(await attempt.enter('publishing'));
    throw new AppError('ERR_TRAINER_DIED', 'killed');
  };
  const id = await queue.submit();
  await queue.until(id, 'running');
  const cancelled = performance.now();
  assert.equal((await queue.jobs.cancel(id)).status, 'cancelled');
  await waitFor('the attempt to be stopped', () => refused !== undefined, 1000);
  assert.ok(performance.now() - cancelled < 1000);
  assert.equal(refused, true);
  train = async () => VERSION;
  await queue.until(await queue.submit(), 'succeeded');
  const job = await queue.jobs.get(id);
  assert.deepEqual([job.status, job.history, (await queue.told(id)).at(-1)], ['cancelled', [], 'cancelled']);
});

test('a job that is being published cannot be cancelled any more', { timeout: 20_000 }, async () => {
  let finish: () => void = () => undefined;
  train = async (attempt) => {
    await attempt.enter('publishing');
    await new Promise<void>((resolve) => (finish = resolve));
    return VERSION;
  };
  const id = await queue.submit();
  await waitFor('the publication', async () => (await queue.jobs.get(id)).progress.phase === 'publishing');
  await assert.rejects(() => queue.jobs.cancel(id), {
    code: 'ERR_JOB_STATE',
    message: /Received: one that is being published\.$/,
  });
  finish();
  assert.equal((await queue.until(id, 'succeeded')).version?.version, 1);
});
