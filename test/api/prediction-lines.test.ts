/** Predictions under load and in a hurry: full lines, deadlines, clients that hang up, versions that change. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { FLAT, type PredictingService, startPredicting } from '../support/predictions.ts';
import { publishModel } from '../support/published-model.ts';
import { waitFor } from '../support/waiting.ts';

let service: PredictingService;

before(async () => {
  service = await startPredicting({ PREDICT_WAITING_LIMIT: '2', PREDICT_BATCHES: 'slow:1:0' });
  await publishModel(service.storage, 'slow', 'job-1', 'lstm');
});

after(() => service.close());

const BODY = { instances: Array.from({ length: 50 }, () => FLAT) };

test('a full line is told with 429 and when to come again, and those who waited are answered', async () => {
  await service.predict(BODY, 'slow:predict');
  const answers = await Promise.all(Array.from({ length: 12 }, () => service.predict(BODY, 'slow:predict')));
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [200, 429]);
  const refused = answers.find(({ status }) => status === 429);
  assert.equal(refused?.headers.get('retry-after'), '1');
  assert.match(
    refused?.body.error,
    /^Expected at most 2 requests before this model\. Received: more; try again soon\.$/,
  );
  assert.equal((await service.predict(BODY, 'slow:predict')).status, 200);
});

test('a deadline is told with 504 in the words of the protocol, and a header that is none with 400', async () => {
  const late = await service.predict(BODY, 'slow:predict', { 'x-request-timeout-ms': '1' });
  assert.deepEqual(
    [late.status, late.body],
    [504, { error: 'Expected an answer within 1 ms. Received: none by then.' }],
  );
  assert.equal((await service.predict(BODY, 'slow:predict', { 'x-request-timeout-ms': '20000' })).status, 200);
  for (const text of ['0', '-1', '1.5', 'soon', '1e3', '9999999999']) {
    const { status, body } = await service.predict(BODY, 'slow:predict', { 'x-request-timeout-ms': text });
    assert.equal(status, 400, text);
    assert.match(body.error, /^Expected a number of milliseconds from 1 in X-Request-Timeout-Ms\. Received: /);
  }
});

test('clients that hang up leave a line that works', async () => {
  const body = JSON.stringify(BODY);
  const head = `POST /v1/models/slow:predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { port } = new URL(service.url);
  for (let round = 0; round < 20; round++) {
    const socket = net.connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve) => socket.write(head + body, () => resolve()));
    socket.destroy();
  }
  await waitFor('the line to be free', async () => (await service.predict(BODY, 'slow:predict')).status === 200);
});

test('the short way and the long way from JSON give the same', async () => {
  const numbers = FLAT.map((value) => value / 3);
  const short = await service.predict({ instances: [numbers] });
  const long = await service.predict(`{"signature_name":"serving_default","instances":[${JSON.stringify(numbers)}]}`);
  assert.equal(short.status, 200);
  assert.deepEqual(short.body, long.body);
});

test('a large body of any form is answered as rows are, and one that is broken as a small one is', async () => {
  const rows = Array.from({ length: 50 }, (_, row) => FLAT.map((value) => (value + row) / 3));
  const { body: told } = await service.predict({ instances: rows });
  const columns = await service.predict({ inputs: rows });
  assert.deepEqual(columns.body, { outputs: told.predictions });
  const classified = await service.predict({ examples: rows.map((image) => ({ image })) }, 'digits:classify');
  const scores = classified.body.results.map((each: [string, number][]) => each.map(([, score]) => score));
  assert.deepEqual(scores, told.predictions);
  const infer = (body: string | Uint8Array, headers = {}) =>
    service.client.post('/v2/models/digits/infer', body, headers);
  const head = { name: 'image', datatype: 'FP32', shape: [50, 28, 28, 1] };
  const json = await infer(JSON.stringify({ inputs: [{ ...head, data: rows.flat() }] }));
  assert.deepEqual(json.body.outputs[0].data, told.predictions.flat());
  const raw = Buffer.from(Float32Array.from(rows.flat()).buffer);
  const start = Buffer.from(JSON.stringify({ inputs: [{ ...head, parameters: { binary_data_size: raw.length } }] }));
  const headers = { 'inference-header-content-length': `${start.length}` };
  assert.deepEqual((await infer(Buffer.concat([start, raw]), headers)).body.outputs, json.body.outputs);
  const broken = [...rows.slice(1), [...FLAT.slice(1), 'x']];
  const words = 'Expected a number at instances[49][783]. Received: "x".';
  for (const [body, at] of [
    [{ inputs: broken }, 'digits:predict'],
    [{ examples: broken.map((image) => ({ image })) }, 'digits:classify'],
  ] as const) {
    const answer = await service.predict(body, at);
    assert.deepEqual([answer.status, answer.body], [400, { error: words }]);
  }
});
