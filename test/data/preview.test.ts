import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import sharp from 'sharp';
import type { Dataset } from '../../src/data/dataset.ts';
import { importArrays } from '../../src/data/import/arrays.ts';
import { previewRows } from '../../src/data/preview.ts';
import { importedDataset, importTools } from './import-tools.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/arrays');

async function imported(t: TestContext, name: string): Promise<Dataset> {
  const tools = importTools(t);
  const file = tools.upload(name, readFileSync(path.join(FIXTURES, name)));
  return importedDataset(await importArrays({ files: [file], options: {} }, tools), tools);
}

test('pictures are shown as pictures, with their label', async (t) => {
  const dataset = await imported(t, 'pictures.npz');
  const rows = (await previewRows(dataset, 1, 2)) as { index: number; image: string; label: string }[];
  assert.deepEqual(
    rows.map(({ index, label }) => [index, label]),
    [
      [1, '7'],
      [2, '11'],
    ],
  );
  const png = Buffer.from((rows[0]?.image ?? '').replace('data:image/png;base64,', ''), 'base64');
  const pixels = await sharp(png).greyscale().raw().toBuffer();
  const { inputs } = await dataset.arrays(0);
  t.after(inputs.close);
  assert.deepEqual([...pixels], [...inputs.row(1)]);
});

test('rows of arrays tell their part, their numbers, nested, and their targets', async (t) => {
  const parts = (await previewRows(await imported(t, 'parts.npz'), 9, 2)) as {
    part: string;
    label: string;
    values: number[];
  }[];
  assert.deepEqual(
    parts.map(({ part, label }) => [part, label]),
    [
      ['train', 'b'],
      ['test', 'b'],
    ],
  ); // prettier-ignore
  assert.equal(parts[0]?.values.length, 4);
  const [series] = (await previewRows(await imported(t, 'sequences.npz'), 0, 1)) as {
    values: number[][];
    targets: { value: number };
  }[];
  assert.deepEqual([series?.values.length, series?.values[0]?.length, typeof series?.targets.value], [5, 2, 'number']);
  const [labels] = (await previewRows(await imported(t, 'labels.npz'), 0, 1)) as { labels: string[] }[];
  assert.deepEqual(labels?.labels, ['0', '2']);
});

test('rows beyond the end are none, and a last page is short', async (t) => {
  const dataset = await imported(t, 'pictures.npz');
  assert.equal((await previewRows(dataset, 10, 5)).length, 2);
  assert.deepEqual(await previewRows(dataset, 12, 5), []);
  assert.deepEqual(await previewRows(dataset, 1e9, 5), []);
  assert.deepEqual(await previewRows(dataset, 0, 0), []);
});

test('large rows are cut to about a thousand numbers, and their shape is told', async (t) => {
  const tools = importTools(t);
  writeFileSync(
    path.join(tools.output, 'inputs.bin'),
    new Float32Array(2 * 60 * 70 * 3).map((_, index) => index),
  );
  const content = { form: 'array', shape: [60, 70, 3], type: 'float32' } as const;
  const dataset = importedDataset({ kind: 'tensor', rows: 2, content, warnings: [] }, tools);
  const [row] = (await previewRows(dataset, 1, 1)) as { values: number[][][]; shape: number[] }[];
  assert.deepEqual(row?.shape, [60, 70, 3]);
  const shown = row?.values.flat(2) ?? [];
  assert.ok(shown.length <= 1000 && shown.length > 800, String(shown.length));
  assert.equal(row?.values[2]?.[1]?.[1], 12_600 + 2 * 210 + 3 + 1);
});

test('sounds are shown by their outline', async (t) => {
  const tools = importTools(t);
  const samples = Int16Array.from({ length: 4000 }, (_, index) =>
    index < 2000 ? 0 : index % 2 === 0 ? 16_384 : -8192,
  );
  writeFileSync(path.join(tools.output, 'inputs.bin'), samples);
  writeFileSync(path.join(tools.output, 'targets.bin'), Int32Array.of(1));
  const targets = { kind: 'classes', labels: ['a', 'b'], counts: [0, 1], numeric: false } as const;
  const content = { form: 'array', shape: [4000], type: 'int16', sampleRate: 8000, targets } as const;
  const dataset = importedDataset({ kind: 'audio', rows: 1, content, warnings: [] }, tools);
  const [row] = (await previewRows(dataset, 0, 1)) as { seconds: number; waveform: number[][]; label: string }[];
  assert.deepEqual([row?.seconds, row?.label, row?.waveform.length], [0.5, 'b', 200]);
  assert.deepEqual(
    [row?.waveform[0], row?.waveform[199]],
    [
      [0, 0],
      [-0.25, 0.5],
    ],
  ); // prettier-ignore
});
