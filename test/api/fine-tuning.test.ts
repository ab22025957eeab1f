/** Jobs that start from a version, and that another dataset validates, over HTTP, before anybody works on them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { trainingsOfTrials } from '../../src/submission/index.ts';
import type { Json } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { type StoredContent, storeDataset } from '../support/stored-dataset.ts';

let service: TestService;

/** Six blank pictures of the size of digits. */
const blank = (labels: readonly string[]): StoredContent => ({
  imported: {
    ...{ kind: 'image', rows: 6, warnings: [] },
    content: {
      ...{ form: 'array', shape: [28, 28, 1], type: 'uint8' },
      targets: { kind: 'classes', labels, counts: labels.map(() => 6 / labels.length), numeric: false },
    },
  },
  files: {
    'inputs.bin': new Uint8Array(6 * 28 * 28),
    'targets.bin': new Uint8Array(Int32Array.from({ length: 6 }, (_, row) => row % labels.length).buffer),
  },
});

before(async () => {
  service = await startService();
  for (const job of ['job-1', 'job-2']) await publishModel(service.storage, 'digits', job, 'cnn');
  await storeDataset(service.storage, 'shirts', blank(['long', 'short', 'none']));
  await storeDataset(service.storage, 'more-digits', blank(['3', '7']));
});

after(() => service?.close());

const JOB = { model: 'digits', dataset: 'mnist', baseModel: 'digits@1' };
const SHIRTS = { model: 'shirts', dataset: 'shirts', baseModel: 'digits@1', split: { test: 0.4 } };
const plan = (body: object) => service.client.post('/v1/jobs/plan', body);
const remove = (version: number) => service.client.request('DELETE', `/v1/models/digits/versions/${version}`);

test('a plan tells which layers take their weights from which version, which are drawn, and which are frozen', async () => {
  const { status, body } = await plan({ ...SHIRTS, baseModel: 'digits', freeze: true });
  assert.equal(status, 200);
  const { weightsDigest, ...base } = body.base;
  assert.match(weightsDigest, /^sha256:/);
  assert.deepEqual(base, {
    ...{ model: 'digits', version: 2, taken: ['conv2d', 'conv2d_1', 'dense'] },
    ...{ fresh: ['dense_1'], frozen: ['conv2d', 'conv2d_1', 'dense'] },
  });
  assert.deepEqual(body.layers.at(-1), { name: 'dense_1', type: 'dense', outputShape: [3], parameters: 195 });
  assert.deepEqual([body.parameters > 100_000, body.trainableParameters], [true, 195]);
  const { body: whole } = await plan({ ...SHIRTS, freeze: [] });
  assert.deepEqual([whole.base.frozen, whole.trainableParameters], [[], whole.parameters]);
  assert.ok(whole.estimatedSeconds >= body.estimatedSeconds);
  const { body: plain } = await plan({ model: 'digits', dataset: 'mnist', network: 'cnn' });
  assert.deepEqual([plain.base, plain.validation], [undefined, undefined]);
});

test('a name that is not exact is what it means at submission, and the job says so', async () => {
  await service.client.request('PUT', '/v1/models/digits/aliases/stable', {
    ...{ body: JSON.stringify({ version: 1 }), headers: { 'content-type': 'application/json' } },
  });
  const job = await service.client.submit({ ...JOB, baseModel: 'digits@stable', freeze: ['conv2d*'] });
  assert.deepEqual(job.base, { model: 'digits', version: 1 });
  assert.equal(job.network, 'cnn');
  assert.deepEqual((await service.client.job(job.id)).base, job.base);
  const { body: without } = await service.client.post('/v1/jobs', { model: 'x', dataset: 'mnist', network: 'mlp' });
  assert.equal(without.base, null);
  for (const { id } of [job, without]) await service.client.post(`/v1/jobs/${id}/cancel`);
});

test('it is refused as its plan is, everything at once', async () => {
  const request = {
    ...JOB,
    freeze: ['conv9', 'flatten'],
    training: { optimizer: { type: 'sgd', clipNorm: 1, clipValue: 1 }, validation: { dataset: 'mnist' } },
  };
  const [planned, submitted] = [await plan(request), await service.client.post('/v1/jobs', request)];
  const { errors = [] } = assertProblem(planned, 422, 'ERR_NETWORK');
  assert.deepEqual(
    errors.map(({ pointer }) => pointer),
    ['/freeze/0', '/freeze/1', '/training/optimizer/clipValue', '/training/validation/dataset'],
  );
  const { requestId: _one, ...asPlanned } = planned.body;
  const { requestId: _other, ...asSubmitted } = submitted.body;
  assert.deepEqual(asSubmitted, asPlanned);
});

test('what is no reference, no name of layers, no way to validate is told as such', async () => {
  const refused = async (changes: object, pointer: string): Promise<void> => {
    const { errors = [] } = assertProblem(await plan({ ...JOB, ...changes }), 400, 'ERR_VALIDATION');
    assert.ok(
      errors.some((each) => each.pointer.startsWith(pointer)),
      JSON.stringify(errors),
    );
    for (const { detail } of errors) assert.match(detail, /^Expected .+ Received: .+\.$/);
  };
  await refused({ baseModel: '../digits' }, '/baseModel');
  await refused({ baseModel: 'digits@1@2' }, '/baseModel');
  await refused({ baseModel: 3 }, '/baseModel');
  await refused({ freeze: 'conv2d' }, '/freeze');
  await refused({ freeze: ['conv[2]d'] }, '/freeze/0');
  await refused({ freeze: new Array(257).fill('*') }, '/freeze');
  await refused({ training: { validation: {} } }, '/training/validation');
  await refused({ training: { validation: { split: 0.1, dataset: 'mnist' } } }, '/training/validation');
  await refused({ training: { validation: { dataset: '../x' } } }, '/training/validation/dataset');
  await refused({ baseModel: undefined }, '/network');
});

test('a version that an unfinished job starts from is not removed, and is once the job has ended', async () => {
  await publishModel(service.storage, 'digits', 'job-3', 'cnn');
  const { id } = await service.client.submit({ ...JOB, baseModel: 'digits@3' });
  const { detail } = assertProblem(await remove(3), 409, 'ERR_VERSION_NEEDED');
  assert.ok(detail.includes(id));
  await service.client.post(`/v1/jobs/${id}/cancel`);
  assert.equal((await remove(3)).status, 204);
  assertProblem(await plan({ ...JOB, baseModel: 'digits@3' }), 422, 'ERR_VERSION_UNKNOWN');
  const again = await service.client.post(`/v1/jobs/${id}/resubmit`, {});
  const { errors } = assertProblem(again, 422, 'ERR_VERSION_UNKNOWN');
  assert.deepEqual(
    errors?.map(({ pointer }) => pointer),
    ['/baseModel'],
  );
  const { body } = await service.client.post(`/v1/jobs/${id}/resubmit`, { baseModel: 'digits@1', freeze: true });
  assert.deepEqual(body.base, { model: 'digits', version: 1 });
  await service.client.post(`/v1/jobs/${body.id}/cancel`);
});

test('a dataset that validates an unfinished job is not deleted, and is once the job has ended', async () => {
  const training = { validation: { dataset: 'more-digits' }, earlyStopping: { monitor: 'valAccuracy', patience: 2 } };
  const { body } = await plan({ ...JOB, training });
  assert.deepEqual(body.validation, { dataset: 'more-digits', rows: 6 });
  assert.equal(body.data.split.validation, 0);
  const job = await service.client.submit({ ...JOB, training });
  assert.deepEqual((job.training as Json).validation, { dataset: 'more-digits' });
  const removal = () => service.client.request('DELETE', '/v1/datasets/more-digits');
  assertProblem(await removal(), 409, 'ERR_CONFLICT');
  await service.client.post(`/v1/jobs/${job.id}/cancel`);
  assert.equal((await removal()).status, 204);
  assertProblem(await plan({ ...JOB, training }), 422, 'ERR_DATASET_UNKNOWN');
});

test('a sweep starts all trials from what a name meant, keeps it from being removed, and may vary what is frozen', async () => {
  const sweep = {
    job: { ...JOB, baseModel: 'digits@stable' },
    space: {
      '/freeze': { values: [true, ['conv2d*'], []] },
      '/training/optimizer/learningRate': { values: [0.1, 0.01] },
    },
  };
  const { status, body } = await service.client.post('/v1/sweeps/plan', sweep);
  assert.deepEqual([status, body.trials.length], [200, 6]);
  const { body: submitted } = await service.client.post('/v1/sweeps', sweep);
  assert.equal(submitted.network, null);
  assertProblem(await remove(1), 409, 'ERR_VERSION_NEEDED');
  const kept = JSON.parse(String(await service.storage.get(`unfinished/${submitted.id}.json`)));
  await service.client.request('PUT', '/v1/models/digits/aliases/stable', {
    ...{ body: JSON.stringify({ version: 2 }), headers: { 'content-type': 'application/json' } },
  });
  const trainings = trainingsOfTrials(kept.specification).flat();
  assert.deepEqual(new Set(trainings.map(({ request }) => request.baseModel)), new Set(['digits@1']));
  await service.client.post(`/v1/jobs/${submitted.id}/cancel`);
  const several = { job: JOB, space: { '/baseModel': { values: ['digits@1', 'digits@9'] } } };
  const { errors } = assertProblem(await service.client.post('/v1/sweeps/plan', several), 422, 'ERR_VERSION_UNKNOWN');
  assert.deepEqual(
    errors?.map(({ pointer }) => pointer),
    ['/space/~1baseModel'],
  );
  const folded = { job: { ...JOB, training: { validation: { dataset: 'shirts' } } }, folds: 3 };
  const refused = assertProblem(await service.client.post('/v1/sweeps/plan', folded), 422, 'ERR_DATASET_MISFIT');
  assert.ok(refused.errors?.some(({ pointer }) => pointer === '/job/training/validation/dataset'));
});
