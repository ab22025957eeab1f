/** Redis is emptied while jobs wait, run and are paused: all of them come back from storage, as they were. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { isLater } from '../../src/queue/event-log.ts';
import { createJobs, isEventId, type JobEvent, newJobId } from '../../src/queue/index.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

const VERSION = { model: 'digits', version: 1 };

let queue: TestQueue;
let redis: Redis;

before(async () => {
  queue = await openQueue();
  redis = new Redis(queue.redis.socket);
});

after(async () => {
  redis.disconnect();
  await queue.close();
});

const known = (id: string) => redis.exists(`{epochd}:job:${id}`);

test('queued jobs come back in their order and with their priorities, a paused one paused', {
  timeout: 30_000,
}, async () => {
  const ids: string[] = [];
  for (const priority of [50, 50, 7, 50])
    ids.push((await queue.jobs.submit({ ...submissionOf(), priority, metadata: { team: 'restored' } })).id);
  const [first, second, urgent, paused] = ids as [string, string, string, string];
  await queue.jobs.pause(paused);
  const before = await queue.jobs.get(first);
  await redis.flushall();
  await waitFor('the jobs to be back', async () => (await Promise.all(ids.map(known))).every(Boolean), 5000);
  assert.deepEqual(await queue.jobs.get(first), before);
  assert.deepEqual([(await queue.jobs.get(paused)).status, (await queue.jobs.needing('mnist')).length], ['paused', 4]);
  const started: string[] = [];
  const worker = queue.startWorker(async ({ jobId }) => {
    started.push(jobId);
    return VERSION;
  });
  await queue.until(second, 'succeeded');
  assert.deepEqual(started, [urgent, first, second]);
  await queue.jobs.resume(paused);
  await queue.until(paused, 'succeeded');
  await worker.close();
});

test('a running job is run again, once, and what the attempt before still tells is refused', {
  timeout: 30_000,
}, async () => {
  let running = 0;
  let most = 0;
  const reasons: unknown[] = [];
  const worker = queue.startWorker(async (attempt) => {
    most = Math.max(most, ++running);
    try {
      if (attempt.number > 1) return VERSION;
      while (!attempt.signal.aborted) {
        attempt.log('still here');
        await sleep(20);
      }
      reasons.push(attempt.signal.reason);
      throw new Error('stopped');
    } finally {
      running -= 1;
    }
  });
  const id = await queue.submit();
  await queue.until(id, 'running');
  await waitFor('the record', async () => {
    const record = JSON.parse(String(await queue.storage.get(`unfinished/${id}.json`)));
    return record.job.attempts === 1;
  });
  await redis.flushall();
  const job = await queue.until(id, 'succeeded');
  assert.deepEqual([job.attempts, most, reasons], [2, 1, ['lost']]);
  await waitFor('its record to move', async () => !(await queue.storage.get(`unfinished/${id}.json`)));
  await worker.close();
});

test('a job that was to be paused comes back paused', { timeout: 30_000 }, async (t) => {
  let asked = false;
  const worker = queue.startWorker(async (attempt) => {
    await new Promise<void>((resolve) => attempt.pauseAsked.addEventListener('abort', () => resolve()));
    asked = true;
    await new Promise<void>((resolve) => attempt.signal.addEventListener('abort', () => resolve()));
    throw new Error('stopped');
  });
  t.after(() => worker.close());
  const id = await queue.submit();
  await queue.until(id, 'running');
  const pausing = queue.jobs.pause(id);
  await waitFor('the worker to be told', () => asked);
  await waitFor('the record', async () =>
    String(await queue.storage.get(`unfinished/${id}.json`)).includes('"pausing":true'),
  );
  await redis.flushall();
  assert.equal((await pausing).status, 'paused');
  await queue.jobs.cancel(id);
});

test('the events of a running job are kept but for the last seconds, and ids go on rising for who follows', {
  timeout: 40_000,
}, async (t) => {
  let end = false;
  const worker = queue.startWorker(async (attempt) => {
    for (let count = 0; !end; count++) {
      if (attempt.signal.aborted) throw new Error('stopped');
      attempt.log(`line ${count} of attempt ${attempt.number}`);
      await sleep(10);
    }
    return VERSION;
  });
  t.after(() => {
    end = true;
    return worker.close();
  });
  const id = await queue.submit();
  const seen: JobEvent[] = [];
  const following = (async () => {
    for await (const event of queue.jobs.follow(id, undefined, AbortSignal.timeout(30_000)))
      if (event) seen.push(event);
  })();
  await waitFor('lines enough', () => seen.length > 300);
  const reached = seen.at(-1)?.id as string;
  await redis.flushall();
  await waitFor('the second attempt', () => seen.some(({ data }) => data['message'] === 'line 5 of attempt 2'), 15_000);
  end = true;
  await following;
  for (const [index, { id: each }] of seen.entries()) {
    assert.ok(isEventId(each));
    if (index > 0) assert.ok(isLater(each, seen[index - 1]?.id as string), `${each} after ${seen[index - 1]?.id}`);
  }
  const kept = await queue.jobs.events(id);
  const ids = new Set(kept.map((event) => event.id));
  const lost = seen.filter((event) => !ids.has(event.id));
  assert.ok(lost.length < 300, `${lost.length} lost`);
  assert.ok(kept.filter((event) => !isLater(event.id, reached)).length > 50, 'what was before the loss is there');
  // Who comes back with the id of an event that was lost gets what came after it, once.
  const after = (await queue.jobs.events(id, reached)).map((event) => event.id);
  assert.deepEqual(
    after,
    kept.map((event) => event.id).filter((each) => isLater(each, reached)),
  );
});

test('several processes that restore at once make each job once, and an import with its upload', {
  timeout: 30_000,
}, async (t) => {
  const own = await openQueue();
  t.after(() => own.close());
  const ids: string[] = [];
  for (let count = 0; count < 20; count++) ids.push(await own.submit());
  const imported = newJobId();
  const specification = {
    dataset: 'letters',
    digest: 'sha256:1',
    upload: `uploads/${imported}`,
    files: [],
    options: {},
  };
  await own.jobs.submitImport({ id: imported, specification, requestId: 'r' });
  const connection = new Redis(own.redis.socket);
  t.after(() => connection.disconnect());
  await connection.flushall();
  const options = { redisUrl: own.redis.url, storage: own.storage, logger: own.log.logger, queueLimitJobs: 100 };
  const others = Array.from({ length: 4 }, () => createJobs(options));
  t.after(() => Promise.all(others.map((jobs) => jobs.close())));
  await waitFor('the jobs to be back', async () => (await connection.zcard('{epochd}:jobs')) === 21, 5000);
  const started: string[] = [];
  const run = async ({ jobId }: { jobId: string }) => {
    started.push(jobId);
    return VERSION;
  };
  own.startWorker(run);
  own.startWorker(run);
  own.startImportWorker(async (attempt) => {
    assert.deepEqual(attempt.specification, specification);
  });
  for (const id of [...ids, imported]) await own.until(id, 'succeeded');
  assert.deepEqual(started.toSorted(), ids.toSorted());
  for (const id of ids)
    assert.deepEqual(
      (await own.told(id)).filter((word) => word === 'succeeded'),
      ['succeeded'],
    );
});

test('a Redis that comes back without its newest jobs gets them again', { timeout: 30_000 }, async (t) => {
  const own = await openQueue();
  t.after(() => own.close());
  const [old, young] = [await own.submit(), await own.submit()];
  const connection = new Redis(own.redis.socket);
  await waitFor('a first look', () => connection.exists('{epochd}:restored'));
  // As after a restart from an older snapshot: the one job is there, the other is not.
  await connection.del(`{epochd}:job:${young}`, `{epochd}:job:${young}:events`, `{epochd}:training:${young}`);
  await connection.zrem('{epochd}:training:prioritized', young);
  connection.disconnect();
  await own.redis.stop();
  await own.redis.start();
  await waitFor('the connection to be back', () =>
    own.jobs.ping().then(
      () => true,
      () => false,
    ),
  );
  own.startWorker(async () => VERSION);
  await own.until(young, 'succeeded');
  await own.until(old, 'succeeded');
});
