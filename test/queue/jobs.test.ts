import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { MOVES } from '../../src/queue/states.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';

let queue: TestQueue;

before(async () => {
  queue = await openQueue({ queueLimitJobs: 3 });
});

after(() => queue.close());

const unknown = '00000000-0000-7000-8000-000000000000';

test('a submitted job is queued, with nothing done yet', async () => {
  const job = await queue.jobs.submit(submissionOf());
  assert.match(job.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  assert.deepEqual(await queue.jobs.get(job.id), job);
  const { status, attempts, history, metrics, version, error, startedAt, finishedAt, metadata } = job;
  assert.deepEqual(
    { status, attempts, history, metrics, version, error, startedAt, finishedAt, metadata },
    {
      status: 'queued',
      attempts: 0,
      history: [],
      metrics: {},
      version: null,
      error: null,
      startedAt: null,
      finishedAt: null,
      metadata: { team: 'tests' },
    },
  );
  assert.deepEqual(
    (await queue.jobs.events(job.id)).map(({ type, data }) => [type, data]),
    [['status', { status: 'queued' }]],
  );
  await queue.jobs.cancel(job.id);
});

test('of twenty who cancel a job at once exactly one does', async () => {
  const { id } = await queue.jobs.submit(submissionOf());
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => queue.jobs.cancel(id)));
  const cancelled = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  assert.equal(cancelled.length, 1);
  assert.equal(cancelled[0]?.value.status, 'cancelled');
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected')
      assert.deepEqual(
        [outcome.reason.code, outcome.reason.message],
        ['ERR_JOB_STATE', 'Expected a job that is queued, running or paused. Received: one that is cancelled.'],
      );
  }
  assert.deepEqual(
    (await queue.jobs.events(id)).map(({ data }) => data['status']),
    ['queued', 'cancelled'],
  );
  assert.notEqual((await queue.jobs.get(id)).finishedAt, null);
});

test('a job that is not there cannot be read, cancelled or followed', async () => {
  for (const id of [unknown, 'nonsense', '', '../jobs', '*', 'x'.repeat(1000), '__proto__']) {
    await assert.rejects(() => queue.jobs.get(id), { code: 'ERR_NOT_FOUND' });
    await assert.rejects(() => queue.jobs.cancel(id), { code: 'ERR_NOT_FOUND' });
    await assert.rejects(() => queue.jobs.events(id), { code: 'ERR_NOT_FOUND' });
    await assert.rejects(() => queue.jobs.follow(id, undefined, AbortSignal.timeout(1000)).next(), {
      code: 'ERR_NOT_FOUND',
    });
  }
});

test('a full line takes no more jobs until one has left it', async () => {
  const jobs = [];
  for (let count = 0; count < 3; count++) jobs.push(await queue.jobs.submit(submissionOf()));
  await assert.rejects(() => queue.jobs.submit(submissionOf()), {
    code: 'ERR_QUEUE_FULL',
    message: /^Expected fewer than 3 waiting jobs\./,
  });
  assert.equal((await queue.jobs.list({ limit: 100, status: 'queued' })).jobs.length, 3);
  await queue.jobs.cancel(jobs[1]?.id ?? '');
  const last = await queue.jobs.submit(submissionOf());
  for (const { id } of [...jobs.filter((_, index) => index !== 1), last]) await queue.jobs.cancel(id);
});

test('a cancelled job leaves the line', async () => {
  const { id } = await queue.jobs.submit(submissionOf());
  const waiting = async (): Promise<number> => (await queue.jobs.counts('train'))['prioritized'] ?? 0;
  assert.equal(await waiting(), 1);
  await queue.jobs.cancel(id);
  assert.equal(await waiting(), 0);
});

test('a finished job and its events outlast an emptied Redis', async () => {
  const { id } = await queue.jobs.submit(submissionOf());
  const cancelled = await queue.jobs.cancel(id);
  const events = await queue.jobs.events(id);
  const redis = new Redis(queue.redis.socket);
  await redis.flushall();
  redis.disconnect();
  assert.deepEqual(await queue.jobs.get(id), cancelled);
  assert.deepEqual(await queue.jobs.events(id), events);
  assert.deepEqual(await queue.jobs.events(id, events[0]?.id), events.slice(1));
  const followed = [];
  for await (const event of queue.jobs.follow(id, undefined, AbortSignal.timeout(2000))) followed.push(event);
  assert.deepEqual(followed, events);
  await assert.rejects(() => queue.jobs.cancel(id), { code: 'ERR_JOB_STATE' });
});

test('who comes back after the last event is told at once that nothing follows', { timeout: 5000 }, async () => {
  const { id } = await queue.jobs.submit(submissionOf());
  await queue.jobs.cancel(id);
  const last = (await queue.jobs.events(id)).at(-1);
  const { done } = await queue.jobs.follow(id, last?.id, AbortSignal.timeout(4000)).next();
  assert.equal(done, true);
});

test('the moves that end a job end it for good', () => {
  const ends = new Set(['succeeded', 'failed', 'cancelled']);
  for (const move of Object.values(MOVES)) for (const from of move.from) assert.equal(ends.has(from), false);
});
