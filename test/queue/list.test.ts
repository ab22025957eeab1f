import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { jobKey } from '../../src/queue/change-job.ts';
import type { Job } from '../../src/queue/index.ts';
import type { JobFilter } from '../../src/queue/job-store.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';

let queue: TestQueue;
/** Newest first, as lists are. */
let submitted: Job[] = [];

before(async () => {
  queue = await openQueue();
  const names = Array.from({ length: 25 }, (_, index) => (index % 3 === 0 ? 'letters' : 'digits'));
  // At once, so that some share the millisecond of their creation.
  const made = await Promise.all(names.map((name) => queue.jobs.submit(submissionOf(name))));
  submitted = made.sort((a, b) => (a.id < b.id ? 1 : -1));
});

after(() => queue.close());

const ids = (jobs: readonly Job[]): string[] => jobs.map(({ id }) => id);

async function pages(
  filter: Omit<JobFilter, 'after'>,
  between: (page: Job[]) => Promise<unknown> = async () => undefined,
): Promise<Job[]> {
  const all: Job[] = [];
  for (let count = 0; count < 50; count++) {
    const page = await queue.jobs.list({ ...filter, after: all.at(-1)?.id });
    all.push(...page.jobs);
    if (!page.hasMore) return all;
    assert.equal(page.jobs.length, filter.limit);
    await between(page.jobs);
  }
  throw new Error('Expected the pages to end.');
}

test('jobs are listed newest first, page after page, each once', async () => {
  assert.ok(new Set(submitted.map(({ createdAt }) => createdAt)).size < submitted.length, 'some share a millisecond');
  for (const limit of [1, 7, 25, 100])
    assert.deepEqual(ids(await pages({ limit })), ids(submitted), `pages of ${limit}`);
});

test('a page tells whether there is more, exactly at its edge too', async () => {
  assert.equal((await queue.jobs.list({ limit: 24 })).hasMore, true);
  assert.equal((await queue.jobs.list({ limit: 25 })).hasMore, false);
  assert.deepEqual(await queue.jobs.list({ limit: 5, after: submitted.at(-1)?.id }), { jobs: [], hasMore: false });
});

test('a list without histories tells all else', async () => {
  const [, job] = submitted;
  const history = JSON.stringify([{ epoch: 1, loss: 0.5, seconds: 1 }]);
  const redis = new Redis(queue.redis.socket);
  await redis.hset(jobKey(job?.id ?? ''), 'history', history);
  const { jobs } = await queue.jobs.list({ limit: 25 });
  assert.equal(jobs[1]?.history.length, 1);
  const short = await queue.jobs.list({ limit: 25, history: false });
  assert.deepEqual(
    short.jobs,
    jobs.map((each) => ({ ...each, history: [] })),
  );
  redis.disconnect();
});

test('a list by model holds that model only', async () => {
  const letters = submitted.filter(({ model }) => model === 'letters');
  assert.equal(letters.length, 9);
  assert.deepEqual(ids(await pages({ limit: 2, model: 'letters' })), ids(letters));
  assert.deepEqual(await queue.jobs.list({ limit: 5, model: 'nobody' }), { jobs: [], hasMore: false });
});

test('a list by status and model holds what fits both', async () => {
  const cancelled = submitted.filter((_, index) => index % 4 === 0);
  for (const { id } of cancelled) await queue.jobs.cancel(id);
  assert.deepEqual(ids(await pages({ limit: 3, status: 'cancelled' })), ids(cancelled));
  const letters = cancelled.filter(({ model }) => model === 'letters');
  assert.deepEqual(ids(await pages({ limit: 2, status: 'cancelled', model: 'letters' })), ids(letters));
  assert.deepEqual(
    ids(await pages({ limit: 100, status: 'queued' })),
    ids(submitted.filter((job) => !cancelled.includes(job))),
  );
  assert.deepEqual((await queue.jobs.list({ limit: 5, status: 'running' })).jobs, []);
});

test('paging goes on without a gap when the last job of a page has changed its status meanwhile', async () => {
  const queued = (await pages({ limit: 100, status: 'queued' })).map(({ id }) => id);
  const seen = await pages({ limit: 2, status: 'queued' }, (page) => queue.jobs.cancel(page.at(-1)?.id ?? ''));
  assert.deepEqual(ids(seen), queued);
});

test('a job after which to go on must be one that there is', async () => {
  for (const after of ['nonsense', '00000000-0000-7000-8000-000000000000']) {
    await assert.rejects(() => queue.jobs.list({ limit: 5, after }), { code: 'ERR_VALIDATION' });
  }
});
