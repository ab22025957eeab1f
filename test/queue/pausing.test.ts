import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Attempt, Checkpoint } from '../../src/queue/index.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

type Run = (attempt: Attempt<'train'>) => Promise<{ model: string; version: number } | 'paused'>;

let queue: TestQueue;
/** What the one worker of this file does with the next job. */
let train: Run;

before(async () => {
  queue = await openQueue();
  queue.startWorker((attempt) => train(attempt));
});

after(() => queue.close());

const VERSION = { model: 'digits', version: 1 };
/** Until it is to be paused, or stopped. */
const asked = ({ pauseAsked, signal }: Attempt) =>
  new Promise<void>((resolve) => {
    if (pauseAsked.aborted || signal.aborted) resolve();
    for (const each of [pauseAsked, signal]) each.addEventListener('abort', () => resolve());
  });
const checkpointAt = (epoch: number): Checkpoint => ({ epoch, step: 0, bytes: 100, seconds: 0.01 });

/** Goes on until it is to be paused, as a trainer does. */
const pauses: Run = async (attempt) => {
  await attempt.enter('training');
  attempt.epoch({ epoch: 1, loss: 1, accuracy: 0.5, seconds: 1 });
  await asked(attempt);
  attempt.checkpoint(checkpointAt(1));
  return 'paused';
};

test('a queued job that is paused leaves the line, and comes back to it when it is resumed', {
  timeout: 20_000,
}, async () => {
  train = pauses;
  const first = await queue.submit();
  await queue.until(first, 'running');
  const second = await queue.submit();
  assert.equal((await queue.jobs.pause(second)).status, 'paused');
  assert.equal((await queue.jobs.counts('train'))['prioritized'], 0);
  train = async () => VERSION;
  await queue.jobs.cancel(first);
  const third = await queue.submit();
  await queue.until(third, 'succeeded');
  assert.equal((await queue.jobs.get(second)).status, 'paused');
  assert.equal((await queue.jobs.resume(second)).status, 'queued');
  assert.equal((await queue.until(second, 'succeeded')).attempts, 1);
  assert.deepEqual(await queue.told(second), ['queued', 'paused', 'queued', 'preparing', 'succeeded']);
});

test('a running job is paused once its trainer has written a checkpoint, and its slot is free', {
  timeout: 20_000,
}, async () => {
  train = pauses;
  const id = await queue.submit();
  await waitFor('an epoch', async () => (await queue.jobs.get(id)).history.length > 0);
  const paused = await queue.jobs.pause(id);
  assert.deepEqual([paused.status, paused.pausing, paused.history.length], ['paused', false, 1]);
  train = async () => VERSION;
  await queue.until(await queue.submit(), 'succeeded');
  train = async (attempt) => {
    attempt.resumed([{ epoch: 1, loss: 1, accuracy: 0.5, seconds: 1 }]);
    attempt.epoch({ epoch: 2, loss: 0.5, accuracy: 0.7, seconds: 1 });
    return VERSION;
  };
  await queue.jobs.resume(id);
  const job = await queue.until(id, 'succeeded');
  assert.deepEqual([job.attempts, job.history.map(({ epoch }) => epoch)], [2, [1, 2]]);
  assert.deepEqual(
    (await queue.jobs.events(id)).filter(({ type }) => type === 'checkpoint').map(({ data }) => data),
    [checkpointAt(1)],
  );
});

test('a job whose trainer takes its time says that it is being paused, and can be cancelled', {
  timeout: 30_000,
}, async () => {
  let finish: () => void = () => undefined;
  train = async (attempt) => {
    await asked(attempt);
    await new Promise<void>((resolve) => {
      finish = resolve;
      attempt.signal.addEventListener('abort', () => resolve());
    });
    return 'paused';
  };
  const id = await queue.submit();
  await queue.until(id, 'running');
  const waiting = queue.jobs.pause(id);
  const job = await waitFor('the mark', async () => {
    const seen = await queue.jobs.get(id);
    return seen.pausing && seen;
  });
  assert.equal(job.status, 'running');
  await assert.rejects(() => queue.jobs.resume(id), { code: 'ERR_JOB_STATE' });
  finish();
  assert.equal((await waiting).status, 'paused');
  await queue.jobs.resume(id);
  await queue.until(id, 'running');
  const asking = queue.jobs.pause(id).catch((error: { code: string }) => error.code);
  await waitFor('the mark', async () => (await queue.jobs.get(id)).pausing);
  assert.equal((await queue.jobs.cancel(id)).status, 'cancelled');
  assert.equal(await asking, 'ERR_JOB_STATE');
  assert.equal((await queue.jobs.get(id)).pausing, false);
});

test('a job that fails while it is to be paused is paused, not tried again', { timeout: 20_000 }, async () => {
  train = async (attempt) => {
    await asked(attempt);
    throw new Error('died on the way');
  };
  const id = await queue.submit();
  await queue.until(id, 'running');
  assert.equal((await queue.jobs.pause(id)).status, 'paused');
  train = async () => VERSION;
  await queue.jobs.resume(id);
  await queue.until(id, 'succeeded');
});

test('a worker that closes hands a job that is to be paused back as paused', { timeout: 20_000 }, async (t) => {
  const own = await openQueue();
  t.after(() => own.close());
  const worker = own.startWorker(async (attempt) => {
    await new Promise<void>((resolve) => attempt.signal.addEventListener('abort', () => resolve()));
    throw new Error('stopped');
  });
  const id = await own.submit();
  await own.until(id, 'running');
  const pausing = own.jobs.pause(id);
  await waitFor('the mark', async () => (await own.jobs.get(id)).pausing);
  await worker.close();
  assert.equal((await pausing).status, 'paused');
});

test('what is published, paused, ended or imported cannot be paused; only what is paused can be resumed', {
  timeout: 20_000,
}, async () => {
  let finish: () => void = () => undefined;
  train = async (attempt) => {
    await attempt.enter('publishing');
    await new Promise<void>((resolve) => (finish = resolve));
    return VERSION;
  };
  const id = await queue.submit();
  await waitFor('the publication', async () => (await queue.jobs.get(id)).progress.phase === 'publishing');
  const refused = (received: string) => ({ code: 'ERR_JOB_STATE', message: new RegExp(`${received}\\.$`) });
  await assert.rejects(() => queue.jobs.pause(id), refused('being published'));
  await assert.rejects(() => queue.jobs.resume(id), refused('running'));
  finish();
  await queue.until(id, 'succeeded');
  await assert.rejects(() => queue.jobs.pause(id), refused('succeeded'));
  const specification = { dataset: 'letters', digest: 'sha256:1', upload: 'uploads/x', files: [], options: {} };
  const imported = await queue.jobs.submitImport({ id: submissionId(), specification, requestId: 'r' });
  await assert.rejects(() => queue.jobs.pause(imported.id), {
    message: 'Expected a training or a sweep. Received: a job of kind "import".',
  });
  await queue.jobs.cancel(imported.id);
});

test('jobs of a higher priority come first, also when they were paused', { timeout: 20_000 }, async () => {
  let finish: () => void = () => undefined;
  const started: string[] = [];
  train = async ({ jobId }) => {
    started.push(jobId);
    if (started.length === 1) await new Promise<void>((resolve) => (finish = resolve));
    return VERSION;
  };
  const blocker = await queue.submit();
  await queue.until(blocker, 'running');
  const submit = async (priority?: number) =>
    (await queue.jobs.submit({ ...submissionOf(), ...(priority !== undefined && { priority }) })).id;
  const [low, middle, high, highToo] = [await submit(90), await submit(), await submit(1), await submit(1)];
  await queue.jobs.pause(high);
  await queue.jobs.resume(high);
  finish();
  await queue.until(low, 'succeeded');
  assert.deepEqual(started, [blocker, highToo, high, middle, low]);
  assert.deepEqual([(await queue.jobs.get(high)).priority, (await queue.jobs.get(middle)).priority], [1, 50]);
});

function submissionId(): string {
  return '01890000-0000-7000-8000-000000000000';
}
