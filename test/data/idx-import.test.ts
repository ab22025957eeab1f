import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { importIdx } from '../../src/data/import/idx.ts';
import type { Imported, ImportLimits } from '../../src/data/import/importing.ts';
import type { ImportOptions } from '../../src/data/import/options.ts';
import { importTools, type TestTools } from './import-tools.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/arrays');
const fixture = (name: string): Buffer => readFileSync(path.join(FIXTURES, name));
const MNIST = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte.gz',
  't10k-labels-idx1-ubyte.gz',
];

async function importing(
  t: TestContext,
  files: Readonly<Record<string, Buffer>>,
  options: ImportOptions = {},
  limits: Partial<ImportLimits> = {},
): Promise<{ imported: Imported; tools: TestTools }> {
  const tools = importTools(t, limits);
  const uploads = Object.entries(files).map(([name, bytes]) => tools.upload(name, bytes));
  return { imported: await importIdx({ files: uploads, options }, tools), tools };
}

const four = (): Record<string, Buffer> => Object.fromEntries(MNIST.map((name) => [name, fixture(name)]));
const two = (): Record<string, Buffer> => ({ a: fixture(MNIST[0] as string), b: fixture(MNIST[1] as string) });
const refused = (message: RegExp) => ({ name: 'AppError', code: 'ERR_DATA', message });

test('four files named as those of MNIST bring their own parts, plain or by gzip', async (t) => {
  const { imported, tools } = await importing(t, four());
  assert.deepEqual([imported.kind, imported.rows, imported.parts], ['image', 12, { train: 8, test: 4 }]);
  assert.ok(imported.content.form === 'array');
  assert.deepEqual(imported.content.shape, [6, 5, 1]);
  assert.deepEqual(imported.content.targets, { kind: 'classes', labels: ['0', '1'], counts: [6, 6], numeric: true });
  assert.deepEqual([...new Int32Array(tools.result('targets.bin').buffer)], [0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0]);
  assert.ok(
    tools
      .result('inputs.bin')
      .subarray(0, 240)
      .equals(fixture(MNIST[0] as string).subarray(16)),
  );
});

test('pictures and labels are told apart by their axes, whatever they are called', async (t) => {
  const { imported } = await importing(t, two(), { classes: ['even', 'odd'] });
  assert.deepEqual([imported.rows, imported.parts], [8, undefined]);
  assert.ok(imported.content.form === 'array' && imported.content.targets?.kind === 'classes');
  assert.deepEqual(imported.content.targets.labels, ['even', 'odd']);
});

test('elements of every type are read', async (t) => {
  for (const type of ['int8', 'int16', 'int32', 'float32', 'float64']) {
    const { imported, tools } = await importing(t, { 'x.idx': fixture(`${type}.idx`) });
    assert.deepEqual([imported.kind, imported.rows], ['sequence', 4]);
    const values = [...new Float32Array(tools.result('inputs.bin').buffer)];
    assert.deepEqual(
      values,
      Array.from({ length: 24 }, (_, index) => index - 7),
      type,
    ); // prettier-ignore
  }
});

test('files that are cut off, lie about their size or hold labels only are refused by name', async (t) => {
  const [pictures, labels] = [two()['a'] as Buffer, two()['b'] as Buffer];
  const huge = Buffer.from(pictures);
  huge.fill(0xff, 4, 16);
  const cases: [Record<string, Buffer>, RegExp][] = [
    [{ a: pictures.subarray(0, -1), b: labels }, /Expected 256 bytes in "a".*Received: 255/],
    [{ a: huge, b: labels }, /in "a", as its header says/],
    [{ a: pictures.subarray(0, 9) }, /an IDX file in "a"/],
    [{ a: Buffer.alloc(0) }, /an IDX file in "a"/],
    [{ b: labels }, /an IDX file of inputs/],
    [{ a: pictures, b: labels, c: labels }, /one array of labels/],
    [
      { a: pictures, b: Buffer.concat([labels.subarray(0, 7), Buffer.from([7]), labels.subarray(8, 15)]) },
      /8 labels.*Received: 7/,
    ],
    [{ 'a.gz': gzipSync(pictures).subarray(0, 60), b: labels }, /a whole gzip file in "a\.gz"/],
    [{ 'a.gz': Buffer.concat([Buffer.from([0x1f, 0x8b]), pictures]) }, /a whole gzip file in "a\.gz"/],
  ];
  for (const [files, message] of cases) await assert.rejects(importing(t, files), refused(message));
});

test('a gzip that unpacks without bound is stopped at the limit', async (t) => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  await assert.rejects(
    importing(t, { bomb }, {}, { expandedBytesMax: 1000 }),
    refused(/at most 1000 bytes unpacked in "bomb"/),
  );
});
