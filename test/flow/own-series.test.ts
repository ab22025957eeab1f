/** Series of one's own, from a file to a prediction: classified as a whole, and forecast. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../../src/api/server.ts';
import { loadConfig } from '../../src/config.ts';
import { createClient } from '../support/client.ts';
import { createTestLog } from '../support/log.ts';
import { assertNear, csvOf, likeliest, type OwnData, recordsOf, startOwnData } from '../support/own-data.ts';
import { assertProblem } from '../support/problem.ts';

const TRAINING = { epochs: 20, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.02 }, seed: 7 };

let service: OwnData;

before(
  async () => {
    service = await startOwnData();
  },
  { timeout: 60_000 },
);

after(() => service?.close());

test('a long table of series is classified, and a series asked in every form', { timeout: 60_000 }, async () => {
  const dataset = await service.upload('slopes', ['flow/slopes.csv']);
  assert.deepEqual(
    [dataset.kind, dataset.schema.series, dataset.schema.time, dataset.schema.target],
    ['sequence', 'series', 'step', 'label'],
  );
  const { version, plan } = await service.learn({ dataset: 'slopes', training: TRAINING });
  assert.ok(plan.layers.some(({ type }: { type: string }) => type === 'lstm'));
  assert.deepEqual([version.task, version.labels], ['classification', ['falling', 'rising']]);
  const falling = Array.from({ length: 6 }, (_, step) => ({ height: -0.7 * step, noise: 0 }));
  const rising = Array.from({ length: 8 }, (_, step) => ({ height: 0.8 * step, noise: 0.5 }));
  const expected = await service.ask('slopes', { instances: [falling, rising] });
  assert.deepEqual(likeliest(version, expected), ['falling', 'rising']);
  const lists = [falling, rising].map((series) => series.map(({ height, noise }) => [height, noise]));
  assert.deepEqual(await service.ask('slopes', { instances: lists }), expected);
  const columns = [falling, rising].map((series) => ({
    height: series.map(({ height }) => height),
    noise: series.map(({ noise }) => noise),
  }));
  assert.deepEqual(await service.ask('slopes', { instances: columns }), expected);
  const [answer] = await service.ask('slopes', csvOf(rising), 'text/csv');
  assert.equal(answer.label, 'rising');
  assertNear(answer.probability, expected[1][1]);
});

test('a long table is forecast from its last steps, in its own unit', { timeout: 60_000 }, async () => {
  const dataset = await service.upload('demand', ['flow/demand.csv']);
  assert.deepEqual([dataset.kind, dataset.schema.series, dataset.schema.time], ['sequence', 'store', 'date']);
  const { version } = await service.learn({
    ...{ dataset: 'demand', task: 'forecasting', target: 'sales', preprocessing: { length: 8, horizon: 2 } },
    training: { ...TRAINING, epochs: 40 },
  });
  assert.deepEqual([version.task, version.labels], ['regression', ['sales+1', 'sales+2']]);
  const records = await recordsOf('flow/demand.csv');
  const sales = records.slice(0, 120).map((record) => Number(record['sales']));
  const known = sales.slice(90, 110);
  const [outputs] = await service.ask('demand', { instances: [known] });
  for (const step of [0, 1])
    assert.ok(Math.abs(outputs[step] - (sales[110 + step] as number)) < 60, `${outputs} ${sales.slice(110, 112)}`);
  const [{ values }] = await service.ask('demand', csvOf(records.slice(90, 110)), 'text/csv');
  assertNear(values['sales+1'], outputs[0]);
  assert.equal((await service.ask('demand', { instances: [known, known, { sales: known }] })).length, 3);
});

test('a wide table whose rows are series is classified, a row at a time', { timeout: 60_000 }, async () => {
  const dataset = await service.upload('beats', ['flow/beats.csv'], { kind: 'sequence', target: 'beat' });
  assert.deepEqual([dataset.kind, dataset.rows, dataset.schema.target], ['sequence', 80, 'beat']);
  const { version } = await service.learn({ dataset: 'beats', training: TRAINING });
  assert.deepEqual(version.labels, ['early', 'late']);
  const records = (await recordsOf('flow/beats.csv')).slice(0, 4);
  const rows = records.map(({ beat: _, ...steps }) =>
    Object.fromEntries(Object.entries(steps).map(([name, text]) => [name, Number(text)])),
  );
  const expected = await service.ask('beats', { instances: rows });
  assert.deepEqual(
    likeliest(version, expected),
    records.map(({ beat }) => beat),
  );
  assert.deepEqual(await service.ask('beats', { instances: rows.map((row) => Object.values(row)) }), expected);
  const answers = await service.ask('beats', csvOf(records), 'text/csv');
  assert.deepEqual(
    answers.map(({ label }) => label),
    records.map(({ beat }) => beat),
  );
});

test('the same upload under the same name is the same dataset, other data is refused', async () => {
  const first = await service.client.get('/v1/datasets/demand');
  const bytes = csvOf(await recordsOf('flow/demand.csv')).trimEnd();
  const again = await service.send('demand', [{ name: 'other-name.csv', bytes: `${bytes}\n` }]);
  assert.deepEqual([again.status, again.body], [200, first.body]);
  assertProblem(await service.send('demand', [{ name: 'demand.csv', bytes }]), 409, 'ERR_CONFLICT');
});

test('a dataset that a job needs is kept, and a version outlives its dataset', { timeout: 60_000 }, async () => {
  const { id } = await service.client.submit({ model: 'kept', dataset: 'beats', network: 'auto', training: TRAINING });
  assertProblem(await service.client.request('DELETE', '/v1/datasets/beats'), 409, 'ERR_CONFLICT');
  for await (const _ of service.client.events(id));
  assert.equal((await service.client.job(id)).status, 'succeeded');
  const instances = [[3, 3, 3, 3, 3, 0, 0, 0, 0, 0]];
  const expected = await service.ask('beats', { instances });
  assert.equal((await service.client.request('DELETE', '/v1/datasets/beats')).status, 204);
  assert.deepEqual(await service.ask('beats', { instances }), expected);
  const late = { model: 'late', dataset: 'beats', network: 'auto' };
  assertProblem(await service.client.post('/v1/jobs', late), 422, 'ERR_DATASET_UNKNOWN');
});

test('a service that starts anew predicts the same numbers', { timeout: 60_000 }, async () => {
  const asked: readonly [string, object][] = [
    ['beats', { instances: [[3, 3, 3, 3, 3, 0, 0, 0, 0, 0]] }],
    ['slopes', { instances: [{ height: [0, 1, 2, null], noise: [0, 0, 0, 1] }] }],
    ['demand', { instances: [Array.from({ length: 12 }, (_, step) => 1000 + step)] }],
  ];
  const config = loadConfig({ DATA_DIR: service.dataDir, PORT: '0' });
  const server = await startServer(config, service.redis.url, createTestLog('api').logger);
  const other = createClient(server.url);
  for (const [model, body] of asked) {
    const { status, body: answer } = await other.post(`/v1/models/${model}:predict`, body);
    assert.deepEqual([status, answer.predictions], [200, await service.ask(model, body)]);
  }
  await server.close();
});
