import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendRaw } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService({ environment: { BODY_LIMIT_BYTES: '20000' } });
});

after(() => service.close());

const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp' };
const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: object | string | Uint8Array, headers: Record<string, string> = JSON_TYPE) =>
  service.client.post('/v1/jobs', body, headers);

test('a body that is no JSON, or is empty, is malformed', async () => {
  for (const body of [
    '{',
    '',
    'null x',
    "{'model':'digits'}",
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":01}',
    '{"a":1,}',
    '\0',
  ]) {
    assertProblem(await post(body), 400, 'ERR_MALFORMED');
  }
  for (const body of ['null', '[]', '"text"', '7', 'true']) assertProblem(await post(body), 400, 'ERR_VALIDATION');
});

test('bytes that are no UTF-8 are malformed, rather than read as something else', async () => {
  const body = Buffer.concat([
    Buffer.from('{"model":"digits","dataset":"mnist","network":"mlp","metadata":{"note":"'),
    Buffer.from([0xc3, 0x28, 0xff]),
    Buffer.from('"}}'),
  ]);
  assertProblem(await post(body), 400, 'ERR_MALFORMED');
});

test('a body without a media type, or of another one, is refused', async () => {
  const text = JSON.stringify(JOB);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data',
    'image/png',
    'nonsense',
  ]) {
    assertProblem(await post(text, { 'content-type': type }), 415, 'ERR_MEDIA_TYPE');
  }
  assertProblem(await post(Buffer.from(text), {}), 415, 'ERR_MEDIA_TYPE');
  assert.equal((await post(text, { 'content-type': 'application/json; charset=utf-8' })).status, 202);
});

test('a body that is too large is refused by its declared length, and by its bytes where none is declared', async () => {
  const large = JSON.stringify({ ...JOB, metadata: { note: 'x'.repeat(30_000) } });
  assertProblem(await post(large), 413, 'ERR_TOO_LARGE');
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(' '.repeat(1000))),
  });
  const streamed = await service.client.request('POST', '/v1/jobs', {
    headers: JSON_TYPE,
    body: stream,
    duplex: 'half',
  } as RequestInit);
  assertProblem(streamed, 413, 'ERR_TOO_LARGE');
});

test('keys that would reach into every object are refused, and change nothing', async () => {
  for (const body of [
    '{"model":"digits","dataset":"mnist","network":"mlp","__proto__":{"polluted":true}}',
    '{"model":"digits","dataset":"mnist","network":"mlp","training":{"__proto__":{"epochs":1}}}',
    '{"model":"digits","dataset":"mnist","network":"mlp","constructor":{"prototype":{"polluted":true}}}',
    '{"model":"digits","dataset":"mnist","network":"mlp","metadata":{"__proto__":"x"}}',
  ]) {
    assert.equal((await post(body)).status, 400, body);
  }
  assertProblem(await post('{"model":"digits","dataset":"__proto__","network":"mlp"}'), 400, 'ERR_VALIDATION');
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('of a key that comes twice the last counts, and is checked', async () => {
  assertProblem(
    await post('{"model":"digits","dataset":"mnist","network":"mlp","network":"vgg"}'),
    400,
    'ERR_VALIDATION',
  );
  const { status, body } = await post('{"model":"first","model":"second","dataset":"mnist","network":"mlp"}');
  assert.deepEqual([status, body.model], [202, 'second']);
});

test('deep nesting is refused in no time', { timeout: 10_000 }, async () => {
  for (const body of [
    '['.repeat(9000) + ']'.repeat(9000),
    `{"network":${'{"layers":['.repeat(900)}1${']}'.repeat(900)}}`,
    `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    '['.repeat(15_000),
  ]) {
    const started = performance.now();
    assert.equal((await post(body)).status, 400);
    assert.ok(performance.now() - started < 500);
  }
});

test('what is no HTTP is refused by a closed connection, and the service goes on', { timeout: 10_000 }, async () => {
  for (const bytes of [
    'nonsense\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
    'POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ]) {
    assert.match(await sendRaw(service.url, bytes), /^HTTP\/1\.1 4\d\d /);
  }
  assert.equal((await service.client.get('/health/live')).status, 200);
});
