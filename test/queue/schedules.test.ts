/** Schedules on a real Redis: every firing makes one job at most, whoever runs it, and whatever is lost meanwhile. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { createDatasetCatalog } from '../../src/data/index.ts';
import { privateHosts } from '../../src/private-hosts.ts';
import { createScheduleStore, type Schedule, type ScheduleRun, startScheduleWorker } from '../../src/queue/index.ts';
import { noteRefusal, runSchedule, type ScheduleParts } from '../../src/submission/index.ts';
import { openQueue, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

let queue: TestQueue;
let redis: Redis;
let parts: ScheduleParts;
let workers: { close(): Promise<void> }[] = [];

before(async () => {
  queue = await openQueue();
  redis = new Redis(queue.redis.socket);
  const limits = { parametersMax: 10_000_000 };
  const store = createScheduleStore(queue.storage);
  const version = async (): Promise<undefined> => undefined;
  const catalog = createDatasetCatalog(queue.storage);
  parts = { jobs: queue.jobs, catalog, limits, version, hosts: privateHosts([]), store };
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  workers = [];
  for (const name of await parts.store.names()) await parts.store.remove(name);
});

after(async () => {
  redis?.disconnect();
  await queue?.close();
});

/** Fires every second, which clients cannot ask for. */
const EVERY_SECOND = '* * * * * *';

async function keep(name: string, changes: Partial<Schedule> = {}): Promise<Schedule> {
  const at = new Date().toISOString();
  const job = { model: name, dataset: 'mnist', network: 'mlp', training: { epochs: 1 } } as const;
  const schedule: Schedule = {
    ...{
      name,
      cron: EVERY_SECOND,
      timezone: 'UTC',
      enabled: true,
      unchanged: 'train',
      job,
      createdAt: at,
      updatedAt: at,
    },
    ...changes,
  };
  await parts.store.keep(schedule);
  return schedule;
}

function startFiring(own: ScheduleParts = parts): void {
  workers.push(
    startScheduleWorker({
      ...{ redisUrl: queue.redis.url, storage: queue.storage, logger: queue.log.logger },
      fire: async (schedule, at, requestId) =>
        void (await runSchedule(schedule, { at, trigger: 'cron', requestId }, own)),
      giveUp: (schedule, at, reason) => noteRefusal(schedule, at, reason, own.store),
    }),
  );
}

function train(): void {
  let version = 0;
  workers.push(queue.startWorker(async ({ specification: { model } }) => ({ model, version: ++version })));
}

const runsOf = (name: string, outcome?: ScheduleRun['outcome']): Promise<ScheduleRun[]> =>
  parts.store.runs(name, 100).then((runs) => runs.filter((run) => outcome === undefined || run.outcome === outcome));

function untilRuns(name: string, count: number, outcome?: ScheduleRun['outcome']): Promise<ScheduleRun[]> {
  return waitFor(
    `${count} runs`,
    async () => {
      const runs = await runsOf(name, outcome);
      return runs.length >= count && runs;
    },
    30_000,
  );
}

const jobsOf = async (model: string): Promise<string[]> =>
  (await queue.jobs.list({ model, limit: 100 })).jobs.map(({ id }) => id);

test('every firing makes one job, with several workers, and the job tells its schedule', async () => {
  await keep('often');
  train();
  for (let worker = 0; worker < 3; worker++) startFiring();
  await untilRuns('often', 3, 'submitted');
  await parts.store.keep({ ...(await keep('often')), enabled: false });
  await Promise.all(workers.splice(1).map((worker) => worker.close()));
  const runs = await runsOf('often', 'submitted');
  assert.equal(new Set(runs.map(({ at }) => at)).size, runs.length);
  assert.ok(
    runs.every(({ at }) => at.endsWith('.000Z')),
    'they are told the time when they were due',
  );
  assert.deepEqual((await jobsOf('often')).sort(), runs.map(({ job }) => job as string).sort());
  const { metadata } = await queue.jobs.get(runs[0]?.job as string);
  assert.deepEqual(metadata, { schedule: 'often' });
});

test('a run on the same data is skipped, unless the last one learnt nothing', async () => {
  await keep('same', { unchanged: 'skip' });
  train();
  startFiring();
  const runs = (await untilRuns('same', 3)).toReversed();
  assert.deepEqual(
    runs.slice(0, 1).map(({ outcome }) => outcome),
    ['submitted'],
  );
  const skipped = runs.filter(({ reason }) => reason?.startsWith('The dataset is the one'));
  assert.ok(skipped.length > 0 && skipped.every(({ job }) => job === null));
  assert.equal((await jobsOf('same')).length, 1);
});

test('a run is skipped while the one before goes on, and its job cancelled lets the next one train', async () => {
  await keep('slow', { unchanged: 'skip' });
  startFiring();
  const [first] = await untilRuns('slow', 1, 'submitted');
  const [skipped] = await untilRuns('slow', 1, 'skipped');
  assert.match(skipped?.reason ?? '', /^Job .*, of the run before, is queued\.$/);
  await queue.jobs.cancel(first?.job as string);
  await untilRuns('slow', 2, 'submitted');
});

test('of firings that are run at the same time, whatever they were due for, one makes a job', async () => {
  const schedule = await keep('crowded');
  const now = Date.now();
  const fire = (at: number) =>
    runSchedule(schedule, { at: new Date(at), trigger: 'manual', requestId: 'x' }, parts).then((run) => run.outcome);
  for (let round = 0; round < 5; round++) {
    const outcomes = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => fire(now + 1000 * (6 * round + index))));
    assert.equal(outcomes.filter((outcome) => outcome === 'submitted').length, 1, outcomes.join());
    assert.ok(outcomes.every((outcome) => outcome === 'submitted' || outcome === 'skipped'));
    const [id, ...others] = await jobsOf('crowded');
    assert.equal(others.length, round);
    await queue.jobs.cancel(id as string);
  }
});

test('a job that goes on is seen however often a run was skipped for it', async () => {
  const schedule = await keep('endless');
  const now = Date.now();
  for (let count = 0; count < 130; count++)
    await runSchedule(schedule, { at: new Date(now + 1000 * count), trigger: 'cron', requestId: 'x' }, parts);
  assert.deepEqual([(await jobsOf('endless')).length, (await runsOf('endless', 'skipped')).length], [1, 100]);
});

test('what cannot be planned when it fires is noted with its reason', async () => {
  const { job } = await keep('odd');
  await keep('odd', { job: { ...job, dataset: 'gone' } });
  startFiring();
  const [run] = await untilRuns('odd', 1, 'refused');
  assert.match(run?.reason ?? '', /^ERR_DATASET_UNKNOWN: .*"gone"/);
});

test('a firing that breaks off after its job was made is run again, and finds the job', async () => {
  await keep('broken');
  let failures = 1;
  const store = {
    ...parts.store,
    keepRun: async (name: string, run: ScheduleRun) => {
      if (run.outcome === 'submitted' && failures-- > 0) throw new Error('killed');
      await parts.store.keepRun(name, run);
    },
  };
  startFiring({ ...parts, store });
  const [run] = await untilRuns('broken', 1, 'submitted');
  assert.deepEqual([await jobsOf('broken'), failures <= 0], [[run?.job], true]);
  assert.ok((await runsOf('broken')).every(({ outcome, job }) => outcome === 'skipped' || job === run?.job));
});

test('a Redis that was emptied gets its schedules again', async () => {
  await keep('kept');
  startFiring();
  await untilRuns('kept', 1);
  await redis.flushall();
  const before = (await runsOf('kept')).length;
  await untilRuns('kept', before + 2);
});

test('of the firings that were missed one is made up for, at once', async () => {
  const longAgo = new Date(Date.now() - 3_600_000).toISOString();
  await keep('missed', { cron: '* * * * *', createdAt: longAgo, updatedAt: longAgo });
  const before = Date.now();
  for (let worker = 0; worker < 2; worker++) startFiring();
  const [run] = await untilRuns('missed', 1);
  const at = Date.parse(run?.at ?? '');
  assert.equal(at % 60_000, 0);
  assert.ok(at <= before && at > before - 120_000);
  assert.ok((await runsOf('missed')).length <= 2, 'the next minute may have come meanwhile');
});

test('a schedule that was deleted or disabled fires no more', async () => {
  await keep('ended');
  startFiring();
  await untilRuns('ended', 1);
  await parts.store.remove('ended');
  await waitFor(
    'its scheduler to be gone',
    async () => (await redis.zscore('{epochd}:schedules:repeat', 'ended')) === null,
  );
});
