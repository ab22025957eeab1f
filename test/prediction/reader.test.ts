/** Bodies of predictions, read here or in a thread: which one nobody can tell, but that others are answered meanwhile. */
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, test } from 'node:test';
import type { Preprocessing } from '../../src/data/index.ts';
import { type RequestBody, readInputs } from '../../src/prediction/read-inputs.ts';
import { createReader } from '../../src/prediction/reader.ts';

const TENSOR: Preprocessing = { kind: 'tensor', shape: [4], offsets: [1], divisors: [2] };
const TEXT: Preprocessing = {
  ...{ kind: 'text', column: 'text', others: [], tokens: 'words', lowercase: true, length: 3 },
  vocabulary: ['good', 'bad'],
};
const COUNT_MAX = 200_000;

/** On a busy machine a reading takes its time. */
const reader = createReader({ countMax: COUNT_MAX, bytesMax: 10 * 2 ** 20, readingMsMax: 120_000 });
after(() => reader.close());

/** With an escape in it, since plain numbers are read the short way. */
const json = (instances: unknown): RequestBody => ({
  bytes: Buffer.from(`{"\\u0069nstances":${JSON.stringify(instances)}}`),
});
const rows = (count: number) => Array.from({ length: count }, (_, row) => [row, row + 1, row / 7, -row]);
/** The body is given away. */
const copied = ({ bytes, ...rest }: RequestBody): RequestBody => ({ ...rest, bytes: Uint8Array.from(bytes) });

test('a large body gives the inputs that it gives without a thread', { timeout: 60_000 }, async () => {
  const csv = Buffer.from(
    rows(2000)
      .map((row) => row.join())
      .join('\n'),
  );
  for (const [preprocessing, body] of [
    [TENSOR, json(rows(10))],
    [TENSOR, json(rows(2000))],
    [TENSOR, { bytes: csv, mediaType: 'text/csv' }],
    [TEXT, json(Array(2000).fill('not bad: good'))],
    [TEXT, { bytes: Buffer.from('good bad '.repeat(5000)), mediaType: 'text/plain' }],
    // In memory that is shared with others.
    [TENSOR, { bytes: Buffer.concat([Buffer.alloc(10), json(rows(2000)).bytes]).subarray(10) }],
  ] as const) {
    const expected = await readInputs(preprocessing, copied(body), COUNT_MAX);
    const read = await Promise.all([1, 2, 3].map(() => reader.read(preprocessing, copied(body))));
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
    const expected = await readInputs(TENSOR, { bytes }, COUNT_MAX).catch((error: unknown) => error);
    await assert.rejects(reader.read(TENSOR, copied({ bytes })), expected as Error);
  }
});

test('the inputs of one body are bounded together', async () => {
  const wide: Preprocessing = { kind: 'tensor', shape: [2 ** 20], offsets: [0], divisors: [1] };
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
  await assert.rejects(reader.read(TENSOR, { bytes }), { code: 'ERR_INSTANCES' });
  delay.disable();
  assert.ok(delay.max / 1e6 < parsing / 2, `${delay.max / 1e6} ms of ${parsing} ms`);
});

test('a body that takes too long costs its own request, and the thread is replaced', { timeout: 180_000 }, async () => {
  const hasty = createReader({ countMax: COUNT_MAX, bytesMax: 40_000_000, readingMsMax: 300 });
  const expected = await readInputs(TENSOR, json(rows(2000)), COUNT_MAX);
  assert.deepEqual(await hasty.read(TENSOR, json(rows(2000))), expected);
  const slow = Uint8Array.from(Buffer.from(`{"instances":[${'[],'.repeat(10_000_000)}[]]}`));
  const slowed = hasty.read(TENSOR, { bytes: slow });
  await assert.rejects(slowed, { code: 'ERR_TOO_LARGE' });
  const again = (): Promise<Float32Array | undefined> => hasty.read(TENSOR, json(rows(2000))).catch(() => undefined);
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
  assert.equal((await reader.read(TENSOR, json(rows(2000)))).length, 8000);
});

test('the thread forgets preprocessings that are not used, and learns them anew', { timeout: 60_000 }, async () => {
  const many = Array.from({ length: 40 }, (_, offset) => ({ ...TENSOR, offsets: [offset] }));
  for (const preprocessing of [...many, ...many]) {
    const [first] = await reader.read(preprocessing, json(rows(2000)));
    assert.equal(first, (0 - (preprocessing.offsets[0] as number)) / 2);
  }
});
