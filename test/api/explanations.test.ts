/** Explanations over HTTP: what each kind of data is told, to the number where the network's weights are known; and what is refused. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { Answer, Json } from '../support/client.ts';
import { publishExactModels } from '../support/exact-models.ts';
import { FLAT, png, ROWS } from '../support/predictions.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService();
  await publishExactModels(service.storage);
  await publishModel(service.storage, 'digits', 'job-1', 'cnn');
});

after(() => service?.close());

type Body = object | string | Uint8Array;

const ask = (model: string, body: Body, headers: Record<string, string> = {}): Promise<Answer> => {
  const [name, query = ''] = model.split('?');
  return service.client.post(`/v1/models/${name}:explain${query && `?${query}`}`, body, headers);
};

async function explain(model: string, body: Body, headers?: Record<string, string>): Promise<Json[]> {
  const { status, text, body: answer } = await ask(model, body, headers);
  assert.equal(status, 200, text);
  return answer.explanations;
}

test('numbers are explained in the unit of the data, exactly for a network that is linear', async () => {
  const [one] = await explain('sums', { instances: [[1, 2, 3]] });
  assert.deepEqual(one, {
    ...{ prediction: { values: { sum: 6, difference: -4 } }, target: 'sum', output: 'value' },
    ...{ method: 'integratedGradients', steps: 32, delta: 0, complete: true },
    ...{ outputs: { input: 6, baseline: 0 }, sum: 6, baseline: 'zero', attributions: [1, 2, 3] },
  });
  const asked = { instances: [[1, 2, 3]], target: 'difference', baseline: [1, 1, 1] };
  const [other] = await explain('sums', asked);
  assert.deepEqual(
    [other.attributions, other.baseline, other.outputs],
    [[0, -1, -2], 'given', { input: -4, baseline: -1 }],
  );
});

test('a column counts once, however many inputs it became, and is told with its values', async () => {
  const row = { age: 0.01, plan: 'pro', minutes: 3, member: true };
  const [by] = await explain('customers', { instances: [row], output: 'logit' });
  const told = by.columns.map(({ name, value, baseline, attribution }: Json) => [name, value, baseline, attribution]);
  assert.deepEqual(told, [
    ['age', 0.01, 0, 3],
    ['plan', 'pro', 'basic', 2700],
    ['minutes', 3, 0, 0],
    ['member', true, 0, 0],
    ['since', null, '1970-01-01T00:00:00.000Z', 0],
  ]);
  const given = { age: 0.01, plan: 'pro', minutes: null, member: true, since: null };
  const [against] = await explain('customers', { instances: [row], output: 'logit', baseline: given });
  const [, , minutes] = against.columns;
  assert.deepEqual(minutes, { name: 'minutes', value: 3, baseline: null, attribution: 2700 });
  // A probability that turns within a thousandth of the way is found, too.
  const [turning] = await explain('customers', { instances: [row] });
  assert.ok(turning.complete && turning.output === 'probability', JSON.stringify(turning));
  const csv = 'age,plan,minutes,member\n0.01,pro,3,true\n0,basic,3,true\n';
  const lines = await explain('customers?output=logit&method=occlusion&target=yes', csv, {
    'content-type': 'text/csv',
  });
  assert.deepEqual(
    lines.map(({ columns }) => columns.map(({ attribution }: Json) => attribution)),
    [
      [3, 2700, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ],
  );
});

test('a text is told by its words, unknown ones too', async () => {
  const asked = { instances: ['good bad', 'So good'], output: 'logit', target: 'yes' };
  const [mixed, good] = await explain('reviews', asked);
  assert.deepEqual(mixed.tokens, [
    { token: 'good', attribution: 300, known: true },
    { token: 'bad', attribution: -300, known: true },
  ]);
  assert.deepEqual(good.tokens, [
    { token: 'so', attribution: 0, known: false },
    { token: 'good', attribution: 300, known: true },
  ]);
  const [file] = await explain('reviews?output=logit&method=occlusion', 'good things', {
    'content-type': 'text/plain',
  });
  assert.deepEqual([file.tokens[0].attribution, file.patch, file.outputs.baseline], [300, 1, 0]);
  const [against] = await explain('reviews', { ...asked, instances: ['good'], baseline: 'bad good' });
  assert.deepEqual([against.tokens[0].attribution, against.padding], [0, 300]);
});

test('series, pictures, sounds and labels', async () => {
  const [series] = await explain('series', { instances: [[1, 1.5]], output: 'logit' });
  assert.deepEqual([series.attributions, series.perFeature], [[[-300], [450]], [150]]);
  const pictures = {
    instances: [
      [
        [255, 255],
        [0, 0],
      ],
    ],
    output: 'logit',
  };
  const [black] = await explain('pictures', pictures);
  assert.deepEqual(
    [black.baseline, black.attributions],
    [
      'black',
      [
        [-300, -300],
        [0, 0],
      ],
    ],
  );
  const [white] = await explain('pictures', { ...pictures, baseline: 'white' });
  assert.deepEqual(
    [white.target, white.attributions],
    [
      'dark',
      [
        [0, 0],
        [300, 300],
      ],
    ],
  );
  const [sound] = await explain('sounds', { instances: [[0.1, 0.2, 0.3]] });
  assert.deepEqual([sound.attributions.length, sound.bandHertz.length, sound.seconds.length], [5, 8, 1]);
  assert.ok(Math.abs(sound.frameSeconds - 0.016) < 1e-6);
  const wav = await fs.readFile(new URL('../fixtures/sounds/pcm16.wav', import.meta.url));
  const [file] = await explain('sounds?baseline=mean&method=occlusion', wav, { 'content-type': 'audio/wav' });
  assert.deepEqual([file.baseline, file.patch, file.attributions[0].length], ['mean', 1, 8]);
  const [tag] = await explain('tags', { instances: [[0.001]], target: 'big' });
  assert.deepEqual([tag.prediction.labels, tag.target], [['any', 'big'], 'big']);
  assert.ok(Math.abs(tag.attributions[0] - (tag.outputs.input - 0.5)) < 1e-4);
});

test('a picture may come as a file, by version or alias, and its pixels sum to the difference', async () => {
  const file = await png(FLAT);
  await service.client.request('PUT', '/v1/models/digits/aliases/stable', {
    body: JSON.stringify({ version: 1 }),
    headers: { 'content-type': 'application/json' },
  });
  const told = await Promise.all([
    explain('digits', { instances: [ROWS] }),
    explain('digits/versions/1', file, { 'content-type': 'image/png' }),
    explain('digits/labels/stable', { instances: [{ b64: file.toString('base64') }] }),
    explain('digits', { instances: [{ image: ROWS }] }),
  ]);
  const [[first]] = told as [Json[], ...Json[][]];
  for (const [each] of told) assert.deepEqual(each, first);
  const { attributions, outputs, sum, delta, complete, prediction } = first;
  assert.deepEqual([attributions.length, attributions[0].length, complete], [28, 28, true]);
  assert.equal(prediction.probability, outputs.input);
  assert.ok(Math.abs(sum + delta - (outputs.input - outputs.baseline)) < 1e-9);
  assert.ok(Math.abs(attributions.flat().reduce((all: number, each: number) => all + each, 0) - sum) < 1e-6);
});

test('a heat map is a PNG, by the Accept header or the query', async () => {
  const headers = { 'content-type': 'image/png', accept: 'text/html, image/png;q=0.9' };
  const response = await fetch(`${service.url}/v1/models/digits:explain`, {
    method: 'POST',
    headers,
    body: (await png(FLAT)) as never,
  });
  const [type, version] = ['content-type', 'x-model-version'].map((name) => response.headers.get(name));
  assert.deepEqual([response.status, type, version], [200, 'image/png', '1']);
  const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  assert.deepEqual([format, width, height], ['png', 448, 448]);
  const sound = await ask('sounds?format=png', { instances: [[0.5, -0.5]] });
  assert.deepEqual([sound.status, sound.headers.get('content-type')], [200, 'image/png']);
  assertProblem(await ask('digits?format=png', { instances: [ROWS, ROWS] }), 422, 'ERR_EXPLANATION');
  assertProblem(await ask('sums?format=png', { instances: [[1, 2, 3]] }), 422, 'ERR_EXPLANATION');
});

const REFUSED: readonly [string, Body, number, string, string | undefined][] = [
  ['sums', { instances: [] }, 400, 'ERR_VALIDATION', '/instances'],
  ['sums', { instances: Array(17).fill([1, 2, 3]) }, 400, 'ERR_VALIDATION', '/instances'],
  ['sums', { instances: [[1, 2, 3]], steps: 0 }, 400, 'ERR_VALIDATION', '/steps'],
  ['sums', { instances: [[1, 2, 3]], steps: 1025 }, 400, 'ERR_VALIDATION', '/steps'],
  ['sums', { instances: [[1, 2, 3]], method: 'shap' }, 400, 'ERR_VALIDATION', '/method'],
  ['sums', { instances: [[1, 2, 3]], colour: 'red' }, 400, 'ERR_VALIDATION', '/colour'],
  ['sums', [[1, 2, 3]], 400, 'ERR_VALIDATION', ''],
  ['sums?steps=7', { instances: [[1, 2, 3]], steps: 5 }, 400, 'ERR_VALIDATION', '/steps'],
  ['sums?colour=red', { instances: [[1, 2, 3]] }, 400, 'ERR_VALIDATION', '/colour'],
  ['sums', '{"instances":[[1,2', 400, 'ERR_MALFORMED', undefined],
  ['sums', '', 400, 'ERR_MALFORMED', undefined],
  ['sums', { instances: [[1, 2]] }, 400, 'ERR_INSTANCES', undefined],
  ['sums', { instances: [[1, 2, 3]], target: 'product' }, 422, 'ERR_EXPLANATION', '/target'],
  ['sums', { instances: [[1, 2, 3]], output: 'logit' }, 422, 'ERR_EXPLANATION', '/output'],
  ['sums', { instances: [[1, 2, 3]], baseline: 'black' }, 422, 'ERR_EXPLANATION', '/baseline'],
  ['sums', { instances: [[1, 2, 3]], baseline: [1] }, 422, 'ERR_EXPLANATION', '/baseline'],
  ['sums', { instances: [[1, 2, 3]], patch: 1 }, 422, 'ERR_EXPLANATION', '/patch'],
  ['sums', { instances: [[1, 2, 3]], method: 'occlusion', steps: 3 }, 422, 'ERR_EXPLANATION', '/steps'],
  ['sums', { instances: [[1, 2, 3]], method: 'occlusion', patch: 4 }, 422, 'ERR_EXPLANATION', '/patch'],
  ['sums', { instances: [[1, 2, 3]], method: 'occlusion', patch: 1, stride: 2 }, 422, 'ERR_EXPLANATION', '/stride'],
  ['customers', { instances: [{}], method: 'occlusion', patch: 2 }, 422, 'ERR_EXPLANATION', '/patch'],
  ['sums', `{"instances":[[1,2,3]],"baseline":"${'x'.repeat(2 ** 20)}"}`, 413, 'ERR_TOO_LARGE', undefined],
  ['sums/labels/none', { instances: [[1, 2, 3]] }, 400, 'ERR_ALIAS', undefined],
  ['sums/versions/9', { instances: [[1, 2, 3]] }, 404, 'ERR_NOT_FOUND', undefined],
  ['nobody', { instances: [[1, 2, 3]] }, 404, 'ERR_NOT_FOUND', undefined],
];

for (const [model, body, status, code, pointer] of REFUSED) {
  test(`${model} refuses ${JSON.stringify(body).slice(0, 80)}`, async () => {
    const problem = assertProblem(await ask(model, body), status, code as Parameters<typeof assertProblem>[2]);
    if (pointer !== undefined) assert.equal(problem.errors?.[0]?.pointer, pointer, JSON.stringify(problem));
  });
}

test('what a model does not take is another media type; bytes that are no picture are told so', async () => {
  assertProblem(await ask('sums', 'x', { 'content-type': 'image/png' }), 415, 'ERR_MEDIA_TYPE');
  assertProblem(await ask('digits', 'x', { 'content-type': 'image/png' }), 422, 'ERR_PICTURE');
  assertProblem(
    await ask('digits', 'x', { 'content-type': 'image/png', 'content-encoding': 'br' }),
    415,
    'ERR_MEDIA_TYPE',
  );
});

test('a line that is full and a time that is up are told', { timeout: 60_000 }, async () => {
  const many = Array.from({ length: 40 }, () => ask('digits', { instances: Array(4).fill(ROWS), steps: 128 }));
  const answers = await Promise.all(many);
  const statuses = new Set(answers.map(({ status }) => status));
  assert.ok(statuses.has(200) && statuses.has(429), `${[...statuses]}`);
  const refused = answers.find(({ status }) => status === 429) as Answer;
  assertProblem(refused, 429, 'ERR_LINE_FULL');
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  const hasty = { 'x-request-timeout-ms': '1' };
  assertProblem(await ask('digits', { instances: Array(16).fill(ROWS), steps: 1024 }, hasty), 504, 'ERR_DEADLINE');
  assert.equal((await ask('sums', { instances: [[1, 2, 3]] })).status, 200);
});
