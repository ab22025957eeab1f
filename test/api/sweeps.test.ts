import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

const RATE = '/training/optimizer/learningRate';
const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp', training: { epochs: 9, seed: 7 } };

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

test('a plan tells the trials, their values and the rungs, and queues nothing', async () => {
  const { client } = service;
  const space = { [RATE]: { min: 0.0001, max: 0.1, scale: 'log' }, '/network/units': { values: [[64], [128, 64]] } };
  const search = { strategy: 'successiveHalving', trials: 9, seed: 3 };
  const { status, body } = await client.post('/v1/sweeps/plan', { job: JOB, search, space, folds: 2 });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.rungs, [
    { epochs: 1, keep: 3 },
    { epochs: 3, keep: 1 },
  ]);
  assert.equal(body.trainings, 19);
  assert.equal(body.trials.length, 9);
  for (const { values, estimatedSeconds } of body.trials) {
    assert.ok(values[RATE] >= 0.0001 && values[RATE] <= 0.1 && estimatedSeconds > 0);
    assert.ok([1, 2].includes(values['/network/units'].length));
  }
  assert.deepEqual((await client.post('/v1/sweeps/plan', { job: JOB, search, space, folds: 2 })).body, body);
  assert.deepEqual((await client.get('/v1/sweeps')).body, { data: [], hasMore: false });
});

test('everything that is wrong with the trials is told at once, with the trials and the values', async () => {
  const space = {
    [RATE]: { values: [0.1, -1, 'fast'] },
    '/network/units': { values: [[64], [0]] },
  };
  const answer = await service.client.post('/v1/sweeps', { job: JOB, space, metric: 'valAuc' });
  assertProblem(answer, 422, 'ERR_SWEEP');
  const told = answer.body.errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [pointer, detail]);
  assert.deepEqual(
    told.map(([pointer]: string[]) => pointer),
    [
      '/metric',
      '/space/~1network~1units',
      '/space/~1training~1optimizer~1learningRate',
      '/space/~1training~1optimizer~1learningRate',
    ],
  );
  assert.match(
    told[0][1],
    /^Expected one of the job's metrics to monitor, loss, accuracy. Received: "valAuc". Trial 1: /,
  );
  assert.match(
    told[1][1],
    /Received: 0. Trials 2, 4, 6: \{"\/training\/optimizer\/learningRate":0.1,"\/network\/units":\[0\]\}\.$/,
  );
  assert.match(told[2][1], /Received: -1. Trials 3, 4: /);
});

const BASE = { job: JOB };
const deep = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) as unknown;
const refused: [string, object, number, string, RegExp][] = [
  ['no job', {}, 400, '/job', /Received: nothing/],
  ['an unknown field', { ...BASE, trials: 3 }, 400, '/trials', /Unknown field/],
  [
    'an unknown strategy',
    { ...BASE, search: { strategy: 'bayes' } },
    400,
    '/search/strategy',
    /"grid", "random" or "successiveHalving"/,
  ],
  ['a field of the job that is unknown', { job: { ...JOB, epochs: 3 } }, 400, '/job/epochs', /Unknown field/],
  ['a name that is no pointer', { ...BASE, space: { epochs: { values: [1] } } }, 400, '/space/epochs', /matching/],
  [
    'a dataset that nobody knows',
    { job: { ...JOB, dataset: 'none' } },
    422,
    '/job/dataset',
    /Expected the name of a dataset/,
  ],
  [
    'an unknown field of the space',
    { ...BASE, space: { '/training/speed': { values: [1] } } },
    422,
    '/space/~1training~1speed',
    /Unknown field "speed"/,
  ],
  [
    'another model in each trial',
    { ...BASE, space: { '/model': { values: ['a', 'b'] } } },
    422,
    '/space/~1model',
    /trials can differ in/,
  ],
  [
    'a prototype',
    { ...BASE, space: { '/__proto__/x': { values: [1] } } },
    422,
    '/space/~1__proto__~1x',
    /Expected a field of a job/,
  ],
  [
    'a field within another',
    { ...BASE, space: { '/training/optimizer': { values: ['adam'] }, [RATE]: { values: [1] } } },
    422,
    '/space/~1training~1optimizer~1learningRate',
    /none is part of another/,
  ],
  [
    'a grid without steps',
    { ...BASE, space: { [RATE]: { min: 0, max: 1 } } },
    422,
    '/space/~1training~1optimizer~1learningRate',
    /"step" or "count"/,
  ],
  [
    'a range upside down',
    { ...BASE, space: { [RATE]: { min: 1, max: 0, count: 3 } } },
    422,
    '/space/~1training~1optimizer~1learningRate/max',
    /above "min"/,
  ],
  [
    'logarithms of 0',
    { ...BASE, space: { [RATE]: { min: 0, max: 1, count: 3, scale: 'log' } } },
    422,
    '/space/~1training~1optimizer~1learningRate/min',
    /above 0/,
  ],
  [
    'a grid of too many',
    {
      ...BASE,
      space: { [RATE]: { min: 0.1, max: 1, count: 200 }, '/training/batchSize': { min: 1, max: 200, step: 1 } },
    },
    422,
    '/space',
    /at most 256 trials. Received: 40000/,
  ],
  [
    'too many trainings',
    { ...BASE, folds: 20, search: { strategy: 'random', trials: 256 }, space: { [RATE]: { min: 0.1, max: 1 } } },
    422,
    '/folds',
    /at most 512 trainings/,
  ],
  ['nothing to draw', { ...BASE, search: { strategy: 'random', trials: 3 } }, 422, '/space', /fields to draw/],
  [
    'halving of epochs',
    { ...BASE, search: { strategy: 'successiveHalving' }, space: { '/training/epochs': { values: [3, 9] } } },
    422,
    '/space/~1training~1epochs',
    /same epochs/,
  ],
  ['a priority that is of the sweep', { job: { ...JOB, priority: 3 } }, 422, '/job/priority', /of the sweep itself/],
  [
    'values without an end',
    { ...BASE, space: { [RATE]: { values: [deep] } } },
    422,
    '/space/~1training~1optimizer~1learningRate',
    /at most 16 deep/,
  ],
  [
    'too much to keep',
    { ...BASE, space: { [RATE]: { values: ['x'.repeat(100_001)] } } },
    422,
    '/space',
    /at most 100000 characters/,
  ],
  [
    'a first rung beyond the last',
    { ...BASE, search: { strategy: 'successiveHalving', minEpochs: 9 }, space: { [RATE]: { values: [0.1, 0.2] } } },
    422,
    '/search/minEpochs',
    /fewer than/,
  ],
];
for (const [name, body, status, pointer, detail] of refused) {
  test(`it is refused: ${name}`, async () => {
    const answer = await service.client.post('/v1/sweeps/plan', body);
    assert.equal(answer.status, status, answer.text);
    const [first] = answer.body.errors;
    assert.equal(first.pointer, pointer);
    assert.match(first.detail, detail);
  });
}

test('a sweep is a job: it is listed, found with a table, as CSV too, cancelled, and made once for a key', async () => {
  const { client } = service;
  const body = {
    job: JOB,
    space: { [RATE]: { values: [0.1, 0.01] }, '/training/optimizer/type': { values: ['adam', 'sgd'] } },
  };
  const headers = { 'idempotency-key': 'sweep-1' };
  const {
    status,
    body: sweep,
    headers: answered,
  } = await client.post('/v1/sweeps', { ...body, metadata: { why: 'test' }, priority: 7 }, headers);
  assert.equal(status, 202, JSON.stringify(sweep));
  assert.equal(answered.get('location'), `/v1/sweeps/${sweep.id}`);
  assert.deepEqual(
    [sweep.kind, sweep.status, sweep.model, sweep.priority, sweep.metadata],
    ['sweep', 'queued', 'digits', 7, { why: 'test' }],
  );
  const again = await client.post('/v1/sweeps', { ...body, metadata: { why: 'test' }, priority: 7 }, headers);
  assert.equal(again.body.id, sweep.id);
  assertProblem(await client.post('/v1/sweeps', body, headers), 422, 'ERR_IDEMPOTENCY');
  const found = await client.get(`/v1/sweeps/${sweep.id}`);
  assert.deepEqual([found.status, found.body.trials, found.body.best, found.body.folds], [200, [], null, 1]);
  const csv = await client.get(`/v1/sweeps/${sweep.id}`, { accept: 'text/csv' });
  assert.equal(csv.text, `rank,trial,status,epochs,metric,std,stoppedAt,${RATE},/training/optimizer/type,jobs\r\n`);
  assert.deepEqual(
    (await client.get('/v1/sweeps')).body.data.map(({ id }: { id: string }) => id),
    [sweep.id],
  );
  assert.deepEqual((await client.get(`/v1/jobs?sweep=${sweep.id}`)).body, { data: [], hasMore: false });
  assertProblem(await client.get('/v1/jobs?sweep=none'), 400, 'ERR_VALIDATION');
  const job = await client.submit({ model: 'digits', dataset: 'mnist', network: 'mlp' });
  assertProblem(await client.get(`/v1/sweeps/${job.id}`), 404, 'ERR_NOT_FOUND');
  assertProblem(await client.get('/v1/sweeps/none'), 404, 'ERR_NOT_FOUND');
  assert.equal((await client.post(`/v1/jobs/${sweep.id}/pause`)).body.status, 'paused');
  assert.equal((await client.post(`/v1/jobs/${sweep.id}/resume`)).body.status, 'queued');
  assert.equal((await client.post(`/v1/jobs/${sweep.id}/cancel`)).body.status, 'cancelled');
});
