import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createJobs, type Jobs } from '../../src/queue/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { createTestLog } from '../support/log.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { startRedis } from '../support/redis.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/waiting.ts';

let queue: TestQueue;

before(async () => {
  queue = await openQueue();
});

after(() => queue.close());

const pings = (jobs: Jobs) =>
  jobs.ping().then(
    () => true,
    () => false,
  );

async function refusesEverything(jobs: Jobs, id: string, millisecondsMax: number): Promise<void> {
  const calls: Record<string, () => Promise<unknown>> = {
    submit: () => jobs.submit(submissionOf()),
    get: () => jobs.get(id),
    list: () => jobs.list({ limit: 5 }),
    cancel: () => jobs.cancel(id),
    events: () => jobs.events(id),
    follow: () => jobs.follow(id, undefined, AbortSignal.timeout(10_000)).next(),
    counts: () => jobs.counts('train'),
    needing: () => jobs.needing('mnist'),
    requireRoom: () => jobs.requireRoom('import'),
    ping: () => jobs.ping(),
  };
  for (const [name, call] of Object.entries(calls)) {
    const started = performance.now();
    await assert.rejects(call, { name: 'AppError', code: 'ERR_UNAVAILABLE' }, name);
    assert.ok(performance.now() - started < millisecondsMax, `${name} took ${performance.now() - started} ms`);
  }
}

test('while Redis is stopped every call is refused within two seconds, and works by itself when it is back', {
  timeout: 60_000,
}, async () => {
  const job = await queue.jobs.submit(submissionOf());
  for (const end of [queue.redis.stop, queue.redis.kill]) {
    await end();
    await refusesEverything(queue.jobs, job.id, 2000);
    await queue.redis.start();
    await waitFor('the connection to be back', () => pings(queue.jobs), 5000);
    assert.deepEqual(await queue.jobs.get(job.id), job);
    assert.equal((await queue.jobs.submit(submissionOf())).status, 'queued');
  }
});

test('a Redis that is alive but answers nothing is given up after a few seconds, and used again when it answers', {
  timeout: 60_000,
}, async () => {
  queue.redis.freeze();
  const started = performance.now();
  await assert.rejects(() => queue.jobs.ping(), { code: 'ERR_UNAVAILABLE' });
  assert.ok(performance.now() - started < 7000);
  queue.redis.thaw();
  await waitFor('an answer', () => pings(queue.jobs), 5000);
  assert.equal((await queue.jobs.submit(submissionOf())).status, 'queued');
});

test('jobs that were opened while Redis was away work when it comes', { timeout: 60_000 }, async () => {
  await queue.redis.stop();
  const storage = await openFileStorage(await makeTemporaryFolder());
  const jobs = createJobs({ redisUrl: queue.redis.url, storage, logger: createTestLog().logger, queueLimitJobs: 100 });
  await refusesEverything(jobs, '00000000-0000-7000-8000-000000000000', 2000);
  await queue.redis.start();
  await waitFor('the connection', () => pings(jobs), 5000);
  const job = await jobs.submit(submissionOf());
  assert.equal((await jobs.cancel(job.id)).status, 'cancelled');
  await jobs.close();
});

test('who follows a job while Redis goes is told so or goes on, never left waiting', { timeout: 60_000 }, async () => {
  const job = await queue.jobs.submit(submissionOf());
  const following = queue.jobs.follow(job.id, undefined, AbortSignal.timeout(30_000));
  assert.equal((await following.next()).value?.data['status'], 'queued');
  const next = following.next().then(
    ({ value }) => value?.data['status'],
    (error: { code: string }) => error.code,
  );
  await queue.redis.kill();
  await queue.redis.start();
  await waitFor('the connection to be back', () => pings(queue.jobs), 5000);
  await queue.jobs.cancel(job.id);
  const outcome = await Promise.race([next, sleep(5000, 'left waiting', { ref: false })]);
  assert.ok(outcome === 'cancelled' || outcome === 'ERR_UNAVAILABLE', String(outcome));
});

test('jobs can be closed while Redis is away', { timeout: 20_000 }, async () => {
  const storage = await openFileStorage(await makeTemporaryFolder());
  const jobs = createJobs({
    redisUrl: 'unix:///nowhere/redis.sock',
    storage,
    logger: createTestLog().logger,
    queueLimitJobs: 100,
  });
  await assert.rejects(() => jobs.ping(), { code: 'ERR_UNAVAILABLE' });
  const started = performance.now();
  await jobs.close();
  assert.ok(performance.now() - started < 2000);
});

test('a password that Redis refuses is nowhere in the log', { timeout: 20_000 }, async () => {
  const log = createTestLog();
  const guarded = await startRedis(['--requirepass', 'the-right-password']);
  const storage = await openFileStorage(await makeTemporaryFolder());
  const redisUrl = `${guarded.url}?password=open-sesame-wrong`;
  const jobs = createJobs({ redisUrl, storage, logger: log.logger, queueLimitJobs: 100 });
  await waitFor('the trouble to be logged', () => log.text().includes('Redis is away'));
  await assert.rejects(() => jobs.ping(), { code: 'ERR_UNAVAILABLE' });
  await jobs.close();
  await guarded.kill();
  assert.doesNotMatch(log.text(), /open-sesame|the-right-password/);
});
