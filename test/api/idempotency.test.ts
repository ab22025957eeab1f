import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Redis } from 'ioredis';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp', priority: 3 };

let service: TestService;

before(async () => {
  service = await startService({ environment: { QUEUE_LIMIT_JOBS: '30' } });
});

after(() => service.close());

const submit = (key: string, body: object | string = JOB) =>
  service.client.post('/v1/jobs', body, { 'idempotency-key': key, 'content-type': 'application/json' });
const count = async () => (await service.client.get('/v1/jobs?limit=100')).body.data.length;

test('the same request under the same key is the same job, also with its fields in another order', async () => {
  const first = await submit('one');
  const again = await submit('one', '{"priority":3,  "network":"mlp","dataset":"mnist","model":"digits"}');
  assert.deepEqual([first.status, again.status], [202, 202]);
  assert.equal(again.headers.get('location'), first.headers.get('location'));
  assert.deepEqual(again.body, first.body);
  await service.client.post(`/v1/jobs/${first.body.id}/cancel`);
  assert.equal((await submit('one')).body.status, 'cancelled');
});

test('another request under the same key is refused', async () => {
  await submit('two');
  assertProblem(await submit('two', { ...JOB, model: 'letters' }), 422, 'ERR_IDEMPOTENCY');
});

test('of ten who send the same request at once all get the one job', async () => {
  const before = await count();
  const answers = await Promise.all(Array.from({ length: 10 }, () => submit('many')));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
  assert.equal(await count(), before + 1);
});

test('a request that was refused leaves its key free', async () => {
  assertProblem(await submit('refused', { ...JOB, dataset: 'nonsense' }), 422, 'ERR_DATASET_UNKNOWN');
  assert.equal((await submit('refused')).status, 202);
});

test('a key outlasts an emptied Redis', async () => {
  const { body } = await submit('lasting');
  const redis = new Redis(service.redis.socket);
  await redis.flushall();
  redis.disconnect();
  assert.equal((await submit('lasting')).body.id, body.id);
});

test('a key must have a length, and be printable', async () => {
  for (const key of ['x'.repeat(256), 'with space', 'ü']) assertProblem(await submit(key), 400, 'ERR_VALIDATION');
  assert.equal((await submit('"8e03978e-40d5-43dd-bc93-6894a57f9324"')).status, 202);
});

test('a priority is a whole number from 1 to 100', async () => {
  for (const priority of [0, 101, 1.5, '1', null])
    assertProblem(await service.client.post('/v1/jobs', { ...JOB, priority }), 400, 'ERR_VALIDATION');
  assert.equal((await submit('priority')).body.priority, 3);
});
