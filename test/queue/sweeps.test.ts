import assert from 'node:assert/strict';
import test from 'node:test';
import { AppError } from '../../src/errors.ts';
import type { Fold } from '../../src/models/specification/index.ts';
import type { Attempt } from '../../src/queue/index.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { openQueue } from '../support/queue.ts';
import { holdAt, jobOf, pretend, RATES, rateOf, submitSweep, sweepOf, trainingsOf } from '../support/sweeps.ts';
import { waitFor } from '../support/waiting.ts';

test('a grid trains every trial, publishes the best one once, and leaves nothing of the others', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  queue.startWorker(pretend(queue));
  const id = await submitSweep(queue);
  const sweep = await queue.until(id, 'succeeded');
  assert.deepEqual(sweep.version, { model: 'digits', version: 1 });
  const { trials } = await queue.jobs.internals(id);
  assert.deepEqual(
    trials?.map(({ trial, rank, epochs, metric, status }) => [trial, rank, epochs, metric, status]),
    [
      [1, 1, 4, 0.025, 'succeeded'],
      [2, 2, 4, 0.05, 'succeeded'],
      [3, 3, 4, 0.3 / 4, 'succeeded'],
    ],
  );
  const registry = createRegistry(queue.storage);
  assert.deepEqual(await registry.versions('digits'), [1]);
  const manifest = await registry.manifest({ model: 'digits', version: 1 });
  assert.deepEqual(manifest?.lineage.sweep, {
    ...{ job: id, trial: 1, values: { '/training/optimizer/learningRate': 0.1 } },
    metric: { name: 'valLoss', value: 0.025 },
  });
  assert.equal(manifest?.lineage.job, trials?.[0]?.jobs[0]);
  assert.deepEqual(await queue.storage.list('models/digits/candidates'), []);
  assert.deepEqual(await queue.storage.list('models/digits/weights'), [`${trials?.[0]?.jobs[0]}.bin`]);
  const jobs = await trainingsOf(queue, id);
  assert.deepEqual(
    jobs.map(({ version, sweep: place }) => [version, place]),
    [1, 2, 3].map((trial) => [null, { id, trial }]),
  );
  assert.equal(sweep.attempts, 1);
  assert.deepEqual(
    (await queue.told(id)).filter((word) => word !== 'progress'),
    [...['queued', 'preparing', 'searching', 'publishing', 'published', 'succeeded']],
  );
});

test('successive halving gives losers up early and lets the best go on, each to the epoch', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  queue.startWorker(pretend(queue));
  queue.startWorker(pretend(queue));
  const id = await submitSweep(
    queue,
    sweepOf({
      job: { model: 'digits', dataset: 'mnist', network: 'mlp', training: { epochs: 9, seed: 7 } },
      search: { strategy: 'successiveHalving' },
      space: { '/training/optimizer/learningRate': { values: [0.5, 0.9, 0.1, 0.8, 0.2, 0.7, 0.6, 0.3, 0.4] } },
    }),
  );
  await queue.until(id, 'succeeded', 30_000);
  const { trials } = await queue.jobs.internals(id);
  assert.deepEqual(
    trials?.map(({ trial, epochs, stoppedAt, status }) => [trial, epochs, stoppedAt, status]),
    [
      [3, 9, undefined, 'succeeded'],
      [5, 3, 3, 'stopped'],
      [8, 3, 3, 'stopped'],
      ...[9, 1, 7, 6, 4, 2].map((trial) => [trial, 1, 1, 'stopped']),
    ],
  );
  const jobs = await trainingsOf(queue, id);
  assert.deepEqual(
    jobs.map(({ status }) => status),
    jobs.map((_, index) => (index === 2 ? 'succeeded' : 'cancelled')),
  );
});

test('no more trials than asked for are in the line at once, and each is submitted when one has ended', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  const most = { active: 0 };
  const before = async ({ sweep }: Attempt<'train'>): Promise<void> => {
    const jobs = await trainingsOf(queue, sweep?.id ?? '');
    most.active = Math.max(most.active, jobs.filter(({ finishedAt }) => finishedAt === null).length);
  };
  for (let worker = 0; worker < 3; worker++) queue.startWorker(pretend(queue, { before }));
  const values = Array.from({ length: 7 }, (_, index) => 0.1 + index / 10);
  const id = await submitSweep(queue, sweepOf({ parallel: 2, space: { [RATES]: { values } } }));
  await queue.until(id, 'succeeded', 30_000);
  assert.equal(most.active, 2);
  assert.equal((await trainingsOf(queue, id)).length, 7);
});

test('a sweep waits in the flow of its trainings, without a slot: another is done meanwhile', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  queue.startSweepWorker();
  queue.startWorker(
    pretend(queue, { before: ({ specification }) => (specification.model === 'slow' ? released : undefined) }),
  );
  queue.startWorker(pretend(queue));
  const slow = await submitSweep(queue, sweepOf({ ...jobOf('slow'), space: {} }));
  const entry = await waitFor('the sweep to wait', async () => {
    const found = await queue.jobs.queues.sweep.getJob(slow);
    return (await found?.isWaitingChildren()) && found;
  });
  const { unprocessed } = await entry.getDependencies();
  assert.deepEqual(
    unprocessed?.map((key) => key.split(':').at(-1)),
    (await trainingsOf(queue, slow)).map(({ id }) => id),
  );
  assert.equal((await queue.jobs.get(slow)).status, 'running');
  const quick = await submitSweep(queue, sweepOf());
  release();
  await queue.until(quick, 'succeeded');
  await queue.until(slow, 'succeeded');
});

test('a trial that fails is a row with its reason; a sweep fails if all do', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  const before = (attempt: Attempt<'train'>): void => {
    if (rateOf(attempt) < 0.25) throw new AppError('ERR_LOSS_DIVERGED', 'Expected a finite loss. Received: NaN.');
  };
  queue.startWorker(pretend(queue, { before }));
  const id = await submitSweep(queue);
  await queue.until(id, 'succeeded');
  const { trials } = await queue.jobs.internals(id);
  const error = { code: 'ERR_LOSS_DIVERGED', message: 'Expected a finite loss. Received: NaN.' };
  assert.deepEqual(
    trials?.map(({ trial, rank, status, error: reason }) => [trial, rank, status, reason]),
    [
      [3, 1, 'succeeded', undefined],
      [1, null, 'failed', error],
      [2, null, 'failed', error],
    ],
  );
  const all = await submitSweep(queue, sweepOf({ space: { [RATES]: { values: [0.1, 0.2] } } }));
  const failed = await queue.until(all, 'failed');
  assert.equal(failed.error?.code, 'ERR_SWEEP');
  assert.match(
    failed.error?.message ?? '',
    /Received: 2 that failed or were cancelled; trial 1: Expected a finite loss/,
  );
  assert.deepEqual(await createRegistry(queue.storage).versions('digits'), [1]);
});

test('a sweep that is cancelled ends its trainings, and leaves nothing of what they learnt', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  const { before, release } = holdAt(3);
  queue.startWorker(
    pretend(queue, { before: (attempt, epoch) => (rateOf(attempt) > 0.15 ? before(attempt, epoch) : undefined) }),
  );
  const id = await submitSweep(queue);
  await waitFor('a candidate', async () => (await queue.storage.list('models/digits/candidates')).length === 1);
  assert.equal((await queue.jobs.cancel(id)).status, 'cancelled');
  const jobs = await trainingsOf(queue, id);
  assert.deepEqual(
    jobs.map(({ status }) => status),
    ['succeeded', 'cancelled', 'cancelled'],
  );
  release();
  await waitFor('nothing to be left', async () => {
    const [weights, candidates] = await Promise.all(
      ['weights', 'candidates'].map((what) => queue.storage.list(`models/digits/${what}`)),
    );
    return weights?.length === 0 && candidates?.length === 0;
  });
  await waitFor('the entry to leave the line', async () => {
    const counts = await queue.jobs.counts('sweep');
    return (
      (counts['waiting-children'] ?? 0) +
        (counts['active'] ?? 0) +
        (counts['waiting'] ?? 0) +
        (counts['prioritized'] ?? 0) ===
      0
    );
  });
});

test('a sweep that is paused pauses its trainings, and they go on with it', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  const { before, release, held } = holdAt(2);
  queue.startWorker(pretend(queue, { before }));
  const id = await submitSweep(queue);
  await held;
  const pausing = queue.jobs.pause(id);
  await queue.until(id, 'paused');
  await waitFor('its trainings to be told', async () =>
    (await trainingsOf(queue, id)).every(({ status, pausing: told }) => told || status === 'paused'),
  );
  release();
  await pausing;
  const statuses = async () => (await trainingsOf(queue, id)).map(({ status }) => status);
  await waitFor('all to be paused', async () => (await statuses()).every((status) => status === 'paused'));
  assert.equal((await queue.jobs.get(id)).status, 'paused');
  await queue.jobs.resume(id);
  await queue.until(id, 'succeeded');
  assert.deepEqual(await statuses(), ['succeeded', 'succeeded', 'succeeded']);
});

test('one training of a sweep that is paused stays so, however often the sweep looks', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  const id = await submitSweep(queue);
  const [first] = await waitFor('the trainings', async () => {
    const jobs = await trainingsOf(queue, id);
    return jobs.length === 3 && jobs;
  });
  await queue.jobs.pause(first?.id ?? '');
  queue.startWorker(pretend(queue));
  const done = await waitFor('the others', async () => {
    const { progress } = await queue.jobs.get(id);
    return progress.trials?.done === 2 && progress;
  });
  assert.deepEqual(done.trials, { done: 2, all: 3, best: { trial: 2, metric: 0.05 } });
  assert.equal((await queue.jobs.get(first?.id ?? '')).status, 'paused');
  await queue.jobs.resume(first?.id ?? '');
  await queue.until(id, 'succeeded', 20_000);
  assert.equal((await queue.jobs.internals(id)).trials?.[0]?.trial, 1);
});

test('folds: each trial is judged by the mean of its trainings, and the best values are trained once more', async (t) => {
  const queue = await openQueue();
  t.after(() => queue.close());
  queue.startSweepWorker();
  const seen: (Fold | undefined)[] = [];
  const before = ({ specification }: Attempt<'train'>, epoch: number): void => {
    if (epoch === 1) seen.push(specification.data.split.fold);
  };
  queue.startWorker(pretend(queue, { before }));
  queue.startWorker(pretend(queue, { before }));
  const id = await submitSweep(queue, sweepOf({ folds: 3, space: { [RATES]: { values: [0.5, 0.25] } } }));
  const { version } = await queue.until(id, 'succeeded', 20_000);
  const { trials } = await queue.jobs.internals(id);
  assert.deepEqual(
    trials?.map(({ trial, metric, std, jobs }) => [trial, metric, std, jobs.length]),
    [
      [2, 0.0625, 0, 3],
      [1, 0.125, 0, 3],
    ],
  );
  assert.equal(seen.length, 7);
  assert.equal(seen.at(-1), undefined);
  assert.deepEqual(
    [0, 1, 2].map((index) => seen.filter((fold) => fold?.index === index && fold.count === 3).length),
    [2, 2, 2],
  );
  const jobs = await trainingsOf(queue, id);
  assert.deepEqual(
    jobs.map(({ sweep }) => [sweep?.trial, sweep?.fold]),
    [...[1, 2, 3].map((fold) => [1, fold]), ...[1, 2, 3].map((fold) => [2, fold]), [2, undefined]],
  );
  const manifest = await createRegistry(queue.storage).manifest(version ?? { model: '', version: 0 });
  assert.equal(manifest?.lineage.job, jobs.at(-1)?.id);
  assert.deepEqual(manifest?.lineage.sweep?.metric, { name: 'valLoss', value: 0.0625, std: 0 });
  assert.deepEqual((await queue.storage.list('models/digits/weights')).length, 1);
});
