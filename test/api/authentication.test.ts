import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answer, createClient } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

const KEYS = ['first-secret-key', 'second-secret-key'];
const UNKNOWN_JOB = '00000000-0000-7000-8000-000000000000';

let service: TestService;
/** Every route of the OpenAPI document. */
let routes: { method: string; path: string }[];

before(async () => {
  service = await startService({ environment: { API_KEYS: KEYS.join(',') } });
  const { body } = await service.client.get('/openapi.json');
  routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      path: path
        .replace('{id}', UNKNOWN_JOB)
        .replace('{version}', '1')
        .replace(/\{\w+\}/g, 'digits'),
    })),
  );
});

after(() => service.close());

const call = (method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  createClient(service.url).request(method, path, { headers });
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`anybody:${key}`).toString('base64')}` });
const isOpen = (path: string) => /^(?:\/v2)?\/health\/|^\/$|^\/jobs\/|^\/client\.mjs$/.test(path);

test('every route but health and the dashboard asks for a key', async () => {
  assert.ok(routes.length >= 14, `${routes.length} routes`);
  for (const { method, path } of [
    ...routes,
    ...[
      '/',
      '/jobs/some',
      '/client.mjs',
      '/docs',
      '/docs/',
      '/docs/json',
      '/openapi.json',
      '/queues',
      '/queues/api/queues',
      '/nowhere',
    ].map((path) => ({ method: 'GET', path })),
  ]) {
    const answer = await call(method, path);
    if (isOpen(path)) {
      assert.equal(answer.status, 200, path);
      continue;
    }
    assert.equal(answer.status, 401, `${method} ${path}`);
    assert.ok(answer.headers.get('www-authenticate'), path);
    assert.match(
      answer.body.error ?? answer.body.detail,
      /^Expected the header "Authorization: Bearer <key>"\. Received: no key\.$/,
    );
    if (answer.body.error === undefined) assertProblem(answer, 401, 'ERR_UNAUTHORIZED');
  }
});

test('every route takes either key', async () => {
  for (const { method, path } of routes) {
    for (const key of KEYS) {
      const { status, text } = await call(method, path, { authorization: `Bearer ${key}` });
      assert.ok(status !== 401 && status !== 403 && status < 500, `${method} ${path}: ${status} ${text}`);
    }
  }
});

test('a key that is nearly one is none', async () => {
  const [key = ''] = KEYS;
  const wrong = [
    key.slice(0, -1),
    `${key}x`,
    key.toUpperCase(),
    '',
    ' ',
    `${key},${KEYS[1]}`,
    KEYS.join(' '),
    'undefined',
    '*',
  ];
  for (const candidate of wrong) {
    const answer = await call('GET', '/v1/jobs', { authorization: `Bearer ${candidate}` });
    assert.match(assertProblem(answer, 401, 'ERR_UNAUTHORIZED').detail, /Received: (an unknown key|no key)\.$/);
  }
  for (const header of [key, `Token ${key}`, `Digest ${key}`, 'Bearer']) {
    assert.equal((await call('GET', '/v1/jobs', { authorization: header })).status, 401, header);
  }
  for (const path of [`/v1/jobs?key=${key}`, `/v1/jobs?access_token=${key}`])
    assert.equal((await call('GET', path)).status, 401);
  assert.equal((await call('GET', '/v1/jobs', { 'x-api-key': key })).status, 401);
});

test('the scheme may be written in any case', async () => {
  assert.equal((await call('GET', '/v1/jobs', { authorization: `bearer ${KEYS[0]}` })).status, 200);
});

test('a browser may bring the key as the password of Basic authentication, to pages only', async () => {
  for (const path of ['/docs/', '/queues', '/openapi.json', '/queues/api/queues']) {
    assert.match((await call('GET', path)).headers.get('www-authenticate') ?? '', /^Basic /);
    assert.equal((await call('GET', path, basic(KEYS[1] ?? ''))).status, 200, path);
    assert.equal((await call('GET', path, basic('wrong-secret-key'))).status, 401, path);
  }
  for (const path of ['/v1/jobs', '/metrics', '/v1/docs', '/docsx', '/queuesx']) {
    assert.equal((await call('GET', path, basic(KEYS[1] ?? ''))).status, 401, path);
  }
});

test('a refusal comes before the body is looked at', async () => {
  const answer = await createClient(service.url).post('/v1/jobs', '{"no json', { 'content-type': 'application/json' });
  assertProblem(answer, 401, 'ERR_UNAUTHORIZED');
});

test('no key, right or wrong, is anywhere in the log', async () => {
  await call('GET', '/v1/jobs', { authorization: 'Bearer wrong-secret-key' });
  await call('GET', '/docs/', basic(KEYS[0] ?? ''));
  await service.client.post('/v1/jobs', '{', { 'content-type': 'application/json', cookie: `key=${KEYS[0]}` });
  assert.ok(service.log.lines().length > 20);
  const encoded = KEYS.map((key) => Buffer.from(`anybody:${key}`).toString('base64'));
  for (const secret of [...KEYS, 'wrong-secret-key', ...encoded]) {
    const lines = service.log
      .lines()
      .filter(({ url }) => !String(url).includes('key=') && !String(url).includes('access_token='));
    assert.ok(!JSON.stringify(lines).includes(secret), secret);
  }
});
