import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { openMnist } from '../../src/data/mnist.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

test('MNIST is there, with its rows and classes', async () => {
  const { body } = await service.client.get('/v1/datasets/mnist');
  assert.deepEqual(body.rows, { train: 60_000, test: 10_000 });
  assert.deepEqual(body.schema, { height: 28, width: 28, channels: 1 });
  assert.equal(body.classes.length, 10);
  assert.deepEqual(body.classes[1], { label: '1', rows: 6742 + 1135 });
  assert.match(body.digest, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual((await service.client.get('/v1/datasets')).body, { data: [body], hasMore: false });
});

test('a preview shows rows as pictures with their labels', async () => {
  const { body } = await service.client.get('/v1/datasets/mnist/rows?part=test&offset=1&limit=2');
  assert.deepEqual(
    body.data.map(({ index, part, label }: { index: number; part: string; label: string }) => [index, part, label]),
    [
      [60_001, 'test', '2'],
      [60_002, 'test', '1'],
    ],
  );
  assert.equal(body.hasMore, true);
  const png = Buffer.from(body.data[0].image.replace('data:image/png;base64,', ''), 'base64');
  const pixels = await sharp(png).extractChannel(0).raw().toBuffer();
  const mnist = await openMnist();
  const { inputs } = await mnist.arrays(1e9);
  assert.deepEqual(Uint8Array.from(pixels), inputs.row(60_001));
});

test('a preview ends where the rows do', async () => {
  const rows = async (query: string) => (await service.client.get(`/v1/datasets/mnist/rows?part=train&${query}`)).body;
  assert.equal((await rows('offset=59999')).data.length, 1);
  assert.equal((await rows('offset=59999')).hasMore, false);
  assert.deepEqual(await rows('offset=60000'), { data: [], hasMore: false });
  assert.deepEqual(await rows('offset=9007199254740991'), { data: [], hasMore: false });
  for (const query of ['offset=-1', 'limit=0', 'limit=101', 'part=validation', 'offset=x', 'size=3']) {
    assertProblem(await service.client.get(`/v1/datasets/mnist/rows?${query}`), 400, 'ERR_VALIDATION');
  }
});

test('a dataset that is not there is not found', async () => {
  for (const name of ['letters', '__proto__', '..%2fmnist', 'constructor']) {
    assertProblem(await service.client.get(`/v1/datasets/${name}`), 404, 'ERR_NOT_FOUND');
    assertProblem(await service.client.get(`/v1/datasets/${name}/rows`), 404, 'ERR_NOT_FOUND');
  }
});

test('without a model the list is empty, and with some it names the newest version of each', async () => {
  assert.deepEqual((await service.client.get('/v1/models')).body, { data: [], hasMore: false });
  for (const [model, job] of [
    ['letters', 'job-1'],
    ['digits', 'job-2'],
    ['digits', 'job-3'],
  ] as const)
    await publishModel(service.storage, model, job);
  const { body } = await service.client.get('/v1/models');
  assert.deepEqual(body, {
    data: [
      { name: 'digits', latestVersion: 2, aliases: {} },
      { name: 'letters', latestVersion: 1, aliases: {} },
    ],
    hasMore: false,
  });
});

test('a model tells its versions, and their status as TensorFlow Serving does', async () => {
  const { body } = await service.client.get('/v1/models/digits');
  assert.deepEqual([body.name, body.latestVersion], ['digits', 2]);
  assert.deepEqual(
    body.versions.map(({ version, job }: { version: number; job: string }) => [version, job]),
    [
      [1, 'job-2'],
      [2, 'job-3'],
    ],
  );
  const status = { error_code: 'OK', error_message: '' };
  assert.deepEqual(
    body.model_version_status,
    ['1', '2'].map((version) => ({ version, state: 'AVAILABLE', status })),
  );
  const version = (await service.client.get('/v1/models/digits/versions/2')).body;
  assert.deepEqual([version.model, version.version, version.layers.at(-1).units], ['digits', 2, 10]);
  assert.deepEqual(version.model_version_status, [{ version: '2', state: 'AVAILABLE', status }]);
});

test('a model or a version that is not there is not found', async () => {
  for (const path of [
    'nothing',
    '..%2fjobs',
    '__proto__',
    'digits/versions/3',
    'digits/versions/9007199254740991',
    'nothing/versions/1',
    '%2e%2e/versions/1',
  ]) {
    const answer = await service.client.get(`/v1/models/${path}`);
    assert.match(assertProblem(answer, 404, 'ERR_NOT_FOUND').detail, /^(Could not find|Expected)/, path);
    if (answer.body.detail.startsWith('Could not find')) assert.equal(answer.body.error, answer.body.detail, path);
  }
  for (const version of ['0', '-1', 'x', '1.5', '1e400']) {
    assertProblem(await service.client.get(`/v1/models/digits/versions/${version}`), 400, 'ERR_VALIDATION');
  }
});
