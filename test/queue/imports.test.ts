/** Imports in the queue: a line and a slot of their own, the same states and events, and what was uploaded for them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { connect } from '../../src/queue/connection.ts';
import { type Attempt, type ImportJob, newJobId } from '../../src/queue/index.ts';
import { removeStrayUploads } from '../../src/queue/recover.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { waitFor } from '../support/waiting.ts';

let queue: TestQueue;
/** What the one import worker of this file does with the next job. */
let run: (attempt: Attempt<'import'>) => Promise<void> = async () => undefined;

before(async () => {
  queue = await openQueue({ queueLimitJobs: 5 });
  queue.startImportWorker((attempt) => run(attempt));
});

after(() => queue.close());

async function submitImport(dataset = 'letters', to = queue): Promise<ImportJob> {
  const id = newJobId();
  await to.storage.put(`uploads/${id}/0`, 'bytes');
  const files = [{ key: `uploads/${id}/0`, name: 'letters.csv' }];
  const specification = { dataset, digest: 'sha256:1', upload: `uploads/${id}`, files, options: { header: true } };
  return to.jobs.submitImport({ id, specification, requestId: 'request-7' });
}

const uploads = () => queue.storage.list('uploads');

test('an import is a job without a model, and its worker gets what was uploaded', { timeout: 20_000 }, async () => {
  let seen: Attempt<'import'> | undefined;
  run = async (attempt) => {
    seen = attempt;
    await attempt.enter('importing');
    await attempt.enter('publishing');
  };
  const { id, kind, status, model, network, training, version, dataset, progress } = await submitImport();
  assert.deepEqual(
    { kind, status, model, network, training, version, dataset, phase: progress.phase },
    {
      ...{ kind: 'import', status: 'queued', model: null, network: null, training: null },
      ...{ version: null, dataset: 'letters', phase: 'preparing' },
    },
  );
  const job = await queue.until(id, 'succeeded');
  assert.deepEqual([job.kind, job.attempts, job.version], ['import', 1, null]);
  assert.deepEqual([seen?.requestId, seen?.specification.options], ['request-7', { header: true }]);
  assert.deepEqual(await queue.told(id), ['queued', 'preparing', 'importing', 'publishing', 'succeeded']);
  await waitFor('the upload to be removed', async () => (await uploads()).length === 0);
});

test('what was uploaded stays for the next attempt, and goes when the import has failed', {
  timeout: 20_000,
}, async () => {
  const there: (string | undefined)[] = [];
  run = async ({ number, specification }) => {
    there.push((await queue.storage.get(specification.files[0]?.key ?? ''))?.toString());
    throw number === 1
      ? new AppError('ERR_IMPORTER_DIED', 'The importer ended.')
      : new AppError('ERR_DATA', 'Expected 3 columns in row 7. Received: 2.');
  };
  const { id } = await submitImport();
  const job = await queue.until(id, 'failed', 15_000);
  assert.deepEqual([job.attempts, job.error?.code], [2, 'ERR_DATA']);
  assert.deepEqual(there, ['bytes', 'bytes']);
  await waitFor('the upload to be removed', async () => (await uploads()).length === 0);
});

test('an import does not wait behind trainings', { timeout: 20_000 }, async () => {
  const training = await queue.submit();
  run = async () => undefined;
  const { id } = await submitImport();
  await queue.until(id, 'succeeded');
  assert.equal((await queue.jobs.get(training)).status, 'queued');
  await queue.jobs.cancel(training);
});

test('a running import that is cancelled is told so, and its upload goes', { timeout: 20_000 }, async () => {
  let aborted: unknown;
  run = ({ signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        aborted = signal.reason;
        reject(new Error('stopped'));
      }),
    );
  const { id } = await submitImport();
  await queue.until(id, 'running');
  assert.equal((await queue.jobs.cancel(id)).status, 'cancelled');
  await waitFor('the attempt to be aborted', () => aborted);
  assert.equal(aborted, 'cancelled');
  assert.deepEqual(await uploads(), []);
});

test('who waits for the end of a job gets it, or what it is when the time is up', { timeout: 20_000 }, async () => {
  let finish: () => void = () => undefined;
  run = () => new Promise((resolve) => (finish = resolve));
  const { id } = await submitImport();
  await queue.until(id, 'running');
  assert.equal((await queue.jobs.untilEnded(id, 50, new AbortController().signal)).status, 'running');
  const waiting = queue.jobs.untilEnded(id, 10_000, new AbortController().signal);
  finish();
  assert.equal((await waiting).status, 'succeeded');
  const gone = new AbortController();
  gone.abort();
  assert.equal((await queue.jobs.untilEnded(id, 10_000, gone.signal)).status, 'succeeded');
});

test('a dataset is needed by the unfinished trainings that name it, by no import and by nothing that has ended', async () => {
  const [first, second] = [await queue.submit(), await queue.submit()];
  run = async () => undefined;
  const { id } = await submitImport('mnist');
  assert.deepEqual(await queue.jobs.needing('mnist'), [first, second]);
  assert.deepEqual(await queue.jobs.needing('letters'), []);
  await queue.jobs.cancel(first);
  assert.deepEqual(await queue.jobs.needing('mnist'), [second]);
  await queue.jobs.cancel(second);
  assert.deepEqual(await queue.jobs.needing('mnist'), []);
  await queue.until(id, 'succeeded');
});

test('a full line of one kind refuses that kind only', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.push(await queue.submit());
  await assert.rejects(() => queue.jobs.requireRoom('train'), { code: 'ERR_QUEUE_FULL' });
  await queue.jobs.requireRoom('import');
  for (const id of ids) await queue.jobs.cancel(id);
});

test('an import that was lost with its Redis can be cancelled, and its upload goes', { timeout: 20_000 }, async (t) => {
  const own = await openQueue();
  t.after(() => own.close());
  const { id } = await submitImport('letters', own);
  const redis = connect({ url: own.redis.url, patience: 'wait', logger: own.log.logger });
  await redis.flushall();
  redis.disconnect();
  assert.equal((await own.jobs.get(id)).status, 'queued');
  assert.equal((await own.jobs.cancel(id)).status, 'cancelled');
  assert.deepEqual([(await own.jobs.get(id)).status, await own.storage.list('uploads')], ['cancelled', []]);
  await assert.rejects(() => own.jobs.cancel(id), { code: 'ERR_JOB_STATE' });
});

test('lists can be of one kind', async () => {
  const training = await queue.submit();
  const kinds = async (kind: 'train' | 'import') =>
    new Set((await queue.jobs.list({ limit: 100, kind })).jobs.map((job) => job.kind));
  assert.deepEqual([...(await kinds('train'))], ['train']);
  assert.deepEqual([...(await kinds('import'))], ['import']);
  const { jobs } = await queue.jobs.list({ limit: 100, model: submissionOf().specification.model });
  assert.ok(jobs.every((job) => job.kind === 'train'));
  await queue.jobs.cancel(training);
});

test('an import that stands in no line is put back, however many trainings wait before it', {
  timeout: 30_000,
}, async (t) => {
  const own = await openQueue();
  t.after(() => own.close());
  for (let count = 0; count < 25; count++) await own.submit();
  const { id } = await submitImport('letters', own);
  await own.jobs.queues.import.remove(id);
  own.startImportWorker(async () => undefined);
  await own.until(id, 'succeeded');
});

test('what was uploaded for a job that never came to be goes a day later', async () => {
  const hex = (milliseconds: number): string => milliseconds.toString(16).padStart(12, '0');
  const idAt = (milliseconds: number): string =>
    `${hex(milliseconds).slice(0, 8)}-${hex(milliseconds).slice(8)}-7000-8000-000000000000`;
  const [old, young] = [idAt(Date.now() - 25 * 3600 * 1000), idAt(Date.now() - 3600 * 1000)];
  for (const id of [old, young]) await queue.storage.put(`uploads/${id}/0`, '');
  const redis = connect({ url: queue.redis.url, patience: 'wait', logger: queue.log.logger });
  await removeStrayUploads(redis, queue.storage, queue.log.logger);
  redis.disconnect();
  assert.deepEqual(await uploads(), [young]);
});
