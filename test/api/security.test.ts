import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { requestWith, sendRaw } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type ServiceOptions, startService, type TestService } from '../support/service.ts';

const ORIGIN = 'https://app.example';
const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp' };

let redis: TestRedis;
let plain: TestService;
let shared: TestService;
let guarded: TestService;

before(async () => {
  redis = await startRedis();
  const start = (environment: ServiceOptions['environment']) => startService({ redis, environment: environment ?? {} });
  plain = await start({});
  shared = await start({ CORS_ORIGINS: ORIGIN });
  guarded = await start({ API_KEYS: 'a-secret-key', CORS_ORIGINS: ORIGIN });
});

after(async () => {
  await Promise.all([plain, shared, guarded].map((service) => service.close()));
  await redis.kill();
});

test('every answer carries the headers that keep browsers careful', async () => {
  for (const path of ['/health/live', '/v1/jobs', '/v1/nowhere', '/docs/', '/queues', '/metrics']) {
    const { headers } = await plain.client.get(path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(headers.get('x-frame-options'), 'SAMEORIGIN', path);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/, path);
    assert.equal(headers.get('x-powered-by'), null);
    assert.equal(headers.get('server'), null);
  }
});

test('no site may read answers unless it is configured', async () => {
  const { headers } = await plain.client.get('/v1/jobs', { origin: ORIGIN });
  assert.equal(headers.get('access-control-allow-origin'), null);
  const preflight = await plain.client.request('OPTIONS', '/v1/jobs', {
    headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
  });
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
  assert.equal(preflight.status, 404);
});

test('a configured site may, and no other', async () => {
  assert.equal(
    (await shared.client.get('/v1/jobs', { origin: ORIGIN })).headers.get('access-control-allow-origin'),
    ORIGIN,
  );
  const { headers } = await shared.client.get('/v1/jobs', { origin: ORIGIN });
  assert.match(
    headers.get('access-control-expose-headers') ?? '',
    /x-model-version, x-request-id, x-epochd-version, retry-after/,
  );
  for (const origin of ['https://evil.example', `${ORIGIN}.evil.example`, 'http://app.example', 'null']) {
    assert.notEqual(
      (await shared.client.get('/v1/jobs', { origin })).headers.get('access-control-allow-origin'),
      origin,
    );
  }
});

test('a preflight of a configured site is answered without a key, since browsers send none', async () => {
  const headers = {
    origin: ORIGIN,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type',
  };
  const { status, headers: answered } = await guarded.client.request('OPTIONS', '/v1/jobs', {
    headers: { ...headers, authorization: '' },
  });
  assert.equal(status, 204);
  assert.equal(answered.get('access-control-allow-origin'), ORIGIN);
  assert.equal(answered.get('access-control-allow-methods'), 'GET, HEAD, POST, PUT, DELETE');
});

test('a request that another site made a browser send changes nothing', async () => {
  for (const site of ['cross-site', 'same-site']) {
    for (const path of ['/v1/jobs', '/v1/models/digits:predict']) {
      assert.equal((await plain.client.post(path, JOB, { 'sec-fetch-site': site })).status, 403, `${site} ${path}`);
    }
    assertProblem(await plain.client.post('/v1/jobs', JOB, { 'sec-fetch-site': site }), 403, 'ERR_FORBIDDEN');
  }
  assert.deepEqual((await plain.client.get('/v1/jobs')).body.data, []);
  assert.equal((await plain.client.get('/v1/jobs', { 'sec-fetch-site': 'cross-site' })).status, 200);
  for (const site of ['same-origin', 'none'])
    assert.equal((await plain.client.post('/v1/jobs', JOB, { 'sec-fetch-site': site })).status, 202);
  assert.equal(
    (await shared.client.post('/v1/jobs', JOB, { 'sec-fetch-site': 'cross-site', origin: ORIGIN })).status,
    202,
  );
  assert.equal(
    (await shared.client.post('/v1/jobs', JOB, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }))
      .status,
    403,
  );
});

test('an older browser, which names only the origin, is told apart by that', async () => {
  const own = new URL(plain.url).origin;
  assert.equal((await plain.client.post('/v1/jobs', JOB, { origin: 'https://elsewhere.example' })).status, 403);
  assert.equal((await plain.client.post('/v1/jobs', JOB, { origin: 'null' })).status, 403);
  assert.equal((await plain.client.post('/v1/jobs', JOB, { origin: own })).status, 202);
});

test('a name of another machine is refused where no key protects, so that no page can rebind its own', async () => {
  for (const host of [
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '[::2]',
  ]) {
    const answer = await requestWith(`${plain.url}/v1/jobs`, { headers: { host } });
    assertProblem(answer, 403, 'ERR_FORBIDDEN');
  }
  const { port } = new URL(plain.url);
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '127.0.0.1', `[::1]:${port}`, 'LOCALHOST']) {
    assert.equal((await requestWith(`${plain.url}/v1/jobs`, { headers: { host } })).status, 200, host);
  }
  const guardedAnswer = await requestWith(`${guarded.url}/v1/jobs`, {
    headers: { host: 'epochd.internal', authorization: 'Bearer a-secret-key' },
  });
  assert.equal(guardedAnswer.status, 200);
});

test('a request without a Host is refused, and breaks nothing', { timeout: 10_000 }, async () => {
  assert.match(await sendRaw(plain.url, 'GET /v1/jobs HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 4\d\d /);
  assert.match(await sendRaw(plain.url, 'GET /v1/jobs HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /);
});

test('the service listens on loopback unless it is told otherwise', () => {
  assert.equal(new URL(plain.url).hostname, '127.0.0.1');
});
