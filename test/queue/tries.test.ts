/** How often a job is tried: three attempts in a row may get nowhere, and a new checkpoint starts the count again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { changeJob, defineChangeJob } from '../../src/queue/change-job.ts';
import type { Attempt } from '../../src/queue/index.ts';
import { MOVES } from '../../src/queue/states.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';

let queue: TestQueue;
let redis: Redis;
let train: (attempt: Attempt<'train'>) => Promise<{ model: string; version: number }>;

before(async () => {
  queue = await openQueue();
  redis = new Redis(queue.redis.socket);
  defineChangeJob(redis);
});

after(async () => {
  redis.disconnect();
  await queue.close();
});

const VERSION = { model: 'digits', version: 1 };

/** As attempts whose worker died: they began, and said nothing more. */
async function dieSilently(id: string, times: number): Promise<void> {
  for (let count = 0; count < times; count++)
    await changeJob(redis, {
      id,
      move: MOVES.start,
      add: { attempts: 1, deaths: 1 },
      fields: { holder: `dead ${count}` },
    });
}

test('a job whose workers died ten times in a row is failed with the reason, and leaves the line', {
  timeout: 20_000,
}, async () => {
  const id = await queue.submit();
  await dieSilently(id, 10);
  let ran = false;
  const worker = queue.startWorker(async () => {
    ran = true;
    return VERSION;
  });
  const job = await queue.until(id, 'failed');
  assert.deepEqual(
    [job.attempts, job.error],
    [
      10,
      {
        code: 'ERR_TRAINER_DIED',
        message: 'Expected an attempt that ends or gets further. Received: 10 in a row whose worker died.',
      },
    ],
  );
  assert.equal(ran, false);
  assert.equal((await queue.told(id)).at(-1), 'failed');
  await worker.close();
});

test('a job whose workers died, less often than that, runs again', { timeout: 20_000 }, async () => {
  const id = await queue.submit();
  await dieSilently(id, 9);
  const worker = queue.startWorker(async () => VERSION);
  assert.equal((await queue.until(id, 'succeeded')).attempts, 10);
  await worker.close();
});

test('attempts that get further may fail more often; the same checkpoint again is no progress', {
  timeout: 40_000,
}, async () => {
  train = async (attempt) => {
    attempt.checkpoint({ epoch: Math.min(attempt.number, 4), step: 0, bytes: 1, seconds: 0 });
    await attempt.enter('training');
    throw new Error('something of ours');
  };
  const worker = queue.startWorker((attempt) => train(attempt));
  const id = await queue.submit();
  // Four that got further: the last of them is the first try of three.
  assert.equal((await queue.until(id, 'failed', 30_000)).attempts, 6);
  await worker.close();
});
