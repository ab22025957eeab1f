/** Bodies of predictions, read here or in a thread: which one nobody can tell, but that others are answered meanwhile. */
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, test } from 'node:test';
import type { Preprocessing } from '../../src/data/index.ts';
import { preprocessingKind } from '../../src/data/index.ts';
import { createReader, type Reader } from '../../src/prediction/reader.ts';
import type { Form, ReadVersion, RequestBody } from '../../src/prediction/requests/forms.ts';
import { readRequest } from '../../src/prediction/requests/index.ts';

const versionOf = (preprocessing: Preprocessing): ReadVersion => ({
  ...{ preprocessing, task: 'classification', labels: ['no', 'yes'] },
  inputShape: [...preprocessingKind(preprocessing).inputShape(preprocessing)],
});
const TENSOR = versionOf({ kind: 'tensor', shape: [4], offsets: [1], divisors: [2] });
const TEXT = versionOf({
  ...{ kind: 'text', column: 'text', others: [], tokens: 'words', lowercase: true, length: 3 },
  vocabulary: ['good', 'bad'],
});
const COUNT_MAX = 200_000;

/** On a busy machine a reading takes its time. */
const reader = createReader({ countMax: COUNT_MAX, bytesMax: 10 * 2 ** 20, readingMsMax: 120_000 });
after(() => reader.close());

/** With an escape in it, since plain numbers are read the short way. */
const json = (instances: unknown): RequestBody => ({
  form: 'predict',
  bytes: Buffer.from(`{"\\u0069nstances":${JSON.stringify(instances)}}`),
});
const rows = (count: number) => Array.from({ length: count }, (_, row) => [row, row + 1, row / 7, -row]);
/** The body is given away. */
const copied = <F extends Form>(body: RequestBody<F>): RequestBody<F> => ({
  ...body,
  bytes: Uint8Array.from(body.bytes),
});
const inputsOf = async (
  version: ReadVersion,
  body: RequestBody,
  by: Pick<Reader, 'read'> = reader,
): Promise<Float32Array> => (await by.read(version, body)).inputs;

test('a large body gives the inputs that it gives without a thread', { timeout: 60_000 }, async () => {
  const csv = Buffer.from(
    rows(2000)
      .map((row) => row.join())
      .join('\n'),
  );
  for (const [version, body] of [
    [TENSOR, json(rows(10))],
    [TENSOR, json(rows(2000))],
    [TENSOR, { form: 'file', bytes: csv, mediaType: 'text/csv' }],
    [TEXT, json(Array(2000).fill('not bad: good'))],
    [TEXT, { form: 'file', bytes: Buffer.from('good bad '.repeat(5000)), mediaType: 'text/plain' }],
    // In memory that is shared with others.
    [TENSOR, { form: 'predict', bytes: Buffer.concat([Buffer.alloc(10), json(rows(2000)).bytes]).subarray(10) }],
  ] as const) {
    const expected = await readRequest(version, copied(body), COUNT_MAX);
    const read = await Promise.all([1, 2, 3].map(() => reader.read(version, copied<Form>(body))));
    for (const each of read) assert.deepEqual(each, expected);
  }
});

test('what is wrong with a large body is told as of a small one', { timeout: 60_000 }, async () => {
  const spaces = ' '.repeat(20_000);
  for (const text of [
    spaces,
    `${spaces}{"instances":[[1,2,3`,
    `${spaces}{"inputs":[]}`,
    `${spaces}{"instances":[]}`,
    `${spaces}{"instances":[[1,2,3,4],[1,2,"3",4]]}`,
    `{"instances":[${'[],'.repeat(COUNT_MAX)}[]]}`,
    `${spaces}\xff`,
  ]) {
    const bytes = Buffer.from(text, 'latin1');
    const expected = await readRequest(TENSOR, { form: 'predict', bytes }, COUNT_MAX).catch((error: unknown) => error);
    await assert.rejects(reader.read(TENSOR, copied({ form: 'predict', bytes })), expected as Error);
  }
});

test('the inputs of one body are bounded together', async () => {
  const wide = versionOf({ kind: 'tensor', shape: [2 ** 20], offsets: [0], divisors: [1] });
  await assert.rejects(reader.read(wide, json(Array(300).fill([]))), {
    ...{ code: 'ERR_INSTANCES', message: 'Expected at most 256 instances. Received: 300.' },
  });
});

test('while a large body is read the event loop goes on', { timeout: 180_000 }, async () => {
  const text = `{"instances":[${'[],'.repeat(1_500_000)}[]]}`;
  const direct = performance.now();
  JSON.parse(text);
  const parsing = performance.now() - direct;
  const bytes = Uint8Array.from(Buffer.from(text));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await assert.rejects(reader.read(TENSOR, { form: 'predict', bytes }), { code: 'ERR_INSTANCES' });
  delay.disable();
  assert.ok(delay.max / 1e6 < parsing / 2, `${delay.max / 1e6} ms of ${parsing} ms`);
});

test('a body that takes too long costs its own request, and the thread is replaced', { timeout: 180_000 }, async () => {
  const hasty = createReader({ countMax: COUNT_MAX, bytesMax: 40_000_000, readingMsMax: 300 });
  const { inputs: expected } = await readRequest(TENSOR, json(rows(2000)), COUNT_MAX);
  assert.deepEqual(await inputsOf(TENSOR, json(rows(2000)), hasty), expected);
  const slow = Uint8Array.from(Buffer.from(`{"instances":[${'[],'.repeat(10_000_000)}[]]}`));
  const slowed = hasty.read(TENSOR, { form: 'predict', bytes: slow });
  await assert.rejects(slowed, { code: 'ERR_TOO_LARGE' });
  const again = (): Promise<Float32Array | undefined> =>
    inputsOf(TENSOR, json(rows(2000)), hasty).catch(() => undefined);
  let next = await again();
  for (let tries = 0; tries < 10 && !next; tries++) next = await again();
  assert.deepEqual(next, expected);
  const last = hasty.read(TENSOR, json(rows(2000)));
  hasty.close();
  await last.catch(({ code }) => assert.equal(code, 'ERR_UNAVAILABLE'));
});

test('of more large bodies than may wait, those beyond are refused', { timeout: 60_000 }, async () => {
  const read = await Promise.allSettled(Array.from({ length: 70 }, () => reader.read(TENSOR, json(rows(2000)))));
  const refused = read.filter((each) => each.status === 'rejected');
  assert.equal(refused.length, 6);
  for (const { reason } of refused) assert.equal(reason.code, 'ERR_RATE_LIMIT');
  assert.equal((await inputsOf(TENSOR, json(rows(2000)))).length, 8000);
});

test('the thread forgets versions that are not used, and learns them anew', { timeout: 60_000 }, async () => {
  const many = Array.from({ length: 40 }, (_, offset) =>
    versionOf({ kind: 'tensor', shape: [4], offsets: [offset], divisors: [2] }),
  );
  for (const [index, version] of [...many, ...many].entries()) {
    const [first] = await inputsOf(version, json(rows(2000)));
    assert.equal(first, (0 - (index % 40)) / 2);
  }
});
