import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { FLAT, type PredictingService, png, ROWS, startPredicting } from '../support/predictions.ts';
import { publishModel } from '../support/published-model.ts';

let service: PredictingService;

before(async () => {
  service = await startPredicting();
});

after(() => service.close());

const predict: PredictingService['predict'] = (...request) => service.predict(...request);

test('an instance gives the same probabilities as numbers in every nesting and as a picture in base64', async () => {
  const b64 = (await png(FLAT)).toString('base64');
  const pixels = ROWS.map((row) => row.map((value) => [value]));
  const { status, headers, body } = await predict({ instances: [FLAT, ROWS, pixels, { b64 }] });
  assert.equal(status, 200);
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  assert.deepEqual(Object.keys(body), ['predictions']);
  const [first, ...others] = body.predictions as number[][];
  assert.equal(first?.length, 10);
  assert.ok(Math.abs((first ?? []).reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
  for (const other of others)
    for (const [index, value] of other.entries()) assert.ok(Math.abs(value - (first?.[index] as number)) < 1e-6);
});

test('a prediction does not depend on what it is batched with', async () => {
  const alone = (await predict({ instances: [FLAT] })).body.predictions[0] as number[];
  const batch = (
    await predict({ instances: Array.from({ length: 50 }, (_, index) => FLAT.map((value) => (value + index) % 256)) })
  ).body.predictions as number[][];
  assert.equal(batch.length, 50);
  for (const [index, value] of alone.entries()) assert.ok(Math.abs(value - (batch[0]?.[index] as number)) < 1e-6);
});

test('a version is asked for by its number, the newest by none', async () => {
  assert.equal((await predict({ instances: [FLAT] }, 'digits/versions/1:predict')).status, 200);
  assert.equal((await predict({ instances: [FLAT] }, 'digits/versions/2:predict')).status, 200);
  const { status, body } = await predict({ instances: [FLAT] }, 'digits/versions/3:predict');
  assert.deepEqual([status, body], [404, { error: 'Servable not found for request: Specific(digits, 3)' }]);
});

test('JSON is read whatever the media type says, as TensorFlow Serving does', async () => {
  const text = JSON.stringify({ instances: [FLAT] });
  for (const type of [
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/json; charset=utf-8',
    'application/octet-stream',
  ]) {
    assert.equal((await predict(text, 'digits:predict', { 'content-type': type })).status, 200, type);
  }
});

test('a picture file gives the label, its probability and the likeliest five', async () => {
  const expected = (await predict({ instances: [FLAT] })).body.predictions[0] as number[];
  const best = Math.max(...expected);
  const { status, body } = await service.client.post('/v1/models/digits:predict', await png(FLAT), {
    'content-type': 'image/png',
  });
  assert.equal(status, 200);
  const [{ label, probability, top }] = body.predictions;
  assert.equal(label, String(expected.indexOf(best)));
  assert.ok(Math.abs(probability - best) < 1e-6);
  assert.equal(top.length, 5);
  assert.deepEqual(top[0], { label, probability });
  const falling = top.map((entry: { probability: number }) => entry.probability);
  assert.deepEqual(
    falling,
    falling.toSorted((a: number, b: number) => b - a),
  );
});

test('a file may be answered with more labels, or fewer, and with nothing that nobody knows', async () => {
  const ask = async (query: string) =>
    service.client.post(`/v1/models/digits:predict?${query}`, await png(FLAT), { 'content-type': 'image/png' });
  for (const [query, count] of [
    ['top=1', 1],
    ['top=3&threshold=0.1', 3],
    ['top=99', 10],
  ] as const)
    assert.equal((await ask(query)).body.predictions[0].top.length, count);
  for (const query of ['top=0', 'top=many', 'threshold=2', 'best=1'])
    assert.equal((await ask(query)).status, 400, query);
});

test('a picture of any size, colour and format is fitted, whichever picture type its header names', async () => {
  const picture = sharp({
    create: { width: 300, height: 200, channels: 4, background: { r: 200, g: 50, b: 0, alpha: 0.5 } },
  });
  for (const bytes of [
    await picture.clone().png().toBuffer(),
    await picture.clone().jpeg().toBuffer(),
    await picture.clone().webp().toBuffer(),
  ]) {
    const { status, body } = await service.client.post('/v1/models/digits:predict', bytes, {
      'content-type': 'image/jpeg',
    });
    assert.equal(status, 200);
    assert.equal(body.predictions.length, 1);
  }
});

test('more models than may be loaded at once all predict, again and again', async () => {
  const names = ['one', 'two', 'three', 'four'];
  for (const name of names) await publishModel(service.storage, name, 'job-1');
  const answers = await Promise.all(
    [...names, ...names, ...names].map((name) => predict({ instances: [FLAT] }, `${name}:predict`)),
  );
  for (const { status, text } of answers) assert.equal(status, 200, text);
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1, 'the same seed drew the same weights');
});

test('predictions need no Redis', { timeout: 20_000 }, async () => {
  await service.redis.stop();
  assert.equal((await predict({ instances: [FLAT] })).status, 200);
  assert.equal((await service.client.get('/v1/models/digits')).status, 200);
  await service.redis.start();
});
