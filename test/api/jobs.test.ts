import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';

const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp' };
const UNKNOWN = '00000000-0000-7000-8000-000000000000';

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

test('a job is accepted with its place, and says all that it will be trained with', async () => {
  const { status, headers, body } = await service.client.post('/v1/jobs', {
    ...JOB,
    training: { epochs: 2, seed: 5 },
    metadata: { team: 'a' },
  });
  assert.equal(status, 202);
  assert.equal(headers.get('location'), `/v1/jobs/${body.id}`);
  assert.deepEqual(Object.keys(body).sort(), [
    'attempts',
    'base',
    'createdAt',
    'dataset',
    'error',
    'evaluation',
    'finishedAt',
    'history',
    'id',
    'kind',
    'metadata',
    'metrics',
    'model',
    'network',
    'output',
    'pausing',
    'priority',
    'progress',
    'scoring',
    'startedAt',
    'status',
    'sweep',
    'training',
    'version',
  ]);
  assert.deepEqual(body.training, {
    epochs: 2,
    batchSize: 32,
    optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
    loss: { type: 'sparseCategoricalCrossentropy', labelSmoothing: 0 },
    metrics: ['accuracy'],
    validation: { split: 0.1 },
    checkpointSeconds: 30,
    seed: 5,
  });
  assert.match(body.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual((await service.client.get(`/v1/jobs/${body.id}`)).body, body);
});

test('a loss, class weights and metrics are kept with nothing left open', async () => {
  const training = {
    loss: { type: 'categoricalFocalCrossentropy', alpha: 0.5 },
    classWeight: { '3': 2.5 },
    metrics: ['f1Score', { type: 'topKCategoricalAccuracy', k: 3 }],
  };
  const { status, body } = await service.client.post('/v1/jobs', { ...JOB, training });
  assert.equal(status, 202);
  assert.deepEqual(body.training.loss, { ...training.loss, gamma: 2, labelSmoothing: 0 });
  assert.deepEqual(body.training.classWeight, training.classWeight);
  assert.deepEqual(body.training.metrics, ['accuracy', ...training.metrics]);
});

test("what does not fit the dataset's classes is refused, all of it at once, by a plan too", async () => {
  const training = {
    loss: { type: 'categoricalFocalCrossentropy', alpha: [1, 2, 3] },
    classWeight: { eleven: 2.5, '3': 1, '10': 1 },
    metrics: ['auc', { type: 'topKCategoricalAccuracy', k: 11 }],
  };
  for (const url of ['/v1/jobs', '/v1/jobs/plan']) {
    const response = await service.client.post(url, { ...JOB, training });
    assertProblem(response, 422, 'ERR_TRAINING');
    const pointers = response.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    assert.deepEqual(pointers, [
      '/training/classWeight/10',
      '/training/classWeight/eleven',
      '/training/loss/alpha',
      '/training/metrics/1/k',
    ]);
  }
});

test('a job without a seed gets one, another each time', async () => {
  const seeds = await Promise.all(
    Array.from({ length: 5 }, async () => (await service.client.submit(JOB)).training.seed),
  );
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  assert.equal(new Set(seeds).size, 5);
});

test('the list takes its filters from the URL, as text', async () => {
  const made = [];
  for (let count = 0; count < 3; count++) made.push(await service.client.submit({ ...JOB, model: 'listed' }));
  await service.client.post(`/v1/jobs/${made[0]?.id}/cancel`);
  const ids = async (query: string) =>
    (await service.client.get(`/v1/jobs?${query}`)).body.data.map(({ id }: { id: string }) => id);
  assert.deepEqual(await ids('model=listed'), made.map(({ id }) => id).reverse());
  assert.deepEqual(await ids('model=listed&status=cancelled'), [made[0]?.id]);
  assert.deepEqual(await ids(`model=listed&limit=1&after=${made[2]?.id}`), [made[1]?.id]);
  assert.equal((await service.client.get('/v1/jobs?model=listed&limit=2')).body.hasMore, true);
});

test('a list that is asked for wrongly is refused, never guessed', async () => {
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=ten',
    'limit=1.5',
    'limit=',
    'status=done',
    'status=queued&status=running',
    'page=2',
    `after=${UNKNOWN}`,
    'after=x',
    '__proto__=1',
  ]) {
    assertProblem(await service.client.get(`/v1/jobs?${query}`), 400, 'ERR_VALIDATION');
  }
});

test('a job that is not there is not found, by whatever name', async () => {
  for (const id of [UNKNOWN, 'x', '__proto__', '..%2f..%2fetc%2fpasswd', '%00', `${UNKNOWN}%20`, '*']) {
    assertProblem(await service.client.get(`/v1/jobs/${id}`), 404, 'ERR_NOT_FOUND');
    for (const request of ['cancel', 'pause', 'resume'])
      assertProblem(await service.client.post(`/v1/jobs/${id}/${request}`), 404, 'ERR_NOT_FOUND');
    assertProblem(await service.client.get(`/v1/jobs/${id}/events`), 404, 'ERR_NOT_FOUND');
  }
});

test('a queued job is paused at once and resumed, each once', async () => {
  const { id } = await service.client.submit({ ...JOB, priority: 7 });
  const ask = (request: string) => service.client.post(`/v1/jobs/${id}/${request}`);
  const paused = await ask('pause');
  assert.deepEqual([paused.status, paused.body.status], [200, 'paused']);
  assertProblem(await ask('pause'), 409, 'ERR_JOB_STATE');
  assert.deepEqual(
    (await service.client.get('/v1/jobs?status=paused')).body.data.map((job: { id: string }) => job.id),
    [id],
  );
  const resumed = await ask('resume');
  assert.deepEqual([resumed.status, resumed.body.status, resumed.body.priority], [200, 'queued', 7]);
  assertProblem(await ask('resume'), 409, 'ERR_JOB_STATE');
  await ask('pause');
  assert.equal((await ask('cancel')).body.status, 'cancelled');
  for (const request of ['pause', 'resume', 'cancel']) assertProblem(await ask(request), 409, 'ERR_JOB_STATE');
});

test('while Redis is away the answer is 503 at once, and the service recovers by itself', {
  timeout: 30_000,
}, async () => {
  const { id } = await service.client.submit(JOB);
  await service.redis.stop();
  for (const path of ['/health/ready', '/v1/jobs', `/v1/jobs/${id}`, `/v1/jobs/${id}/events`]) {
    const started = performance.now();
    const answer = await service.client.get(path);
    assertProblem(answer, 503, 'ERR_UNAVAILABLE');
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.ok(performance.now() - started < 1000, path);
  }
  assertProblem(await service.client.post('/v1/jobs', JOB), 503, 'ERR_UNAVAILABLE');
  for (const path of ['/health/live', '/metrics', '/v1/models', '/v1/datasets', '/docs/'])
    assert.equal((await service.client.get(path)).status, 200, path);
  await service.redis.start();
  await waitFor(
    'the service to be ready',
    async () => (await service.client.get('/health/ready')).status === 200,
    5000,
  );
  assert.equal((await service.client.job(id)).status, 'queued');
  await service.client.submit(JOB);
});

test('whoever prefers to wait gets the job once it has ended, or as it is when the time is up', {
  timeout: 30_000,
}, async () => {
  const started = performance.now();
  const impatient = await service.client.post('/v1/jobs', JOB, { prefer: 'wait=1' });
  assert.deepEqual([impatient.status, impatient.body.status], [202, 'queued'], impatient.text);
  assert.ok(performance.now() - started >= 1000);
  const waiting = service.client.post('/v1/jobs', { ...JOB, model: 'awaited' }, { prefer: 'wait=20' });
  const { id } = await waitFor('the job', async () => {
    return (await service.client.get('/v1/jobs?model=awaited')).body.data[0];
  });
  await service.client.post(`/v1/jobs/${id}/cancel`);
  const { status, headers, body } = await waiting;
  assert.deepEqual([status, body.status, headers.get('location')], [200, 'cancelled', `/v1/jobs/${id}`]);
  assert.equal(headers.get('preference-applied'), 'wait=20');
});
