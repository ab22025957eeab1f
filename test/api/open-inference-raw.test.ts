/** The binary tensor extension: raw tensors in requests and answers, beside JSON and alone; and bytes that are not what they say. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { publishExactModels } from '../support/exact-models.ts';
import { startService, type TestService } from '../support/service.ts';

const SOUND = path.resolve(import.meta.dirname, '../fixtures/sounds/pcm16.wav');

let service: TestService;

before(async () => {
  service = await startService({ environment: { INSTANCES_LIMIT: '50' } });
  await publishExactModels(service.storage);
});

after(() => service?.close());

interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test goes on to check
  readonly json: any;
  readonly raw: Buffer;
}

/** @param length of the JSON, if not the true one. */
async function infer(
  model: string,
  json: object,
  raw: readonly Uint8Array[] = [],
  length?: string,
): Promise<RawAnswer> {
  const head = Buffer.from(JSON.stringify(json));
  return send(model, Buffer.concat([head, ...raw]), length ?? String(head.length));
}

async function send(model: string, body: Uint8Array, length: string): Promise<RawAnswer> {
  const headers = { 'content-type': 'application/octet-stream', 'inference-header-content-length': length };
  const answer = await fetch(`${service.url}/v2/models/${model}/infer`, {
    method: 'POST',
    headers,
    body: Uint8Array.from(body),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const jsonBytes = Number(answer.headers.get('inference-header-content-length') ?? bytes.length);
  const json = JSON.parse(bytes.subarray(0, jsonBytes).toString('utf8'));
  return { status: answer.status, headers: answer.headers, json, raw: bytes.subarray(jsonBytes) };
}

function rawInput(name: string, datatype: string, shape: readonly number[], size: unknown) {
  return { name, datatype, shape, parameters: { binary_data_size: size } };
}

function elements(...texts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text as string);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

const bytesOf = (array: ArrayBufferView): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

test('numbers of every datatype are read from raw bytes', async () => {
  const numbers: readonly (readonly [string, ArrayBufferView])[] = [
    ['UINT8', Uint8Array.of(1, 5)],
    ['INT8', Int8Array.of(1, 5)],
    ['UINT16', Uint16Array.of(1, 5)],
    ['INT16', Int16Array.of(1, 5)],
    ['UINT32', Uint32Array.of(1, 5)],
    ['INT32', Int32Array.of(1, 5)],
    ['UINT64', BigUint64Array.of(1n, 5n)],
    ['INT64', BigInt64Array.of(1n, 5n)],
    ['FP16', Uint16Array.of(0x3c00, 0x4500)],
    ['FP32', Float32Array.of(1, 5)],
    ['FP64', Float64Array.of(1, 5)],
  ];
  for (const [datatype, array] of numbers) {
    const raw = bytesOf(array);
    const { status, json } = await infer(
      'half_plus_three',
      { inputs: [rawInput('tensor', datatype, [2, 1], raw.length)] },
      [raw],
    );
    assert.equal(status, 200, JSON.stringify(json));
    assert.deepEqual(json.outputs, [{ name: 'values', datatype: 'FP64', shape: [2, 1], data: [3.5, 5.5] }], datatype);
  }
});

test('raw inputs and JSON may be mixed, and follow in the order of the inputs', async () => {
  const [ages, plans] = [bytesOf(BigInt64Array.of(1n, -1n)), elements('pro', 'pro')];
  const inputs = [
    rawInput('age', 'INT64', [2], ages.length),
    { name: 'member', datatype: 'BOOL', shape: [2], data: [true, false] },
    rawInput('plan', 'BYTES', [2, 1], plans.length),
    rawInput('minutes', 'FP64', [2], 16),
  ];
  const minutes = bytesOf(Float64Array.of(1, Number.NaN));
  const { json } = await infer('customers', { id: 'mixed', inputs }, [ages, plans, minutes]);
  assert.deepEqual([json.id, json.outputs[1].data], ['mixed', ['yes', 'no']]);
});

test('an empty text is a missing value where there may be one', async () => {
  const inputs = [
    { name: 'age', datatype: 'INT64', shape: [1], data: [1] },
    { name: 'plan', datatype: 'BYTES', shape: [1], data: ['pro'] },
    { name: 'minutes', datatype: 'FP32', shape: [1], data: [1] },
    { name: 'member', datatype: 'BOOL', shape: [1], data: [true] },
    rawInput('since', 'BYTES', [1], 4),
  ];
  const { status, json } = await infer('customers', { inputs }, [elements('')]);
  assert.equal(status, 200, JSON.stringify(json));
});

test('outputs come raw where they are asked for, one or all', async () => {
  const inputs = [{ name: 'review', datatype: 'BYTES', shape: [2], data: ['good', 'bad'] }];
  const all = await infer('reviews', { inputs, parameters: { binary_data_output: true } });
  assert.equal(all.headers.get('content-type'), 'application/octet-stream');
  assert.deepEqual(
    all.json.outputs.map(({ name, data, parameters }: Record<string, unknown>) => [name, data, parameters]),
    [
      ['probabilities', undefined, { binary_data_size: 16 }],
      ['label', undefined, { binary_data_size: 13 }],
    ],
  );
  assert.deepEqual(all.raw, Buffer.concat([bytesOf(Float32Array.of(0, 1, 1, 0)), elements('yes', 'no')]));
  const outputs = [{ name: 'probabilities', parameters: { binary_data: true } }, { name: 'label' }];
  const one = await infer('reviews', { inputs, outputs });
  assert.deepEqual([one.json.outputs[1].data, one.raw.length], [['yes', 'no'], 16]);
  const own = [{ name: 'label', parameters: { binary_data: false } }];
  const none = await infer('reviews', { inputs, outputs: own, parameters: { binary_data_output: true } });
  assert.deepEqual([none.headers.get('content-type'), none.raw.length], ['application/json', 0]);
});

test('a body of raw bytes alone is the one input of one instance, and the answer is raw', async () => {
  const picture = await send('pictures', Uint8Array.of(255, 255, 255, 255), '0');
  assert.deepEqual([picture.status, picture.json.outputs[0].shape], [200, [1, 2]]);
  assert.deepEqual(picture.raw, Buffer.concat([bytesOf(Float32Array.of(0, 1)), elements('light')]));
  const text = await send('reviews', Buffer.from('good'), '0');
  assert.deepEqual(text.raw.subarray(8), elements('yes'));
  const sound = await send('sounds', readFileSync(SOUND), '0');
  assert.equal(sound.status, 200, JSON.stringify(sound.json));
});

test('files of pictures and sounds are elements of BYTES, raw or in base64', async () => {
  const wav = readFileSync(SOUND);
  const raw = elements(wav);
  const first = await infer('sounds', { inputs: [rawInput('audio', 'BYTES', [1], raw.length)] }, [raw]);
  const data = [wav.toString('base64')];
  const second = await infer('sounds', { inputs: [{ name: 'audio', datatype: 'BYTES', shape: [1, 1], data }] });
  assert.equal(first.status, 200, JSON.stringify(first.json));
  assert.deepEqual(second.json, first.json);
});

test('sizes that lie are refused, with what they were expected to be', async () => {
  const tensor = (size: unknown, shape = [2]) => ({ inputs: [rawInput('tensor', 'FP32', shape, size)] });
  const eight = Buffer.alloc(8);
  const cases: [object, Buffer, string | undefined, RegExp][] = [
    [tensor(8), eight, '-1', /^Expected Inference-Header-Content-Length from 0 to \d+, .* Received: -1\.$/],
    [tensor(8), eight, 'many', /Received: many\.$/],
    [tensor(8), eight, '1e3', /Received: 1e3\.$/],
    [tensor(8), eight, '99999', /^Expected Inference-Header-Content-Length from 0 to \d+/],
    [tensor(8), eight, '10', /^JSON Parse error: /],
    [tensor(9), eight, undefined, /^Expected binary_data_size from 0 to 8, .* for input "tensor"\. Received: 9\.$/],
    [tensor(-8), eight, undefined, /Received: -8\.$/],
    [tensor(1.5), eight, undefined, /Received: 1\.5\.$/],
    [tensor('8'), eight, undefined, /Received: "8"\.$/],
    [tensor(4), eight, undefined, /^Expected 8 bytes for input "tensor" \(FP32 of shape \[2\]\)\. Received: 4\.$/],
    [tensor(8, [1]), eight, undefined, /^Expected 4 bytes/],
    [tensor(8, [1_000_000, 1_000_000]), eight, undefined, /^Expected 4000000000000 bytes/],
    [tensor(8), Buffer.alloc(12), undefined, /^Expected 8 bytes of raw inputs after the JSON\. Received: 12 bytes\.$/],
  ];
  for (const [json, raw, length, message] of cases) {
    const answer = await infer('half_plus_three', json, [raw], length);
    assert.equal(answer.status, 400, JSON.stringify(answer.json));
    assert.deepEqual(Object.keys(answer.json), ['error']);
    assert.match(answer.json.error, message);
  }
  const both = { inputs: [{ ...tensor(8).inputs[0], data: [1, 2] }] };
  assert.match((await infer('half_plus_three', both, [eight])).json.error, /^Expected no data beside binary_data_size/);
  assert.match((await send('customers', eight, '0')).json.error, /Received: one of 5 inputs\.$/);
  assert.match((await send('pictures', eight, '0')).json.error, /^Expected 4 bytes for input "image"/);
});

test('elements that lie about their lengths are refused', async () => {
  const endless = Buffer.from([255, 255, 255, 255, 1]);
  for (const raw of [
    endless,
    elements('a'),
    elements('a', 'b', 'c'),
    Buffer.concat([elements('a', 'b'), Buffer.alloc(1)]),
  ]) {
    const { status, json } = await infer('reviews', { inputs: [rawInput('review', 'BYTES', [2], raw.length)] }, [raw]);
    assert.equal(status, 400);
    assert.match(
      json.error,
      /^Expected 2 elements, each after its length in 32 bits, in all of the bytes for input "review"/,
    );
  }
  const { json } = await infer('reviews', { inputs: [rawInput('review', 'BYTES', [1], 5)] }, [
    elements(Buffer.from([255])),
  ]);
  assert.match(json.error, /Received: bytes that are no UTF-8\.$/);
});
