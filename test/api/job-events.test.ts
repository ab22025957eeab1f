import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp' };

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

test('an id after which to go on must be one that an event can have', async () => {
  const { id } = await service.client.submit(JOB);
  for (const lastEventId of [
    'x',
    '1',
    '1-',
    '-1-1',
    '1-1-1',
    '99999999999999999999-0',
    '18446744073709551616-0',
    '0x1-0',
  ]) {
    assertProblem(
      await service.client.get(`/v1/jobs/${id}/events`, { 'last-event-id': lastEventId }),
      400,
      'ERR_VALIDATION',
    );
  }
});

test('a cancelled job is told at once to who follows it, and the stream ends', { timeout: 10_000 }, async () => {
  const { id } = await service.client.submit(JOB);
  const seen: unknown[] = [];
  for await (const { event } of service.client.events(id)) {
    seen.push(event.data['status']);
    if (seen.length === 1) assert.equal((await service.client.post(`/v1/jobs/${id}/cancel`)).status, 200);
  }
  assert.deepEqual(seen, ['queued', 'cancelled']);
  assertProblem(await service.client.post(`/v1/jobs/${id}/cancel`), 409, 'ERR_JOB_STATE');
});

test('a stream of events is not kept by caches or held back by proxies', async () => {
  const { id } = await service.client.submit(JOB);
  const aborter = new AbortController();
  const { status, headers } = await fetch(`${service.url}/v1/jobs/${id}/events`, { signal: aborter.signal });
  aborter.abort();
  assert.equal(status, 200);
  assert.match(headers.get('content-type') ?? '', /^text\/event-stream/);
  assert.deepEqual([headers.get('cache-control'), headers.get('x-accel-buffering')], ['no-store', 'no']);
});

test('a quiet stream lasts beyond every time-out, on its heartbeats', { timeout: 60_000 }, async () => {
  const { id } = await service.client.submit(JOB);
  const response = await fetch(`${service.url}/v1/jobs/${id}/events`);
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
  })();
  // Beyond the time that the service gives other handlers.
  await sleep(32_000);
  assert.equal(text.match(/^: heartbeat$/gm)?.length, 2);
  await service.client.post(`/v1/jobs/${id}/cancel`);
  await reading;
  assert.match(text, /"status":"cancelled"/);
});

test('a service that is closed in the middle of a stream ends it', { timeout: 20_000 }, async () => {
  const other = await startService({ redis: service.redis });
  const { id } = await other.client.submit(JOB);
  const events = other.client.events(id);
  await events.next();
  const started = performance.now();
  await other.close();
  await events.next().catch(() => undefined);
  assert.ok(performance.now() - started < 3000);
});
