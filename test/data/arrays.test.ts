import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { importArrays } from '../../src/data/import/arrays.ts';
import type { Imported } from '../../src/data/import/importing.ts';
import type { ImportOptions } from '../../src/data/import/options.ts';
import type { ArrayContent } from '../../src/data/manifest.ts';
import { importTools, type TestTools } from './import-tools.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/arrays');

interface Outcome {
  readonly imported: Imported;
  readonly content: ArrayContent;
  readonly tools: TestTools;
}

/** Imports files: fixtures by their names, or contents. */
async function importing(
  t: TestContext,
  files: Readonly<Record<string, string | Buffer | undefined>>,
  options: ImportOptions = {},
  limits = {},
): Promise<Outcome> {
  const tools = importTools(t, limits);
  const uploads = Object.entries(files).map(([name, bytes]) =>
    tools.upload(name, bytes ?? readFileSync(path.join(FIXTURES, name))),
  );
  const imported = await importArrays({ files: uploads, options }, tools);
  assert.ok(imported.content.form === 'array');
  return { imported, content: imported.content, tools };
}

const json = (value: unknown, options?: ImportOptions) => (t: TestContext) =>
  importing(t, { 'data.json': JSON.stringify(value) }, options);
const refused = (message: RegExp) => ({ name: 'AppError', code: 'ERR_DATA', message });
const ints = (bytes: Buffer): number[] => [...new Int32Array(bytes.buffer)];
const floats = (bytes: Buffer): number[] => [...new Float32Array(bytes.buffer)];

test('bytes of two axes are pictures, whole numbers that are not contiguous their classes', async (t) => {
  const { imported, content, tools } = await importing(t, { 'pictures.npz': undefined });
  assert.equal(imported.kind, 'image');
  assert.equal(imported.rows, 12);
  assert.equal(imported.parts, undefined);
  assert.deepEqual([content.shape, content.type], [[6, 5, 1], 'uint8']);
  assert.deepEqual(content.targets, { kind: 'classes', labels: ['3', '7', '11'], counts: [4, 4, 4], numeric: true });
  assert.equal(tools.result('inputs.bin').length, 12 * 30);
  assert.deepEqual(ints(tools.result('targets.bin')).slice(0, 4), [0, 1, 2, 0]);
});

test('arrays named by their part bring their own parts, and texts are classes', async (t) => {
  const { imported, content, tools } = await importing(t, { 'parts.npz': undefined });
  assert.equal(imported.kind, 'tensor');
  assert.deepEqual(imported.parts, { train: 10, test: 4 });
  assert.deepEqual(content.targets, { kind: 'classes', labels: ['a', 'b'], counts: [7, 7], numeric: false });
  assert.deepEqual(ints(tools.result('targets.bin')), [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0]);
});

test('floats of two axes are sequences, float labels are numbers to predict', async (t) => {
  const { imported, content } = await importing(t, { 'sequences.npz': undefined });
  assert.equal(imported.kind, 'sequence');
  assert.deepEqual([content.shape, content.type], [[5, 2], 'float32']);
  assert.deepEqual(content.targets, { kind: 'numbers', names: ['value'] });
});

test('zeros and ones side by side are labels, of which an upload may tell the names', async (t) => {
  const { content, tools } = await importing(t, { 'labels.npz': undefined }, { classes: ['p', 'q', 'r'] });
  assert.deepEqual(content.targets, { kind: 'labels', labels: ['p', 'q', 'r'], counts: [3, 3, 3] });
  assert.deepEqual([...tools.result('targets.bin').subarray(0, 6)], [1, 0, 1, 0, 1, 1]);
});

test('a single one among zeros in every row is a class, unless the upload says labels', async (t) => {
  const classes = await importing(t, { 'one-hot.npz': undefined });
  assert.equal(classes.content.targets?.kind, 'classes');
  assert.deepEqual(ints(classes.tools.result('targets.bin')), [0, 1, 2, 0, 1, 2]);
  assert.ok(classes.imported.warnings.some((warning) => warning.includes('exactly one label')));
  const labels = await importing(t, { 'one-hot.npz': undefined }, { targets: 'labels' });
  assert.equal(labels.content.targets?.kind, 'labels');
});

test('two files of NumPy are inputs and labels by their names', async (t) => {
  const inputs = readFileSync(path.join(FIXTURES, 'fortran.npy'));
  const labels = readFileSync(path.join(FIXTURES, 'texts.npy'));
  const { content, tools } = await importing(t, { 'labels.npy': labels, 'inputs.npy': inputs });
  assert.deepEqual(
    floats(tools.result('inputs.bin')),
    Array.from({ length: 24 }, (_, index) => index),
  );
  assert.deepEqual(content.targets?.kind === 'classes' && content.targets.labels, ['cat', 'dog', 'žába 🐸']);
});

test('nested lists of JSON are arrays whose text labels stay text', async (t) => {
  const { imported, content, tools } = await importing(t, { 'arrays.json': undefined });
  assert.deepEqual([imported.kind, content.shape, content.type], ['tensor', [6], 'float32']);
  assert.deepEqual(content.targets, { kind: 'classes', labels: ['no', 'yes'], counts: [2, 2], numeric: false });
  assert.deepEqual(floats(tools.result('inputs.bin')).slice(0, 6), [0, 1, 2, 3, 4, 5]);
});

test('the upload says what whole numbers are: numbers to predict, or classes by name', async (t) => {
  const data = { inputs: [[1], [2], [3], [4]], labels: [0, 1, 1, 0] };
  assert.deepEqual((await json(data, { targets: 'numbers' })(t)).content.targets, {
    kind: 'numbers',
    names: ['value'],
  });
  const { content } = await json(data, { classes: ['no', 'yes', 'maybe'] })(t);
  assert.deepEqual(content.targets, {
    kind: 'classes',
    labels: ['no', 'yes', 'maybe'],
    counts: [2, 2, 0],
    numeric: false,
  });
  await assert.rejects(json({ ...data, labels: [0, 1, 2, 0] }, { classes: ['no', 'yes'] })(t), refused(/row 3/));
});

test('the upload says that whole numbers are pixels, which lie from 0 to 255', async (t) => {
  const picture = [
    [0, 255],
    [7, 8],
  ];
  const { imported, content } = await json({ inputs: [picture, picture], labels: ['a', 'b'] }, { kind: 'image' })(t);
  assert.deepEqual([imported.kind, content.shape, content.type], ['image', [2, 2, 1], 'uint8']);
  const tooBright = {
    inputs: [
      picture,
      [
        [0, 256],
        [0, 0],
      ],
    ],
    labels: ['a', 'b'],
  }; // prettier-ignore
  await assert.rejects(
    json(tooBright, { kind: 'image' })(t),
    refused(/from 0 to 255 in row 2 of "inputs"\. Received: 256/),
  );
});

test('inputs without labels are a dataset too, and it says so', async (t) => {
  const { imported, content } = await json({
    inputs: [
      [1, 2],
      [3, 4],
    ],
  })(t); // prettier-ignore
  assert.equal(content.targets, undefined);
  assert.match(imported.warnings.join(), /no labels/);
});

test('a number that is none is refused with its row', async (t) => {
  const nan = Buffer.from(readFileSync(path.join(FIXTURES, 'float32-little.npy')));
  nan.writeFloatLE(Number.NaN, 128 + 4 * 13);
  await assert.rejects(
    importing(t, { 'inputs.npy': nan }),
    refused(/finite numbers.* in row 3 of "inputs.npy"\. Received: NaN/),
  );
  await assert.rejects(json({ inputs: [[1], [1e39]], labels: [1, 2] })(t), refused(/row 2 of "inputs"/));
  await assert.rejects(importing(t, { 'infinite.npz': undefined }), refused(/row 3 of "y"\. Received: Infinity/));
});

test('what cannot be learnt from is refused: one class, other counts, ragged rows, mixed labels', async (t) => {
  const inputs = [[1], [2], [3]];
  const cases: [unknown, RegExp][] = [
    [{ inputs, labels: ['a', 'a', 'a'] }, /at least two classes\. Received: one, "a"\./],
    [{ inputs, labels: [1, 2] }, /Expected 3 labels in "labels", as many as inputs\. Received: 2\./],
    [{ inputs: [[1], [2, 3], [4]], labels: [1, 2, 3] }, /row 2 of "inputs", like the first row/],
    [{ inputs, labels: ['a', 1, 'b'] }, /texts only or numbers only in "labels"\. Received: both, in row 2/],
    [{ inputs, labels: ['a', null, 'b'] }, /row 2 of "labels"\. Received: null/],
    [{ inputs, labels: ['a', ' ', 'b'] }, /a label in row 2 of "labels"/],
    [{ inputs: [['x'], ['y'], ['z']], labels: [1, 2, 3] }, /numbers in "inputs"\. Received: texts/],
    [{ inputs: [], labels: [] }, /at least one row/],
    [{ inputs: [[], []], labels: [1, 2] }, /at least one number/],
    [{ inputs, surprise: [1, 2, 3] }, /arrays named "inputs" and "labels".* "inputs", "surprise"/],
    [{ labels: [1, 2, 3], y_test: [1] }, /Expected inputs for "train"/],
    [{ inputs, labels: [[[1]], [[2]], [[3]]] }, /labels of shape/],
    [[inputs], /an object with "inputs" and "labels"/],
  ];
  for (const [data, message] of cases) await assert.rejects(json(data)(t), refused(message), JSON.stringify(data));
});

test('lists nested without end are refused, and so is what is no JSON', async (t) => {
  const deep = `{"inputs":${'['.repeat(200_000)}1${']'.repeat(200_000)}}`;
  await assert.rejects(importing(t, { 'data.json': deep }), { code: 'ERR_DATA' });
  await assert.rejects(importing(t, { 'data.json': '{"inputs":[[1],[2]' }), refused(/^Expected JSON in UTF-8/));
  await assert.rejects(
    importing(t, { 'data.json': Buffer.from([0x7b, 0xff, 0xfe]) }),
    refused(/^Expected JSON in UTF-8/),
  );
});

test('what exceeds the limits is refused before it is read', async (t) => {
  const npz = { 'pictures.npz': undefined };
  await assert.rejects(importing(t, npz, {}, { rowsMax: 11 }), refused(/at most 11 rows\. Received: 12/));
  await assert.rejects(importing(t, npz, {}, { expandedBytesMax: 500 }), refused(/unpacked|at most 500/));
  await assert.rejects(
    importing(t, { 'arrays.json': undefined }, {}, { memoryBytesMax: 100 }),
    refused(/bytes of JSON/),
  );
});

test('options that mean nothing for arrays are refused', async (t) => {
  await assert.rejects(importing(t, { 'pictures.npz': undefined }, { delimiter: ';' }), refused(/Received: delimiter/));
  await assert.rejects(
    importing(t, { 'pictures.npz': undefined }, { kind: 'audio' }),
    refused(/"image", "sequence" or "tensor"/),
  );
});
