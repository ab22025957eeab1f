import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { requestWith } from '../support/client.ts';
import { startService, type TestService } from '../support/service.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

const idFor = async (given?: string): Promise<string | null> => {
  const headers = given === undefined ? {} : { 'x-request-id': given };
  return (await requestWith(`${service.url}/v1/models`, { headers })).headers.get('x-request-id');
};

test('a request that brings an id keeps it', async () => {
  for (const id of ['abc', 'trace-1.2_3', 'A'.repeat(64), '0']) assert.equal(await idFor(id), id);
});

test('a request without an id gets one of its own', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, () => idFor()));
  for (const id of ids) assert.match(id ?? '', UUID);
  assert.equal(new Set(ids).size, 10);
});

test('an id that could forge a log or a header is replaced', async () => {
  for (const id of [
    '',
    ' ',
    'a b',
    'a\tb',
    '{"level":60}',
    '../x',
    'x'.repeat(65),
    'ä',
    '<script>',
    'a;b',
    'a,b',
    '%0a',
  ]) {
    assert.match((await idFor(id)) ?? '', UUID, JSON.stringify(id));
  }
});

test('the id is in the log of the request, in its problem, and in what the job keeps', async () => {
  const headers = { 'x-request-id': 'the-id-of-this-request' };
  const { id } = await service.client.submit({ model: 'digits', dataset: 'mnist', network: 'mlp' }, headers);
  const record = JSON.parse((await service.storage.get(`unfinished/${id}.json`))?.toString() ?? '{}');
  assert.equal(record.requestId, 'the-id-of-this-request');
  const { body } = await service.client.get('/nowhere', { 'x-request-id': 'another-id' });
  assert.equal(body.requestId, 'another-id');
  const logged = service.log.lines().filter((line) => line.msg === 'request');
  assert.ok(
    logged.some(
      (line) => line.requestId === 'the-id-of-this-request' && line['url'] === '/v1/jobs' && line['status'] === 202,
    ),
  );
  assert.ok(logged.some((line) => line.requestId === 'another-id' && line['status'] === 404));
});
