import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { FLAT, type PredictingService, png, ROWS, startPredicting } from '../support/predictions.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';

let service: PredictingService;

before(async () => {
  service = await startPredicting();
});

after(() => service.close());

const predict: PredictingService['predict'] = (...request) => service.predict(...request);

test('an unknown model is told in the words of TensorFlow Serving', async () => {
  const { status, body } = await predict({ instances: [FLAT] }, 'letters:predict');
  assert.deepEqual([status, body], [404, { error: 'Servable not found for request: Latest(letters)' }]);
  for (const name of ['..%2f..%2fetc', '__proto__', '%00', '.tmp', 'a%2fb', '%2e%2e']) {
    const answer = await predict({ instances: [FLAT] }, `${name}:predict`);
    assert.equal(answer.status, 404, answer.text);
  }
});

test('a request that is none is told in the words of TensorFlow Serving', async () => {
  const cases: [string | object, RegExp][] = [
    ['', /^JSON Parse error: The document is empty$/],
    ['  \n', /^JSON Parse error: The document is empty\. at offset: 3$/],
    ['{"instances":', /^JSON Parse error: Invalid value\. at offset: 13$/],
    ['instances = [1, 2]', /^JSON Parse error: Invalid value\. at offset: 0$/],
    ['\xff', /^JSON Parse error: /],
    ['{}', /^Missing 'inputs' or 'instances' key$/],
    ['[]', /^JSON Value: \[\] Is not object$/],
    ['null', /^JSON Value: null Is not object$/],
    ['7', /^JSON Value: 7 Is not object$/],
    [{ instances: 7 }, /^JSON Value: \{.*\} Expecting 'instances' to be an list\/array$/],
    [{ instances: {} }, /^JSON Value: \{.*\} Expecting 'instances' to be an list\/array$/],
    [{ instances: null }, /^JSON Value: \{.*\} Expecting 'instances' to be an list\/array$/],
    [{ instances: [] }, /^JSON Value: \{.*\} No values in 'instances' array$/],
    [{ instances: Array.from({ length: 51 }, () => 1) }, /^Expected at most 50 instances\. Received: 51\.$/],
  ];
  for (const [body, message] of cases) {
    const answer = await predict(body);
    assert.equal(answer.status, 400, `${JSON.stringify(body)}: ${answer.text}`);
    assert.deepEqual(Object.keys(answer.body), ['error']);
    assert.match(answer.body.error, message);
  }
});

test('an instance that does not fit is named, with what was expected of it', async () => {
  const cases: [unknown, RegExp][] = [
    [7, /at instances\[1\]\. Received: 7\.$/],
    [null, /at instances\[1\]\. Received: null\.$/],
    ['text', /at instances\[1\]\./],
    [[], /^Expected an array of 784 .* at instances\[1\]\. Received: an array of 0 items\.$/],
    [FLAT.slice(1), /^Expected an array of 784 .*Received: an array of 783 items\.$/],
    [[...FLAT.slice(1), 'x'], /^Expected a number at instances\[1\]\[783\]\. Received: "x"\.$/],
    [[...FLAT.slice(1), null], /^Expected a number at instances\[1\]\[783\]\. Received: null\.$/],
    [ROWS.slice(1), /^Expected an array of 28 .* at instances\[1\]\. Received: an array of 27 items\.$/],
    [[...ROWS.slice(1), ROWS], /at instances\[1\]\[27\]/],
    [[[[[[[[[[[1]]]]]]]]]], /^Expected an array of 28 .* at instances\[1\]\./],
    [{ b64: 7 }, /at instances\[1\]\. Received: an object\.$/],
    [{ base64: '' }, /at instances\[1\]\. Received: an object\.$/],
  ];
  for (const [instance, message] of cases) {
    const { status, body, text } = await predict({ instances: [FLAT, instance] });
    assert.equal(status, 400, text);
    assert.match(body.error, message);
  }
});

test('base64 that holds no picture is refused', async () => {
  for (const b64 of ['', '!!!!', Buffer.from('text').toString('base64')]) {
    const { status, body } = await predict({ instances: [{ b64 }] });
    assert.equal(status, 400);
    assert.match(body.error, /^Expected a picture/);
  }
});

test('a picture that is none is a problem of the native kind', async () => {
  for (const bytes of [Buffer.from('text'), Buffer.alloc(0), (await png(FLAT)).subarray(0, 60)]) {
    const answer = await service.client.post('/v1/models/digits:predict', bytes, { 'content-type': 'image/png' });
    assert.match(assertProblem(answer, 422, 'ERR_PICTURE').detail, /^Expected a picture/);
  }
  const answer = await service.client.post('/v1/models/letters:predict', await png(FLAT), {
    'content-type': 'image/png',
  });
  assertProblem(answer, 404, 'ERR_NOT_FOUND');
});

test('a prediction that is no finite number is an error that says so, never a NaN', async () => {
  const preprocessing = { kind: 'image', height: 28, width: 28, channels: 1, divideBy: 1e-38 } as const;
  await publishModel(service.storage, 'bursting', 'job-1', 'mlp', { preprocessing });
  const { status, body } = await predict({ instances: [FLAT] }, 'bursting:predict');
  assert.deepEqual([status, Object.keys(body)], [500, ['error']]);
  assert.match(body.error, /^Expected finite predictions\. Received: NaN or infinity from the model\.$/);
});

test('a number that no network could take is refused with its place', async () => {
  const { status, body } = await predict(`{"instances":[[${FLAT.map(() => '1e300').join()}]]}`);
  assert.deepEqual([status, Object.keys(body)], [400, ['error']]);
  assert.match(body.error, /a finite number, in single precision at instances\[0\]\[0\]\. Received: 1e\+300/);
});

test('JSON that is not UTF-8 is refused, rather than read with other letters', async () => {
  const bytes = Buffer.from('{"instances":[{"b64":"\xff"}]}', 'latin1');
  const { status, body } = await service.client.post('/v1/models/digits:predict', bytes);
  assert.deepEqual([status, body], [400, { error: 'JSON Parse error: Invalid UTF-8' }]);
});

test('a version whose weights are damaged is told, and the others still predict', async () => {
  await publishModel(service.storage, 'damaged', 'job-1');
  const file = path.join(service.config.dataDir, 'storage/models/damaged/weights/job-1.bin');
  const bytes = await fs.readFile(file);
  bytes[100] = (bytes[100] as number) ^ 255;
  await fs.writeFile(file, bytes);
  const { status, text } = await predict({ instances: [FLAT] }, 'damaged:predict');
  assert.equal(status, 500);
  assert.doesNotMatch(text, /storage|\.bin/);
  assert.equal((await predict({ instances: [FLAT] })).status, 200);
});
