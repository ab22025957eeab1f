/** Jobs that ended long ago are forgotten, in Redis and in storage; what is younger, or has not ended, stays. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { createJobArchive } from '../../src/queue/archive.ts';
import { changeJob, defineChangeJob } from '../../src/queue/change-job.ts';
import { forgetClaims } from '../../src/queue/idempotency.ts';
import { prune, pruneHourly } from '../../src/queue/prune.ts';
import { MOVES } from '../../src/queue/states.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';

let queue: TestQueue;
let redis: Redis;

before(async () => {
  queue = await openQueue();
  redis = new Redis(queue.redis.socket);
  defineChangeJob(redis);
});

after(async () => {
  redis.disconnect();
  await queue.close();
});

const later = (milliseconds: number) => new Date(Date.now() + milliseconds);

test('a job that ended before the time is gone everywhere, one that has not ended is not', async () => {
  const archive = createJobArchive(queue.storage);
  const [ended, paused, queued] = [await queue.submit(), await queue.submit(), await queue.submit()];
  await queue.jobs.cancel(ended);
  await queue.jobs.pause(paused);
  assert.equal(await prune(redis, archive, later(-60_000)), 0);
  assert.equal((await queue.jobs.get(ended)).status, 'cancelled');
  assert.equal(await prune(redis, archive, later(60_000)), 1);
  await assert.rejects(() => queue.jobs.get(ended), { code: 'ERR_NOT_FOUND' });
  assert.deepEqual(await queue.storage.list(`jobs/${ended}`), []);
  assert.deepEqual(await redis.keys(`{epochd}:job:${ended}*`), []);
  const { jobs } = await queue.jobs.list({ limit: 10 });
  assert.deepEqual(
    jobs.map(({ id }) => id),
    [queued, paused],
  );
  assert.deepEqual((await queue.jobs.list({ limit: 10, status: 'cancelled' })).jobs, []);
  assert.deepEqual((await queue.jobs.list({ limit: 10, model: 'digits' })).jobs.length, 2);
});

test('a job that could not be archived when it ended is archived within the hour, and pruning runs once in it', async () => {
  const id = await queue.submit();
  const fields = { finishedAt: new Date().toISOString() };
  await changeJob(redis, { id, move: MOVES.cancel, fields });
  const parts = { redis, storage: queue.storage, archive: createJobArchive(queue.storage), keptDays: 90 };
  await redis.del('{epochd}:pruned');
  await pruneHourly({ ...parts, logger: queue.log.logger });
  assert.deepEqual(await queue.storage.list(`jobs/${id}`), ['events.jsonl', 'job.json']);
  assert.equal(await queue.storage.get(`unfinished/${id}.json`), undefined);
  const other = await queue.submit();
  await changeJob(redis, { id: other, move: MOVES.cancel, fields });
  await pruneHourly({ ...parts, logger: queue.log.logger });
  assert.deepEqual(await queue.storage.list(`jobs/${other}`), [], 'another run within the hour does nothing');
});

test('claims of requests are kept for their time', async () => {
  await queue.jobs.idempotency.claim('key', {}, 'job');
  assert.equal(await forgetClaims(queue.storage, later(-60_000), 10), 0);
  assert.equal((await queue.jobs.idempotency.find('key', {}))?.job, 'job');
  assert.equal(await forgetClaims(queue.storage, later(60_000), 10), 1);
  assert.equal(await queue.jobs.idempotency.find('key', {}), undefined);
});
