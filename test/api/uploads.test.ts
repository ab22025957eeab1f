/** Uploads as the api takes them, refuses them and gives them up; there is no worker, so that imports wait. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Answer, Json } from '../support/client.ts';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';

let service: TestService;

before(async () => {
  service = await startService({
    environment: { UPLOAD_LIMIT_BYTES: '100000', BODY_LIMIT_BYTES: '20000', UPLOAD_STALL_SECONDS: '5' },
  });
});

after(() => service.close());

type Part = readonly [name: string, value: string | { readonly bytes: string | Uint8Array; readonly name: string }];

function upload(parts: readonly Part[], headers: Record<string, string> = {}): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of parts)
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([value.bytes as string]), value.name);
  return service.client.request('POST', '/v1/datasets', { body: form, headers });
}

const file = (bytes: string | Uint8Array, name = 'data.csv'): Part => ['file', { bytes, name }];
const uploads = () => service.storage.list('uploads');
const temporary = () => fs.readdir(path.join(service.config.dataDir, 'storage', '.tmp'));
const cancel = async (name: string) =>
  service.client.post(`/v1/jobs/${(await service.client.get(`/v1/datasets/${name}`)).body.job}/cancel`);

/** Nothing of a refused upload is there: no bytes, no name. */
async function assertNothingLeft(name: string, kept: readonly string[] = []): Promise<void> {
  await waitFor('the upload to be gone', async () => (await uploads()).length === kept.length, 5000);
  assert.deepEqual(await uploads(), kept);
  await waitFor('what was on its way to be gone', async () => (await temporary()).length === 0, 5000);
  assertProblem(await service.client.get(`/v1/datasets/${name}`), 404, 'ERR_NOT_FOUND');
}

test('an upload is accepted with its place, its job and what is known of it', async () => {
  const { status, headers, body } = await upload([
    ['name', 'letters'],
    file('a,b\n1,2\n', 'letters.csv'),
    ['options', '{"kind":"tabular"}'],
    file('a,b\n3,4\n'),
  ]);
  assert.equal(status, 202);
  assert.equal(headers.get('location'), '/v1/datasets/letters');
  const { job, createdAt, digest, ...rest } = body;
  assert.deepEqual(rest, {
    ...{ name: 'letters', kind: null, status: 'importing', rows: null, schema: null },
    ...{ classes: [], warnings: [], bytes: null },
  });
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  assert.match(createdAt, /^\d{4}-\d\d-\d\dT/);
  const { kind, dataset, model } = (await service.client.get(`/v1/jobs/${job}`)).body;
  assert.deepEqual([kind, dataset, model], ['import', 'letters', null]);
  assert.equal((await service.storage.get(`uploads/${job}/0`))?.toString(), 'a,b\n1,2\n');
  assert.equal((await service.storage.get(`uploads/${job}/1`))?.toString(), 'a,b\n3,4\n');
  assert.deepEqual((await service.client.get('/v1/datasets/letters')).body, body);
  const listed = (await service.client.get('/v1/datasets')).body.data.map(({ name }: Json) => name);
  assert.deepEqual(listed, ['letters', 'mnist']);
  assertProblem(await service.client.get('/v1/datasets/letters/rows'), 409, 'ERR_CONFLICT');
  await cancel('letters');
  assert.deepEqual(await uploads(), []);
});

test('values come in JSON too', async () => {
  const options = { kind: 'tabular', target: 'b' };
  const rows = await service.client.post('/v1/datasets', { name: 'rows', rows: [{ a: 1, b: 'x' }], options });
  assert.equal(rows.status, 202, rows.text);
  assert.equal((await service.storage.get(`uploads/${rows.body.job}/0`))?.toString(), '{"rows":[{"a":1,"b":"x"}]}');
  const inputs = [
    [1, 2],
    [3, 4],
  ];
  const arrays = await service.client.post('/v1/datasets', { name: 'arrays', inputs, labels: ['x', 'y'] });
  assert.equal(arrays.status, 202, arrays.text);
  const kept = (await service.storage.get(`uploads/${arrays.body.job}/0`))?.toString();
  assert.deepEqual(JSON.parse(kept ?? ''), { inputs, labels: ['x', 'y'] });
  for (const name of ['rows', 'arrays']) await cancel(name);
});

test('the same bytes and options under the same name are the same dataset, whatever the files are called', async () => {
  const first = await upload([
    ['name', 'same'],
    file('1\n2\n', 'one.csv'),
    ['options', '{"header":false,"decimal":","}'],
  ]);
  const second = await upload([
    ['options', '{"decimal":",","header":false}'],
    file('1\n2\n', 'two.csv'),
    ['name', 'same'],
  ]);
  assert.deepEqual([first.status, second.status], [202, 202]);
  assert.deepEqual(second.body, first.body);
  assert.deepEqual(await uploads(), [first.body.job]);
  for (const parts of [
    [file('1\n3\n'), ['options', '{"header":false,"decimal":","}']],
    [file('1\n2\n')],
    [file('1\n'), file('2\n'), ['options', '{"header":false,"decimal":","}']],
  ] as Part[][]) {
    const { errors } = assertProblem(await upload([['name', 'same'], ...parts]), 409, 'ERR_CONFLICT');
    assert.equal(errors?.[0]?.pointer, '/name');
  }
  assert.deepEqual(await uploads(), [first.body.job]);
  await cancel('same');
});

test('of ten that upload different data under one name at once one wins', { timeout: 30_000 }, async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => upload([['name', 'contested'], file(`${index}\n`)])),
  );
  const won = answers.filter(({ status }) => status === 202);
  assert.equal(won.length, 1);
  for (const answer of answers) if (answer.status !== 202) assertProblem(answer, 409, 'ERR_CONFLICT');
  assert.deepEqual(await uploads(), [won[0]?.body.job]);
  await cancel('contested');
});

test('of ten that upload the same at once all get the same job', { timeout: 30_000 }, async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => upload([['name', 'shared'], file('1\n')])));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
  assert.equal(new Set(answers.map(({ body }) => body.job)).size, 1);
  assert.equal((await uploads()).length, 1);
  await cancel('shared');
});

test('a cancelled import has failed, and leaves its name to the next', async () => {
  const first = await upload([['name', 'again'], file('1\n')]);
  await cancel('again');
  const { body } = await service.client.get('/v1/datasets/again');
  assert.deepEqual([body.status, body.error.code], ['failed', 'ERR_CANCELLED']);
  for (const bytes of ['1\n', '2\n']) {
    const next = await upload([['name', 'again'], file(bytes)]);
    assert.equal(next.status, 202);
    assert.notEqual(next.body.job, first.body.job);
    await cancel('again');
  }
  assert.equal((await service.client.request('DELETE', '/v1/datasets/again')).status, 204);
  assertProblem(await service.client.get('/v1/datasets/again'), 404, 'ERR_NOT_FOUND');
  assertProblem(await service.client.request('DELETE', '/v1/datasets/again'), 404, 'ERR_NOT_FOUND');
});

test('a form that is not as it should be is refused at the field that is wrong', { timeout: 30_000 }, async () => {
  const cases: [Part[], string][] = [
    [[file('1\n')], '/name'],
    [[['name', 'x']], '/file'],
    [[['name', '../x'], file('1\n')], '/name'],
    [[['name', ''], file('1\n')], '/name'],
    [[['name', 'x'.repeat(65)], file('1\n')], '/name'],
    [[['name', 'x'], ['name', 'y'], file('1\n')], '/name'],
    [
      [
        ['name', 'x'],
        ['file', 'a value'],
      ],
      '/file',
    ],
    [[['name', 'x'], ['colour', 'red'], file('1\n')], '/colour'],
    [
      [
        ['name', 'x'],
        ['picture', { bytes: '1', name: 'a.png' }],
      ],
      '/picture',
    ],
    [[['name', 'x'], file('1\n'), ['options', '{']], '/options'],
    [[['name', 'x'], file('1\n'), ['options', 'null']], '/options'],
    [[['name', 'x'], file('1\n'), ['options', '{"kind":"video"}']], '/options/kind'],
    [[['name', 'x'], file('1\n'), ['options', '{"heigth":3}']], '/options/heigth'],
  ];
  for (const [parts, pointer] of cases) {
    const { errors } = assertProblem(await upload(parts), 400, 'ERR_VALIDATION');
    assert.equal(errors?.[0]?.pointer, pointer, JSON.stringify(parts));
  }
  await assertNothingLeft('x');
});

test('JSON that is not as it should be is refused', async () => {
  for (const body of [
    { name: 'x' },
    { name: 'x', rows: [] },
    { name: 'x', rows: [1] },
    { name: 'x', rows: [{}], inputs: [1] },
    { name: 'x', inputs: 3 },
    { name: 'x', rows: [{ a: 1 }], options: { kind: 'video' } },
    { rows: [{ a: 1 }] },
    { name: '../x', rows: [{ a: 1 }] },
  ])
    assertProblem(await service.client.post('/v1/datasets', body), 400, 'ERR_VALIDATION');
  const large = await service.client.post('/v1/datasets', { name: 'x', inputs: ['y'.repeat(100_001)] });
  assertProblem(large, 413, 'ERR_TOO_LARGE');
  assertProblem(
    await service.client.post('/v1/datasets', 'a,b', { 'content-type': 'text/csv' }),
    415,
    'ERR_MEDIA_TYPE',
  );
  assertProblem(await service.client.post('/v1/datasets'), 415, 'ERR_MEDIA_TYPE');
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', ' application/json ;x=y'])
    for (const body of ['{"name":3}', 'null', '[]', '{"name":"x"}'])
      assertProblem(await service.client.post('/v1/datasets', body, { 'content-type': type }), 400, 'ERR_VALIDATION');
  await assertNothingLeft('x');
});

/** More than the api parses itself. */
const manyRows = Array.from({ length: 30_000 }, (_, row) => ({ a: row, b: 'x' }));

test('JSON goes to storage as it comes: the same values are the same dataset, whatever stands around them', {
  timeout: 30_000,
}, async () => {
  const large = await startService({ environment: { UPLOAD_LIMIT_BYTES: '10000000', BODY_LIMIT_BYTES: '20000' } });
  try {
    const post = (body: string) => large.client.post('/v1/datasets', body, { 'content-type': 'application/json' });
    for (const rows of [manyRows.slice(0, 3), manyRows]) {
      const name = `rows-${rows.length}`;
      const options = { target: 'b', kind: 'tabular' };
      const first = await post(JSON.stringify({ name, rows, options }));
      assert.equal(first.status, 202, first.text);
      const kept = await large.storage.get(`uploads/${first.body.job}/0`);
      assert.equal(kept?.toString(), JSON.stringify({ rows }));
      for (const same of [
        JSON.stringify({ options: { kind: 'tabular', target: 'b' }, rows, name }),
        JSON.stringify({ name, options, rows }, null, 2),
      ])
        assert.deepEqual((await post(same)).body, first.body);
      const other = await post(JSON.stringify({ name, rows: rows.slice(1), options }));
      assertProblem(other, 409, 'ERR_CONFLICT');
    }
    assert.equal((await large.storage.list('uploads')).length, 2);
    // What is wrong in the outermost object is told at once, and what it is; what is wrong within, the import tells.
    const data = JSON.stringify(manyRows);
    for (const [body, code, told] of [
      [`{"name":"x","rows":${data}`, 'ERR_MALFORMED', /whole JSON/],
      [`{"name":"x","rows":${data.slice(0, -1)}}`, 'ERR_MALFORMED', /bracket/],
      [`{"name":"x","rows":${data},"colour":1}`, 'ERR_VALIDATION', /"colour"/],
      [`{"name":"x","rows":${data},"rows":[]}`, 'ERR_VALIDATION', /Received: two/],
      [`{"name":"x","rows":${data},"labels":[]}`, 'ERR_VALIDATION', /both/],
      [`{"name":"x","inputs":${data},"labels":3}`, 'ERR_VALIDATION', /Expected a list/],
      [`{"rows":${data}}`, 'ERR_VALIDATION', /"name"/],
      [`{"rows":${data},"name":"../x"}`, 'ERR_VALIDATION', /\/name/],
      [`{"name":"x","labels":${data}}`, 'ERR_VALIDATION', /neither/],
      [`{"name":"x","rows":${data},"options":{"kind":"video"}}`, 'ERR_VALIDATION', /\/options\/kind/],
      [`{"name":"x","options":"${'y'.repeat(1_100_000)}"}`, 'ERR_TOO_LARGE', /"options"/],
    ] as const) {
      const { detail } = assertProblem(await post(body), code === 'ERR_TOO_LARGE' ? 413 : 400, code);
      assert.match(detail, told);
    }
    assertProblem(await post(`{"name":"x","rows":${JSON.stringify('é'.repeat(300_000))}}`), 400, 'ERR_VALIDATION');
    const bytes = Buffer.concat([Buffer.from(`{"name":"x","rows":${data.slice(0, -1)},"`), Buffer.from([0xe9, 0x22])]);
    const refused = await large.client.post('/v1/datasets', bytes, { 'content-type': 'application/json' });
    assert.match(assertProblem(refused, 400, 'ERR_MALFORMED').detail, /UTF-8/);
    await waitFor('refused ones to be gone', async () => (await large.storage.list('uploads')).length === 2);
  } finally {
    await large.close();
  }
});

test('an upload that is too large is refused, by its declared length or by what comes', {
  timeout: 30_000,
}, async () => {
  assertProblem(await upload([['name', 'x'], file('y'.repeat(100_001))]), 413, 'ERR_TOO_LARGE');
  const halves = [file('y'.repeat(60_000)), file('y'.repeat(60_000))];
  const { detail } = assertProblem(await upload([['name', 'x'], ...halves]), 413, 'ERR_TOO_LARGE');
  assert.equal(detail, 'Expected at most 100000 bytes in one upload. Received: more than that.');
  const request = await startForm({ 'content-length': '5000000' });
  assertProblem(await request.answer, 413, 'ERR_TOO_LARGE');
  request.destroy();
  const many = Array.from({ length: 101 }, () => file('1'));
  assertProblem(await upload([['name', 'x'], ...many]), 413, 'ERR_TOO_LARGE');
  await assertNothingLeft('x');
  assert.equal((await upload([['name', 'fits'], file('y'.repeat(100_000))])).status, 202);
  await cancel('fits');
});

test('a file that is sent as it is gets told of the form', async () => {
  const answer = await service.client.post('/v1/datasets', 'a,b\n1,2\n', { 'content-type': 'text/csv' });
  const { detail } = assertProblem(answer, 415, 'ERR_MEDIA_TYPE');
  assert.match(detail, /multipart\/form-data with a field "file".* Received: "text\/csv"/);
});

test('a form that is none is malformed', { timeout: 30_000 }, async () => {
  for (const [type, body] of [
    ['multipart/form-data; boundary=xyz', 'nonsense'],
    [
      'multipart/form-data; boundary=xyz',
      '--xyz\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
    ],
    ['multipart/form-data', 'nonsense'],
    [
      'multipart/form-data; boundary=xyz',
      '--xyz\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n--xyz--\r\n',
    ],
  ] as const) {
    const answer = await service.client.post('/v1/datasets', body, { 'content-type': type });
    assert.ok([400, 415].includes(answer.status), answer.text);
    assertProblem(answer, answer.status, answer.body.code);
  }
  await assertNothingLeft('x');
});

const BOUNDARY = 'between-the-parts';
const HEAD =
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n` +
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;

/** A form of which the test sends what it likes, when it likes. */
async function startForm(headers: Record<string, string> = {}) {
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  const request = http.request(`${service.url}/v1/datasets`, {
    ...{ method: 'POST', agent: false, headers: { 'content-type': type, ...headers } },
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    request.on('error', reject);
    request.on('response', async (response) => {
      const chunks = await response.toArray();
      const text = Buffer.concat(chunks).toString();
      const answered = new Headers();
      for (const [name, value] of Object.entries(response.headers)) answered.set(name, String(value));
      resolve({ status: response.statusCode ?? 0, headers: answered, text, body: JSON.parse(text) });
    });
  });
  answer.catch(() => undefined);
  const cut = new Promise<void>((resolve) => request.on('close', () => resolve()));
  request.write(HEAD);
  return {
    answer,
    /** The connection is closed. */
    cut,
    write: (text: string) => request.write(text),
    end: (text: string) => request.end(text),
    destroy: () => request.destroy(),
  };
}

test('a connection that breaks half way leaves nothing', { timeout: 30_000 }, async () => {
  for (const sent of ['1', '1\n'.repeat(20_000)]) {
    const request = await startForm();
    request.write(sent);
    await waitFor('the bytes to come', async () => (await temporary()).length > 0);
    request.destroy();
    await waitFor('the bytes to go', async () => (await temporary()).length === 0);
    await assertNothingLeft('x');
  }
});

test('a client that stalls is told so and cut off; one that is slow is not', { timeout: 30_000 }, async () => {
  const stalled = await startForm();
  const slow = await startForm();
  const started = performance.now();
  const dripping = setInterval(() => slow.write('1\n'), 300);
  assertProblem(await stalled.answer, 408, 'ERR_TIMEOUT');
  assert.ok(performance.now() - started < 20_000);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  clearInterval(dripping);
  slow.end(`3\r\n--${BOUNDARY}--\r\n`);
  const { status, text } = await slow.answer;
  assert.equal(status, 202, text);
  await cancel('x');
  await service.client.request('DELETE', '/v1/datasets/x');
  await assertNothingLeft('x');
  await stalled.cut;
});

test('JSON that stalls is told so, and JSON that breaks off leaves nothing', { timeout: 30_000 }, async () => {
  const start = () => {
    const request = http.request(`${service.url}/v1/datasets`, {
      ...{ method: 'POST', agent: false, headers: { 'content-type': 'application/json' } },
    });
    request.on('error', () => undefined);
    request.write(`{"name":"x","rows":[${'{"a":1},'.repeat(5000)}`);
    return request;
  };
  const broken = start();
  await waitFor('the bytes to come', async () => (await temporary()).length > 0);
  broken.destroy();
  await assertNothingLeft('x');
  const stalled = start();
  const status = await new Promise((resolve) => stalled.once('response', (answer) => resolve(answer.statusCode)));
  assert.equal(status, 408);
  stalled.destroy();
  await assertNothingLeft('x');
});

test('a preference to wait is kept to the second, and what cannot be read is ignored', {
  timeout: 30_000,
}, async () => {
  const wait = async (name: string, prefer: string) => {
    const started = performance.now();
    const { status, headers } = await upload([['name', name], file('1\n')], { prefer });
    await cancel(name);
    return { status, applied: headers.get('preference-applied'), ms: performance.now() - started };
  };
  const one = await wait('patient', 'respond-async, Wait=1');
  assert.deepEqual([one.status, one.applied], [202, 'wait=1']);
  assert.ok(one.ms > 1000 && one.ms < 4000, `${one.ms} ms`);
  for (const prefer of ['wait=soon', 'wait', 'await=5', 'wait=-1']) {
    const { applied, ms } = await wait('impatient', prefer);
    assert.equal(applied, null);
    assert.ok(ms < 1000, `${prefer}: ${ms} ms`);
  }
});

test('an import that is cancelled while somebody waits for it is a refusal', { timeout: 30_000 }, async () => {
  const waiting = upload([['name', 'unlucky'], file('1\n')], { prefer: 'wait=20' });
  // The name is there a moment before its job.
  await waitFor('the import', async () => (await cancel('unlucky')).status === 200);
  assertProblem(await waiting, 409, 'ERR_CANCELLED');
});

test('what is built in can be neither replaced nor deleted, and what is being imported not deleted', async () => {
  assertProblem(await upload([['name', 'mnist'], file('1\n')]), 409, 'ERR_CONFLICT');
  assertProblem(await service.client.request('DELETE', '/v1/datasets/mnist'), 409, 'ERR_CONFLICT');
  const { body } = await upload([['name', 'busy'], file('1\n')]);
  const { detail } = assertProblem(await service.client.request('DELETE', '/v1/datasets/busy'), 409, 'ERR_CONFLICT');
  assert.ok(detail.includes(body.job), detail);
  await cancel('busy');
});

test('a full line refuses an upload before it has come', { timeout: 30_000 }, async (t) => {
  const full = await startService({ environment: { QUEUE_LIMIT_JOBS: '1' } });
  t.after(() => full.close());
  const values = (name: string) => ({ name, inputs: [1, 2] });
  assert.equal((await full.client.post('/v1/datasets', values('a'))).status, 202);
  assertProblem(await full.client.post('/v1/datasets', values('b')), 429, 'ERR_QUEUE_FULL');
  assertProblem(await full.client.get('/v1/datasets/b'), 404, 'ERR_NOT_FOUND');
});

test('without Redis an upload is refused and leaves nothing', { timeout: 30_000 }, async (t) => {
  const alone = await startService();
  t.after(() => alone.close());
  await alone.redis.stop();
  assertProblem(await alone.client.post('/v1/datasets', { name: 'a', inputs: [1] }), 503, 'ERR_UNAVAILABLE');
  assert.deepEqual(await alone.storage.list('uploads'), []);
  assert.deepEqual((await alone.client.get('/v1/datasets')).body.data.length, 1);
});
