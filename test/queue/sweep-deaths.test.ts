/** Sweeps whose looks fail, whose Redis is emptied, whose line is full, or of which two workers take care at once. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Redis } from 'ioredis';
import type { Attempt } from '../../src/queue/index.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';
import { holdAt, pretend, RATES, submitSweep, sweepOf, trainingsOf } from '../support/sweeps.ts';
import { waitFor } from '../support/waiting.ts';

const NINE = { [RATES]: { values: [0.5, 0.9, 0.1, 0.8, 0.2, 0.7, 0.6, 0.3, 0.4] } };
const halving = () =>
  sweepOf({
    job: { model: 'digits', dataset: 'mnist', network: 'mlp', training: { epochs: 9, seed: 7 } },
    ...{ search: { strategy: 'successiveHalving' }, space: NINE },
  });

async function emptyRedis({ redis: { socket } }: TestQueue): Promise<void> {
  const redis = new Redis(socket);
  await redis.flushall();
  redis.disconnect();
}

async function assertDone(queue: TestQueue, id: string): Promise<void> {
  await queue.until(id, 'succeeded', 60_000);
  const { trials } = await queue.jobs.internals(id);
  assert.deepEqual(
    trials?.slice(0, 3).map(({ trial, epochs, stoppedAt }) => [trial, epochs, stoppedAt]),
    [
      [3, 9, undefined],
      [5, 3, 3],
      [8, 3, 3],
    ],
  );
  assert.deepEqual(await createRegistry(queue.storage).versions('digits'), [1]);
  assert.equal((await queue.storage.list('models/digits/weights')).length, 1);
}

test('looks that fail, and looks that end in the middle, are made again, and submit nothing twice', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  let looks = 0;
  const counted = new Map<string, number>();
  const before = ({ jobId }: Attempt<'train'>, epoch: number): void => {
    const key = `${jobId} ${epoch}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  };
  queue.startSweepWorker(async () => {
    looks += 1;
    if (looks % 3 === 2) throw new Error('This look fails.');
  });
  queue.startWorker(pretend(queue, { before }));
  const id = await submitSweep(queue, halving());
  await assertDone(queue, id);
  assert.ok(
    [...counted.values()].every((count) => count === 1),
    JSON.stringify([...counted]),
  );
});

test('two workers for sweeps, and two for trainings, are as good as one', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  for (let worker = 0; worker < 2; worker++) {
    queue.startSweepWorker();
    queue.startWorker(pretend(queue));
  }
  const ids = await Promise.all([1, 2, 3].map(() => submitSweep(queue)));
  for (const id of ids) await queue.until(id, 'succeeded', 60_000);
  assert.deepEqual(await createRegistry(queue.storage).versions('digits'), [1, 2, 3]);
  assert.equal((await queue.storage.list('models/digits/weights')).length, 3);
});

test('a Redis that is emptied in the middle of a sweep costs it nothing that was learnt', {
  timeout: 120_000,
}, async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  const { before, held, release } = holdAt(3);
  queue.startSweepWorker();
  queue.startWorker(pretend(queue, { before }));
  const id = await submitSweep(queue, halving());
  await held;
  const known = (await trainingsOf(queue, id)).map(({ id: each }) => each);
  await emptyRedis(queue);
  release();
  await assertDone(queue, id);
  assert.deepEqual(
    (await trainingsOf(queue, id)).map(({ id: each }) => each),
    known,
  );
});

test('a sweep whose trainings ended without a word is looked at again', { timeout: 120_000 }, async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  const { before, held, release } = holdAt(2);
  const sweeps = queue.startSweepWorker();
  queue.startWorker(pretend(queue, { before }));
  const id = await submitSweep(queue, sweepOf({ space: {} }));
  await held;
  await sweeps.close();
  // As if whoever put it to sleep had died between the record and the line.
  const entry = await queue.jobs.queues.sweep.getJob(id);
  await entry?.remove({ removeChildren: false });
  release();
  await waitFor('the training', async () => (await trainingsOf(queue, id))[0]?.status === 'succeeded');
  queue.startSweepWorker();
  await queue.until(id, 'succeeded', 60_000);
});

test('trainings that wait for room in the line are started when there is some', async (t) => {
  const queue = await openQueue({ queueLimitJobs: 2 });
  t.after(() => queue.close());
  queue.startSweepWorker();
  const id = await submitSweep(queue, sweepOf({ space: { [RATES]: { values: [0.1, 0.2, 0.3, 0.4] } } }));
  await waitFor('the line to be full', async () => (await trainingsOf(queue, id)).length === 2);
  queue.startWorker(pretend(queue));
  await queue.until(id, 'succeeded', 30_000);
  assert.equal((await trainingsOf(queue, id)).length, 4);
});
