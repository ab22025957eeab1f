import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startService } from '../support/service.ts';

let redis: TestRedis;

before(async () => {
  redis = await startRedis();
});

after(() => redis.kill());

test('who asks too often is told when to come back', async () => {
  const service = await startService({ redis, environment: { RATE_LIMIT_PER_MINUTE: '5' } });
  for (let count = 0; count < 5; count++) assert.equal((await service.client.get('/v1/jobs')).status, 200);
  const answer = await service.client.get('/v1/jobs');
  assert.match(
    assertProblem(answer, 429, 'ERR_RATE_LIMIT').detail,
    /^Expected at most 5 requests a minute\. Received: more; try again in /,
  );
  const seconds = Number(answer.headers.get('retry-after'));
  assert.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
  assertProblem(await service.client.get('/v1/nowhere'), 429, 'ERR_RATE_LIMIT');
  for (let count = 0; count < 10; count++) assert.equal((await service.client.get('/health/live')).status, 200);
  await service.close();
});

test('predictions have a limit of their own, and tell it in the shape of their protocol', async () => {
  const service = await startService({
    redis,
    environment: { RATE_LIMIT_PER_MINUTE: '100', PREDICT_RATE_LIMIT_PER_MINUTE: '3' },
  });
  for (let count = 0; count < 3; count++)
    assert.equal((await service.client.post('/v1/models/digits:predict', '{"instances":[1]}')).status, 404);
  const { status, headers, body } = await service.client.post('/v1/models/digits:predict', '{"instances":[1]}');
  assert.equal(status, 429);
  assert.ok(Number(headers.get('retry-after')) >= 1);
  assert.match(body.error, /^Expected at most 3 requests a minute\./);
  for (const path of ['/v1/models/letters/versions/2:predict', '/v2/models/digits/infer', '/v1/models/digits:explain'])
    assert.equal((await service.client.post(path, '{"instances":[1]}')).status, 429, `${path} counts too`);
  assert.equal((await service.client.get('/v1/models')).status, 200);
  await service.close();
});

test('guesses at keys are limited too', async () => {
  const service = await startService({ redis, environment: { RATE_LIMIT_PER_MINUTE: '5', API_KEYS: 'a-secret-key' } });
  const guesser = createClient(service.url, 'a-wrong-guess');
  const statuses = new Set<number>();
  for (let count = 0; count < 8; count++) statuses.add((await guesser.get('/v1/jobs')).status);
  assert.deepEqual([...statuses], [401, 429]);
  await service.close();
});

test('a full line is told with when to come back', async () => {
  const service = await startService({ redis, environment: { QUEUE_LIMIT_JOBS: '1' } });
  const job = { model: 'digits', dataset: 'mnist', network: 'mlp' };
  const { id } = await service.client.submit(job);
  const answer = await service.client.post('/v1/jobs', job);
  assertProblem(answer, 429, 'ERR_QUEUE_FULL');
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  await service.client.post(`/v1/jobs/${id}/cancel`);
  await service.client.submit(job);
  await service.close();
});
