/** The rows behind a version's confusion matrix, and what the service is at. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRecentPredictions, recentFigures } from '../../src/api/recent-predictions.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { publicationOf } from '../support/digits-publication.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { storeDataset } from '../support/stored-dataset.ts';

const row = (row: number, truth: number, answer: number, loss: number) => ({
  ...{ row, truth, answer, loss, probability: 0.75, trueProbability: 0.25 },
});
const JUDGED = [row(60_000, 7, 3, 4), row(60_001, 2, 3, 3), row(60_002, 7, 3, 2), row(5, 3, 3, 0.6)];

let service: TestService;

before(async () => {
  service = await startService();
  const { body } = await service.client.get('/v1/datasets/mnist');
  const digits = publicationOf('job-1');
  const lineage = { ...digits.lineage, dataset: { name: 'mnist', digest: body.digest as string } };
  await publishModel(service.storage, 'digits', 'job-1', 'mlp', { lineage }, JUDGED);
  await publishModel(service.storage, 'digits', 'job-2');
  await publishModel(service.storage, 'digits', 'job-3', 'mlp', {}, JUDGED);
});

after(() => service.close());

const mistakes = (query = '', version = 1) =>
  service.client.get(`/v1/models/digits/versions/${version}/mistakes${query}`);
const rowsOf = ({ body }: Awaited<ReturnType<typeof mistakes>>): number[] =>
  body.data.map((each: { row: number }) => each.row);

test('the worst mistakes come first, as pictures with what was answered', async () => {
  const { status, body } = await mistakes();
  assert.equal(status, 200);
  const { preview, ...first } = body.data[0];
  assert.deepEqual(first, {
    ...{ row: 60_000, true: '7', predicted: '3', probability: 0.75, trueProbability: 0.25, loss: 4 },
  });
  assert.match(preview.image, /^data:image\/png;base64,/);
  assert.equal(preview.label, '7', 'the very row that it is said to be: MNIST tests with a 7 first');
  assert.deepEqual({ ...body, data: body.data.length }, { data: 3, hasMore: false, kept: true, dataset: 'mnist' });
});

test('a cell is asked for by its labels, also one of right answers', async () => {
  assert.deepEqual(rowsOf(await mistakes('?true=7&predicted=3')), [60_000, 60_002]);
  assert.deepEqual(rowsOf(await mistakes('?true=3&predicted=3')), [5]);
  assert.deepEqual(rowsOf(await mistakes('?predicted=3')), [60_000, 60_001, 60_002]);
  assert.deepEqual(rowsOf(await mistakes('?true=1&predicted=1')), []);
  const { body } = await mistakes('?limit=1');
  assert.deepEqual([body.data.length, body.hasMore], [1, true]);
});

test('what is not there is told apart: no rows kept, another dataset by now, no such version or label', async () => {
  const none = await mistakes('', 2);
  assert.deepEqual([none.status, none.body.kept, none.body.data], [200, false, []]);
  const others = await mistakes('', 3);
  assert.deepEqual(
    others.body.data.map(({ preview }: { preview: unknown }) => preview),
    [null, null, null],
    'a digest that MNIST does not have',
  );
  assertProblem(await mistakes('', 9), 404, 'ERR_NOT_FOUND');
  const wrong = await mistakes('?true=seven');
  assertProblem(wrong, 400, 'ERR_VALIDATION');
  assert.equal(wrong.body.errors[0].pointer, '/true');
  assert.equal((await mistakes('?limit=101')).status, 400);
  assert.equal((await mistakes('?what=1')).status, 400);
});

test('rows of arrays that were imported are found, and go with their version', async () => {
  await storeDataset(service.storage, 'five');
  const { body } = await service.client.get('/v1/datasets/five');
  const lineage = { ...publicationOf('job-5').lineage, dataset: { name: 'five', digest: body.digest as string } };
  const changes = { lineage, labels: ['even', 'odd'] };
  await publishModel(service.storage, 'parity', 'job-5', 'mlp', changes, [row(4, 0, 1, 2), row(1, 1, 0, 1)]);
  const told = await service.client.get('/v1/models/parity/versions/1/mistakes');
  assert.deepEqual(
    told.body.data.map(({ preview }: { preview: unknown }) => preview),
    [
      { index: 4, values: [4], label: 'even' },
      { index: 1, values: [1], label: 'odd' },
    ],
  );
  await createRegistry(service.storage).remove({ model: 'parity', version: 1 });
  assert.equal(await service.storage.get('models/parity/judged/job-5.json'), undefined);
});

test('what the service is at: lines without workers, a machine, and the predictions of the last minute', async () => {
  const before = (await service.client.get('/v1/activity')).body;
  assert.deepEqual(before.lines[0], { kind: 'train', slots: 0, running: 0, waiting: 0 });
  assert.deepEqual([before.predictions.answered, before.predictions.p99Ms], [0, null]);
  assert.ok(before.machine.cores > 0 && before.machine.memoryBytes > before.machine.freeMemoryBytes);
  const instances = [Array.from({ length: 28 }, () => new Array(28).fill(0))];
  assert.equal((await service.client.post('/v1/models/digits:predict', { instances })).status, 200);
  await service.client.post('/v1/jobs', { model: 'digits', dataset: 'mnist', network: 'mlp' });
  const { lines, predictions } = (await service.client.get('/v1/activity')).body;
  assert.deepEqual(lines[0], { kind: 'train', slots: 0, running: 0, waiting: 1 });
  assert.equal(predictions.answered, 1);
  assert.ok(predictions.p50Ms > 0 && predictions.p99Ms >= predictions.p50Ms);
});

test('predictions are forgotten after a minute, and quantiles are right to a tenth', () => {
  const recent = createRecentPredictions();
  const at = 1_000_000_000_000;
  for (let milliseconds = 1; milliseconds <= 100; milliseconds++) recent.add(milliseconds, false, at);
  recent.add(1, true, at);
  const read = (when: number) => recentFigures([recent.read(when)]);
  const { answered, failed, p50Ms, p99Ms } = read(at + 59_000);
  assert.deepEqual([answered, failed], [100, 1]);
  assert.ok(Math.abs((p50Ms ?? 0) - 50) <= 6 && Math.abs((p99Ms ?? 0) - 99) <= 11, `${p50Ms}, ${p99Ms}`);
  const twice = recentFigures([recent.read(at), recent.read(at)]);
  assert.deepEqual([twice.answered, twice.failed, twice.p50Ms], [200, 2, p50Ms], 'of two processes');
  assert.equal(read(at + 60_000).answered, 0);
  recent.add(5, false, at + 61_000);
  assert.equal(read(at + 61_000).answered, 1, 'a second that comes round again begins anew');
});

test('the network of a training is told layer by layer, before it is trained', async () => {
  const layers = [
    { type: 'flatten', name: 'flat' },
    { type: 'dense', name: 'left', units: 4, inputs: ['flat'] },
    { type: 'dense', name: 'right', units: 4, inputs: ['flat'] },
    { type: 'add', name: 'both', inputs: ['left', 'right'] },
  ];
  const { body } = await service.client.post('/v1/jobs', { model: 'wide', dataset: 'mnist', network: { layers } });
  const told = (await service.client.get(`/v1/jobs/${body.id}/network`)).body;
  assert.deepEqual(told.inputShape, [28, 28, 1]);
  assert.deepEqual(told.layers[2], {
    ...{ name: 'right', type: 'dense', inputs: ['flat'], outputShape: [4], parameters: 784 * 4 + 4 },
  });
  assert.deepEqual(told.layers[0].inputs, ['input']);
  assert.deepEqual(told.layers[3].inputs, ['left', 'right']);
  assert.deepEqual(told.layers.at(-1).outputShape, [10]);
  assert.equal(told.parameters, 2 * (784 * 4 + 4) + 4 * 10 + 10);
  assertProblem(await service.client.get('/v1/jobs/no-such-job/network'), 404, 'ERR_NOT_FOUND');
});
