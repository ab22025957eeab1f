/** Names of datasets while imports, trainings and deletions go on at once: on a real queue, without HTTP. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { createDatasetNames, type DatasetNames } from '../../src/api/dataset-names.ts';
import { beginUpload, createDatasetCatalog, type DatasetCatalog } from '../../src/data/index.ts';
import { newJobId } from '../../src/queue/index.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { storeDataset } from '../support/stored-dataset.ts';

let queue: TestQueue;
let catalog: DatasetCatalog;
let names: DatasetNames;

before(async () => {
  queue = await openQueue();
  catalog = createDatasetCatalog(queue.storage);
  names = createDatasetNames(catalog, queue.jobs, { all: async () => [] });
});

after(() => queue.close());

async function train(dataset: string) {
  const submission = submissionOf();
  return queue.jobs.submit({ ...submission, specification: { ...submission.specification, dataset } });
}

async function submit(name: string, bytes: string) {
  const id = newJobId();
  const upload = beginUpload(queue.storage, id, 1000, new AbortController().signal);
  await upload.add('file', Readable.from([Buffer.from(bytes)]));
  return names.submit({ id, name, options: {}, upload, requestId: 'request-1' });
}

test('a dataset that an unfinished job needs is not deleted, and the job is named', async () => {
  await storeDataset(queue.storage, 'needed');
  const job = await train('needed');
  await assert.rejects(() => names.remove('needed'), {
    code: 'ERR_CONFLICT',
    message: `Expected a dataset that no job needs. Received: "needed", which job ${job.id} needs.`,
  });
  assert.equal((await names.state('needed')).status, 'ready');
  await queue.jobs.cancel(job.id);
  await names.remove('needed');
  await assert.rejects(() => names.state('needed'), { code: 'ERR_NOT_FOUND' });
  assert.deepEqual(await queue.storage.list('datasets/needed'), ['claims']);
});

test('of a deletion and a submission at once one sees the other', { timeout: 60_000 }, async () => {
  const outcomes = { deleted: 0, kept: 0 };
  for (let round = 0; round < 20; round++) {
    const name = `raced-${round}`;
    await storeDataset(queue.storage, name);
    const [removal, job] = await Promise.allSettled([names.remove(name), train(name)]);
    assert.equal(job.status, 'fulfilled');
    // What the route asks once the job is queued.
    const isThere = (await catalog.manifest(name)) !== undefined;
    assert.equal(isThere, removal.status === 'rejected');
    outcomes[isThere ? 'kept' : 'deleted'] += 1;
    if (isThere) assert.equal((await (await catalog.open(name))?.arrays(100))?.inputs.count, 5);
  }
  assert.ok(outcomes.deleted + outcomes.kept === 20);
});

test('of ten who delete a dataset at once one does, and the others find it gone or changing', async () => {
  await storeDataset(queue.storage, 'crowded');
  const removals = await Promise.allSettled(Array.from({ length: 10 }, () => names.remove('crowded')));
  assert.equal(removals.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const removal of removals)
    if (removal.status === 'rejected') assert.ok(['ERR_CONFLICT', 'ERR_NOT_FOUND'].includes(removal.reason.code));
});

test('a damaged dataset is listed as one, keeps its name, and can be deleted', async () => {
  const job = await storeDataset(queue.storage, 'damaged');
  await queue.storage.put(`datasets/damaged/${job}/dataset.json`, 'nonsense');
  const state = await names.state('damaged');
  assert.deepEqual([state.status, state.status === 'failed' && state.error.code], ['failed', 'ERR_DATASET_BROKEN']);
  await assert.rejects(() => submit('damaged', 'other'), { code: 'ERR_CONFLICT' });
  await names.remove('damaged');
  assert.equal((await submit('damaged', 'other')).repeated, false);
});

test('a claim whose job never came is believed for a minute, and then gives its name up', async () => {
  const digest = 'sha256:1';
  const claim = (job: string, age: number) => ({ job, digest, at: new Date(Date.now() - age).toISOString() });
  await catalog.claim('young', undefined, claim(newJobId(), 1000));
  await catalog.claim('old', undefined, claim(newJobId(), 61_000));
  assert.equal((await names.state('young')).status, 'importing');
  assert.equal((await names.state('old')).status, 'failed');
  await assert.rejects(() => submit('young', 'bytes'), { code: 'ERR_CONFLICT' });
  assert.equal((await submit('old', 'bytes')).repeated, false);
});

test('a submission that the queue refuses leaves the name free', async () => {
  await queue.redis.stop();
  const submitted = submit('unlucky', 'bytes');
  await assert.rejects(submitted, { code: 'ERR_UNAVAILABLE' });
  await queue.redis.start();
  assert.equal(await catalog.owner('unlucky'), undefined);
});
