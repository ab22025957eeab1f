/** Every form of a request, small and large: the same is read, the same is refused, and a large one is read in the thread. */
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, test } from 'node:test';
import { type Preprocessing, preprocessingKind } from '../../src/data/index.ts';
import { createReader } from '../../src/prediction/reader.ts';
import type { Form, ReadVersion, RequestBody } from '../../src/prediction/requests/forms.ts';
import { readRequest } from '../../src/prediction/requests/index.ts';
import { readPlain } from '../../src/prediction/requests/plain.ts';

const COUNT_MAX = 20_000;
const versionOf = (preprocessing: Preprocessing, more: Partial<ReadVersion> = {}): ReadVersion => ({
  ...{ preprocessing, task: 'classification', labels: ['no', 'yes'] },
  inputShape: [...preprocessingKind(preprocessing).inputShape(preprocessing)],
  ...more,
});
const column = (name: string, nullable = false) => ({
  ...{ as: 'number', name, type: 'number', nullable, subtract: 0, divideBy: 1, fill: 0 },
});
const TABLE = versionOf({
  kind: 'tabular',
  columns: [column('age'), column('minutes', true)],
  others: [],
} as unknown as Preprocessing);
const TENSOR = versionOf({ kind: 'tensor', shape: [2, 2], offsets: [1], divisors: [2] });
const SERIES = versionOf({
  ...{ kind: 'sequence', length: 3, padded: true, precision: 'float64' },
  features: [{ name: 'value', subtract: 0, divideBy: 1, fill: 0 }],
});
const TEXT = versionOf({
  ...{ kind: 'text', column: 'text', others: [], tokens: 'words', lowercase: true, length: 3 },
  vocabulary: ['good', 'bad'],
});

const reader = createReader({ countMax: COUNT_MAX, bytesMax: 10 * 2 ** 20, readingMsMax: 120_000 });
after(() => reader.close());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => (index % 100) / 4);
const inference = (json: object, raw = Buffer.alloc(0)): RequestBody => {
  const head = Buffer.from(JSON.stringify(json));
  return { form: 'inference', bytes: Buffer.concat([head, raw]), jsonBytes: head.length };
};
const tensor = (rows: number, more: object = {}) => ({
  ...{ name: 'tensor', datatype: 'FP32', shape: [rows, 2, 2], data: numbers(4 * rows) },
  ...more,
});
const json = (form: 'predict' | 'examples' | 'explanation', value: object): RequestBody => ({
  ...{ form, bytes: Buffer.from(JSON.stringify(value)) },
  ...{ method: 'classify', wish: {}, heatMap: false },
});
const copied = (body: RequestBody): RequestBody => ({ ...body, bytes: Uint8Array.from(body.bytes) });

/** Bodies of so many rows in each form. */
const bodies = (rows: number): [string, ReadVersion, RequestBody][] => [
  ['columns', TABLE, json('predict', { inputs: { age: numbers(rows), minutes: Array(rows).fill(null) } })],
  ['a column that is left out', TABLE, json('predict', { inputs: { age: numbers(rows) } })],
  ['a tensor as columns', TENSOR, json('predict', { inputs: Array(rows).fill([1, 2, 3, 4]) })],
  [
    'a signature',
    TENSOR,
    json('predict', { signature_name: 'serving_default', instances: Array(rows).fill([1, 2, 3, 4]) }),
  ],
  ['a contract', TABLE, { ...json('predict', { instances: Array(rows).fill([1, 2]) }), contract: true } as RequestBody],
  ['examples', TABLE, json('examples', { context: { minutes: 7 }, examples: numbers(rows).map((age) => ({ age })) })],
  ['v2 JSON', TENSOR, inference({ id: 'é', inputs: [tensor(rows)], outputs: [{ name: 'label' }] })],
  [
    'v2 JSON, nested',
    TENSOR,
    inference({
      inputs: [
        tensor(rows, {
          data: Array(rows).fill([
            [1, 2],
            [3, 4],
          ]),
        }),
      ],
    }),
  ],
  [
    'v2 JSON of whole numbers',
    TENSOR,
    inference({ inputs: [tensor(rows, { datatype: 'INT8', data: Array(4 * rows).fill(7) })] }),
  ],
  [
    'v2 JSON of a series',
    SERIES,
    inference({ inputs: [{ name: 'sequence', datatype: 'FP64', shape: [rows, 3], data: numbers(3 * rows) }] }),
  ],
  [
    'v2 JSON of texts',
    TEXT,
    inference({ inputs: [{ name: 'text', datatype: 'BYTES', shape: [rows], data: Array(rows).fill('not good') }] }),
  ],
  [
    'v2 raw',
    TENSOR,
    inference(
      { inputs: [tensor(rows, { data: undefined, parameters: { binary_data_size: 16 * rows } })] },
      Buffer.from(Float32Array.from(numbers(4 * rows)).buffer),
    ),
  ],
  ['an explanation', TEXT, json('explanation', { instances: Array(Math.min(rows, 16)).fill('good '.repeat(rows)) })],
];

test('each form gives the same, read here or in the thread', { timeout: 120_000 }, async () => {
  for (const rows of [3, 5000]) {
    for (const [name, version, body] of bodies(rows)) {
      const expected = await readRequest(version, copied(body), COUNT_MAX);
      const given = copied(body);
      assert.deepEqual(await reader.read<Form>(version, given), expected, `${rows} ${name}`);
      // What was read aside was given away.
      const isPlain = readPlain(version, body, COUNT_MAX) !== undefined && body.bytes.length <= 262_144;
      assert.equal(given.bytes.length === 0, rows > 3 && !isPlain, `${rows} ${name}`);
    }
  }
});

test('what is wrong is told in the same words of a small body and of a large one', { timeout: 120_000 }, async () => {
  const blanks = ' '.repeat(70_000);
  const wrong: [ReadVersion, RequestBody][] = [
    [TABLE, json('predict', { inputs: { age: [1, 2], minutes: [1] } })],
    [TABLE, json('predict', { inputs: { age: [1, 'old'] } })],
    [TABLE, json('predict', { inputs: { years: [1] } })],
    [TABLE, json('predict', { inputs: { age: Array(COUNT_MAX + 1).fill(1) } })],
    [TENSOR, json('predict', { signature_name: 7, instances: [[1, 2, 3, 4]] })],
    [TENSOR, json('predict', { signature_name: 'other', instances: [[1, 2, 3, 4]] })],
    [TABLE, json('examples', { examples: [{ age: 1 }], context: { age: 1 } })],
    [TABLE, { ...json('examples', { examples: [{ age: 1 }] }), method: 'regress' } as RequestBody],
    [TENSOR, inference({ inputs: [tensor(2, { data: [1, 2, 3] })] })],
    [TENSOR, inference({ inputs: [tensor(2, { data: [1, 2, 3, 4, 5, 6, 7, 'x'] })] })],
    [TENSOR, inference({ inputs: [tensor(2, { datatype: 'UINT8', data: [1, 2, 3, 4, 5, 6, 7, 256] })] })],
    [TENSOR, inference({ inputs: [tensor(2)], outputs: [{ name: 'none' }] })],
    [
      TENSOR,
      inference({ inputs: [tensor(2, { data: undefined, parameters: { binary_data_size: 32 } })] }, Buffer.alloc(31)),
    ],
    [TEXT, json('explanation', { instances: ['good'], steps: 0 })],
    [TEXT, json('explanation', { instances: ['good'], target: 7 })],
    [TEXT, json('explanation', { instances: [7] })],
    [TEXT, json('explanation', { instances: ['good'], baseline: 7 })],
  ];
  for (const [version, body] of wrong) {
    const text = Buffer.from(body.bytes).toString('latin1');
    const small = await reader.read<Form>(version, copied(body)).catch((error: unknown) => error);
    assert.ok(small instanceof Error, text.slice(0, 200));
    const bytes = Buffer.concat([Buffer.from(blanks), body.bytes]);
    const large = { ...body, bytes, ...('jsonBytes' in body && { jsonBytes: blanks.length + (body.jsonBytes ?? 0) }) };
    // Blanks before it are part of what is shown of it.
    const told = await reader.read<Form>(version, large).catch((error: unknown) => error);
    const { code, message, problems } = told as { code: string; message: string; problems: unknown };
    const shown = message.startsWith('JSON Value') ? message.slice(-40) : message;
    assert.ok(small.message.endsWith(shown), `${small.message} ≠ ${message}`);
    assert.deepEqual({ ...small, message: '' }, { ...(small as object), code, problems, message: '' });
  }
});

test('while large bodies of columns, examples and tensors are read the event loop goes on', {
  timeout: 180_000,
}, async () => {
  const big = bodies(20_000).filter(([name]) => /^(?:columns|examples|v2 JSON of texts|v2 raw)$/.test(name));
  // The thread starts, and learns the versions.
  for (const [, version, body] of big) await reader.read<Form>(version, copied(body));
  for (const [name, version, body] of big) {
    const here = performance.now();
    await readRequest(version, copied(body), COUNT_MAX);
    const direct = performance.now() - here;
    const given = copied(body);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await reader.read<Form>(version, given);
    delay.disable();
    assert.equal(given.bytes.length, 0, name);
    assert.ok(delay.max / 1e6 < Math.max(direct, 50), `${name}: ${delay.max / 1e6} ms of ${direct} ms`);
  }
});

test('what a body would become is bounded before memory is taken', async () => {
  const wide = versionOf({
    ...{ kind: 'tabular', others: [] },
    columns: Array.from({ length: 10_000 }, (_, index) => column(`c${index}`, index > 0)),
  } as unknown as Preprocessing);
  // A gigabyte of numbers at most; a column that may be missing makes two.
  const tall = createReader({ countMax: 1e6, bytesMax: 2 ** 20 });
  const inputs = { c0: Array(30_000).fill(1) };
  await assert.rejects(readRequest(wide, json('predict', { inputs }), 1e6), {
    ...{ code: 'ERR_INSTANCES', message: 'Expected at most 13422 instances. Received: 30000.' },
  });
  const given = { name: 'c0', datatype: 'FP64', shape: [30_000], data: inputs.c0 };
  await assert.rejects(tall.read<Form>(wide, inference({ inputs: [given] })), /at most 13422 instances/);
  const context = Object.fromEntries(numbers(3000).map((value, index) => [`c${index + 1}`, value]));
  const examples = Array(2000).fill({});
  await assert.rejects(
    readRequest(wide, json('examples', { context, examples }), COUNT_MAX),
    /^AppError: Expected at most 4194304 features that 'context' gives to all examples together\. Received: 6000000\.$/,
  );
  const many = Buffer.alloc(4 * 100_000);
  const head = { name: 'text', datatype: 'BYTES', shape: [100_000], parameters: { binary_data_size: many.length } };
  await assert.rejects(
    tall
      .read<Form>(TEXT, inference({ inputs: [head] }, many))
      .then(() => reader.read<Form>(TEXT, inference({ inputs: [head] }, many))),
    /at most 20000 instances/,
  );
  tall.close();
});

test('the short way through JSON of tensors is the long way, or none', async () => {
  const read = (text: string, version = TENSOR) => {
    // As long as it has to be.
    const bytes = Buffer.from(text + ' '.repeat(512));
    return readPlain(version, { form: 'inference', bytes, jsonBytes: bytes.length }, COUNT_MAX);
  };
  const head = '"name":"tensor","datatype":"FP32","shape":[1,2,2]';
  const taken = [
    `{"inputs":[{${head},"data":[1,2.5,-3e2,0.1]}]}`,
    `{"id":"data","inputs":[{"data" : [ [[1,2.5],\n[-3e2,0.1]] ],${head}}],"parameters":{}}`,
    `{"inputs":[{${head},"data":[1,2.5,-3e2,0.10000000149011612]}],"outputs":[{"name":"probabilities"}]}`,
  ];
  for (const text of taken) {
    const bytes = Buffer.from(text);
    const long = await readRequest(TENSOR, { form: 'inference', bytes, jsonBytes: bytes.length }, COUNT_MAX);
    assert.deepEqual(read(text), long, text);
  }
  const left = [
    '',
    '"data":[1]',
    `{"inputs":[{${head},"data":[1,2,3]}]}`,
    `{"inputs":[{${head},"data":[1,2,3,null]}]}`,
    `{"inputs":[{${head},"data":[1,2,3,NaN]}]}`,
    `{"inputs":[{${head},"data":[[1,2],[3]]}]}`,
    `{"inputs":[{${head},"data":[1,2,3,4],"data":[1,2,3,4]}]}`,
    `{"inputs":[{${head},"data":[1,2,3,4]}]`,
    `{"inputs":[{${head},"data":[1,2,3,4]}]}x`,
    `{"id":"\\"data":[1,2,3,4]","inputs":[{${head},"data":[1,2,3,4]}]}`,
    `{"id":7,"inputs":[{${head},"data":[1,2,3,4]}]}`,
    `{"parameters":{"data":[1,2,3,4]},"inputs":[{${head},"data":[1,2,3,4]}]}`,
    `{"inputs":[{${head.replace('FP32', 'UINT8')},"data":[1,2,3,4.0]}]}`,
    `{"inputs":[{${head.replace('FP32', 'UINT8')},"data":[1,2,3,-1]}]}`,
    `{"inputs":[{${head.replace('FP32', 'BOOL')},"data":[1,1,0,1]}]}`,
    `{"inputs":[{${head.replace('FP32', 'INT32')},"data":[1,2,3,16777217]}]}`,
    `{"inputs":[{${head},"data":[1,2,3,1e300]}]}`,
    `{"inputs":[{${head},"data":${'['.repeat(9)}1${']'.repeat(9)}}]}`,
  ];
  for (const text of left) assert.equal(read(text), undefined, text);
  assert.equal(
    read(`{"inputs":[{"name":"sequence","datatype":"FP64","shape":[1,3],"data":[1,2,3]}]}`, SERIES),
    undefined,
  );
});
