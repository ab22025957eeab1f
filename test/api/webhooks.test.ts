/** Webhooks over HTTP: what a request may ask for, what was told, a test of a receiver, the secret. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Answer } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { type Receiver, SECRET, startReceiver } from '../support/receiver.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startService, type TestService } from '../support/service.ts';

const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp' };
const UNKNOWN = '00000000-0000-7000-8000-000000000000';
const HOSTS = { WEBHOOK_PRIVATE_HOSTS: '127.0.0.1, receiver.internal' };

let redis: TestRedis;
let service: TestService;
let hook: Receiver;

before(async () => {
  redis = await startRedis();
  service = await startService({ redis, environment: { ...HOSTS, WEBHOOK_SECRETS: SECRET } });
  hook = await startReceiver();
});

after(async () => {
  await service.close();
  await hook.close();
  await redis.kill();
});

const submit = (webhook: unknown): Promise<Answer> => service.client.post('/v1/jobs', { ...JOB, webhook });

test('a job takes a URL, or a URL with events; the plan checks them too', async () => {
  for (const webhook of ['https://example.org/hook', { url: hook.url }, { url: hook.url, events: ['job.paused'] }]) {
    assert.equal((await submit(webhook)).status, 202, JSON.stringify(webhook));
    assert.equal((await service.client.post('/v1/jobs/plan', { ...JOB, webhook })).status, 200);
  }
});

test('what no webhook can be is refused with a pointer, and so it is by the plan', async () => {
  const long = `https://example.org/${'x'.repeat(2048)}`;
  const refused: [unknown, string, RegExp][] = [
    ['', '/webhook', /^Expected a string of 1 to 2048 characters/],
    [long, '/webhook', /^Expected a string of 1 to 2048 characters/],
    [5, '/webhook', /Received: 5\.$/],
    [['https://example.org'], '/webhook', /Received: an array/],
    [{}, '/webhook/url', /Received: nothing\.$/],
    [{ url: long }, '/webhook/url', /^Expected a string of 1 to 2048 characters/],
    [{ url: hook.url, event: 'job.failed' }, '/webhook/event', /^Unknown field "event"/],
    [{ url: hook.url, events: [] }, '/webhook/events', /^Expected an array of 1 to 5 items/],
    [
      { url: hook.url, events: ['job.ended'] },
      '/webhook/events/0',
      /^Expected "job\.started", .* Received: "job\.ended"/,
    ],
    ['example.org', '/webhook', /^Expected a URL\. Received: "example\.org"\.$/],
    ['ftp://example.org', '/webhook', /^Expected a URL of https/],
    ['https://me:pw@example.org', '/webhook', /without a user and password/],
    ['http://example.org', '/webhook', /^Expected a URL of https: http is for hosts/],
    [
      'https://169.254.169.254/latest/',
      '/webhook',
      /^Expected a public address.* Received: "169\.254\.169\.254", a private one/,
    ],
    [{ url: 'http://[::1]:6379/' }, '/webhook/url', /a private one/],
    [{ url: 'https://localhost' }, '/webhook/url', /a private one/],
    ['https://127.0.0.2', '/webhook', /a private one/],
  ];
  for (const [webhook, pointer, expected] of refused)
    for (const path of ['/v1/jobs', '/v1/jobs/plan']) {
      const answer = await service.client.post(path, { ...JOB, webhook });
      const { errors } = assertProblem(answer, 400, 'ERR_VALIDATION');
      assert.equal(errors?.[0]?.pointer, pointer, `${JSON.stringify(webhook)} ${answer.text}`);
      assert.match(errors?.[0]?.detail ?? '', expected);
      assert.doesNotMatch(answer.text, /me:pw/);
    }
});

test('an upload takes a webhook in its form and in JSON, and refuses it with the same pointers', async () => {
  const form = (webhook: string): Promise<Answer> => {
    const data = new FormData();
    data.append('name', `d${Math.random().toString(36).slice(2)}`);
    data.append('webhook', webhook);
    data.append('file', new Blob(['a,b\n1,2\n']), 'a.csv');
    return service.client.request('POST', '/v1/datasets', { body: data });
  };
  assert.equal((await form(hook.url)).status, 202);
  assert.equal((await form(JSON.stringify({ url: hook.url, events: ['job.failed'] }))).status, 202);
  const rows = { name: 'rows', rows: [{ a: 1, b: 2 }] };
  assert.equal((await service.client.post('/v1/datasets', { ...rows, webhook: hook.url })).status, 202);
  const refused: [Promise<Answer>, string][] = [
    [form('https://10.0.0.1/'), '/webhook'],
    [form('{"url":"https://10.0.0.1/"}'), '/webhook/url'],
    [form('{"url":"https://example.org/","events":["x"]}'), '/webhook/events/0'],
    [form('{"url":'), '/webhook'],
    [form(''), '/webhook'],
    [service.client.post('/v1/datasets', { ...rows, name: 'other', webhook: 'http://example.org' }), '/webhook'],
    [service.client.post('/v1/datasets', { ...rows, name: 'other', webhook: { url: 'x' } }), '/webhook/url'],
  ];
  for (const [answer, pointer] of refused)
    assert.equal(assertProblem(await answer, 400, 'ERR_VALIDATION').errors?.[0]?.pointer, pointer);
  assert.equal((await service.client.get('/v1/datasets/other')).status, 404);
});

test('evaluations and batch predictions check theirs before all else', async () => {
  for (const path of ['/v1/evaluations', '/v1/batch-predictions']) {
    const body = { model: 'nobody', dataset: 'mnist', webhook: 'https://10.0.0.1' };
    const answer = await service.client.post(path, body);
    assert.equal(assertProblem(answer, 400, 'ERR_VALIDATION').errors?.[0]?.pointer, '/webhook');
    assert.equal((await service.client.post(path, { ...body, webhook: { url: hook.url } })).status, 422);
  }
});

test('what a job told is listed, and told again by hand; what is not there is not found', async () => {
  const { body: job } = await submit(hook.url);
  const deliveries = `/v1/jobs/${job.id}/deliveries`;
  assert.deepEqual((await service.client.get(deliveries)).body, { data: [] });
  await service.client.post(`/v1/jobs/${job.id}/cancel`);
  const { data } = (await service.client.get(deliveries)).body;
  assert.equal(data.length, 1);
  const { createdAt, nextAttemptAt, ...rest } = data[0];
  const id = `msg_${job.id}_cancelled`;
  assert.deepEqual(rest, { id, event: 'job.cancelled', url: hook.url, state: 'pending', attempts: [] });
  assert.equal(createdAt, nextAttemptAt);
  const again = await service.client.post(`${deliveries}/${id}/retry`);
  assert.deepEqual([again.status, again.body.id, again.body.state], [202, id, 'pending']);
  for (const path of [`/v1/jobs/${UNKNOWN}/deliveries`, '/v1/jobs/x/deliveries'])
    assertProblem(await service.client.get(path), 404, 'ERR_NOT_FOUND');
  for (const delivery of ['x', `msg_${job.id}_failed`, `msg_${UNKNOWN}_cancelled`, '..%2f..%2fsecret', 'x'.repeat(90)])
    assertProblem(await service.client.post(`${deliveries}/${delivery}/retry`), 404, 'ERR_NOT_FOUND');
  assertProblem(await service.client.post(`/v1/jobs/${UNKNOWN}/deliveries/${id}/retry`), 404, 'ERR_NOT_FOUND');
});

test('a test is sent at once and signed, and its answer tells what came back', async () => {
  const post = (url: unknown) => service.client.post('/v1/webhooks/test', { url });
  const first = await post(hook.url);
  assert.deepEqual({ ...first.body, durationMs: 0 }, { delivered: true, status: 204, error: null, durationMs: 0 });
  assert.equal(hook.received.at(-1)?.payload.type, 'webhook.test');
  hook.answer(500);
  assert.deepEqual([(await post(hook.url)).body.delivered, (await post(hook.url)).body.status], [false, 500]);
  const closed = await startReceiver();
  await closed.close();
  const { status, body } = await post(closed.url);
  assert.deepEqual([status, body.delivered, body.status], [200, false, null]);
  assert.match(body.error, /^Expected an answer\. Received: .*ECONNREFUSED/);
  for (const url of ['https://192.168.0.1', 'http://example.org', 'nonsense', '', 7])
    assert.equal(assertProblem(await post(url), 400, 'ERR_VALIDATION').errors?.[0]?.pointer, '/url');
  const name = await post('https://private.invalid/');
  assert.deepEqual([name.body.delivered, name.body.status], [false, null]);
});

test('tests are few a minute: each makes this service send something', async () => {
  const own = await startService({ redis, environment: HOSTS });
  const statuses: number[] = [];
  for (let count = 0; count < 22; count++)
    statuses.push((await own.client.post('/v1/webhooks/test', { url: 'https://10.0.0.1' })).status);
  assert.deepEqual(statuses, [...Array(20).fill(400), 429, 429]);
  assert.equal((await own.client.get('/v1/jobs')).status, 200);
  await own.close();
});

test('the secret that was made is told, to those with a key alone, and is the same after a restart', async () => {
  const environment = { ...HOSTS, API_KEYS: 'a-long-enough-key' };
  const first = await startService({ redis, environment });
  const answer = await first.client.get('/v1/webhooks/secret');
  assert.match(answer.body.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assertProblem(await first.client.get('/v1/webhooks/secret', { authorization: 'Bearer x' }), 401, 'ERR_UNAUTHORIZED');
  const own = await startReceiver({ secret: answer.body.secret });
  assert.equal((await first.client.post('/v1/webhooks/test', { url: own.url })).body.status, 204);
  const second = await startService({ redis, environment: { ...environment, DATA_DIR: first.config.dataDir } });
  assert.equal((await second.client.get('/v1/webhooks/secret')).body.secret, answer.body.secret);
  for (const log of [first.log, second.log]) assert.ok(!log.text().includes(answer.body.secret.slice(6)));
  await Promise.all([first.close(), second.close(), own.close()]);
});

test('a secret that the configuration brings is not told', async () => {
  const answer = await service.client.get('/v1/webhooks/secret');
  assertProblem(answer, 404, 'ERR_NOT_FOUND');
  assert.ok(!answer.text.includes(SECRET.slice(6)));
  assert.equal(await service.storage.get('webhooks/secret'), undefined);
});

test('attempts are metrics, by what came of them', async () => {
  const { text } = await service.client.get('/metrics');
  for (const outcome of ['delivered', 'retried', 'failed', 'gone'])
    assert.match(text, new RegExp(`^epochd_webhook_attempts_total\\{outcome="${outcome}"\\} \\d+$`, 'm'));
});
