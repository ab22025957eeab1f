/** Files that pandas has written, from their import to a prediction of the same file. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import type { ImportOptions } from '../../src/data/import/options.ts';
import { importTables } from '../../src/data/import/tables.ts';
import { DATASET_FILES } from '../../src/data/manifest.ts';
import { planTabular } from '../../src/data/planning/tabular.ts';
import { planText } from '../../src/data/planning/text.ts';
import { prepareTabular } from '../../src/data/preparation/tabular.ts';
import { prepareText } from '../../src/data/preparation/text.ts';
import type { Prepared } from '../../src/data/prepared.ts';
import { tabularKind } from '../../src/data/preprocessing/tabular.ts';
import { textKind } from '../../src/data/preprocessing/text.ts';
import { toolsFor } from '../support/table-dataset.ts';
import { FIXTURES, temporaryFolder } from './table-import.ts';

async function importFile(context: TestContext, name: string, options: ImportOptions = {}): Promise<Dataset> {
  const folder = await temporaryFolder(context);
  const [output, scratch] = [path.join(folder, 'output'), path.join(folder, 'scratch')];
  await Promise.all([mkdir(output), mkdir(scratch)]);
  const limits = {
    memoryBytesMax: 2 ** 28,
    expandedBytesMax: 2 ** 28,
    archiveFilesMax: 1,
    rowsMax: 1e6,
    columnsMax: 1e4,
  };
  const imported = await importTables(
    { files: [{ name, path: path.join(FIXTURES, name) }], options },
    { output, scratch, limits, signal: new AbortController().signal, progress: () => undefined },
  );
  return {
    manifest: { format: 1, name, createdAt: '2026-01-01T00:00:00.000Z', digest: 'sha256:0', bytes: 0, ...imported },
    table: async () => path.join(output, DATASET_FILES.table),
    arrays: () => assert.fail('Expected a table to be read as one.'),
  };
}

function inputsOf({ examples }: Prepared): Float32Array {
  const out = new Float32Array(examples.count * (examples.shape[0] as number));
  examples.writeInputs(
    Uint32Array.from({ length: examples.count }, (_, index) => index),
    0,
    examples.count,
    out,
  );
  return out;
}

for (const name of ['people.csv', 'people-tabs-utf16.tsv'])
  test(`${name} is predicted from as it was trained with, to the bit`, async (context) => {
    const dataset = await importFile(context, name);
    const request = { preprocessing: { columns: { zip: 'category', note: 'category', id: 'number' } } } as const;
    const plan = planTabular(dataset.manifest, { request, validation: 0.1 });
    assert.deepEqual(plan.task, { type: 'classification', labels: ['old', 'young'] });
    assert.deepEqual(
      plan.features.map((feature) => [feature.name, feature.as]),
      [
        ...[
          ['id', 'number'],
          ['age', 'number'],
          ['income', 'number'],
          ['city', 'category'],
          ['member', 'number'],
        ],
        ...[
          ['since', 'date'],
          ['zip', 'category'],
          ['note', 'category'],
        ],
      ],
    );
    const prepared = await prepareTabular(dataset, plan, 3, toolsFor());
    assert.equal(prepared.preprocessing.kind, 'tabular');
    if (prepared.preprocessing.kind !== 'tabular') return;
    const bytes = readFileSync(path.join(FIXTURES, name));
    assert.deepEqual(await tabularKind.encodeFile(prepared.preprocessing, bytes, 'text/csv', 1000), inputsOf(prepared));
  });

test('commas in numbers and dates of another form are read at a prediction as they were at the import', async (context) => {
  const name = 'people-comma-cp1252.csv';
  const dataset = await importFile(context, name);
  const plan = planTabular(dataset.manifest, { request: {}, validation: 0.1 });
  const prepared = await prepareTabular(dataset, plan, 3, toolsFor());
  assert.ok(prepared.preprocessing.kind === 'tabular');
  const since = prepared.preprocessing.columns.find((column) => column.name === 'since');
  assert.deepEqual([since?.as, since?.type, since?.dateFormat], ['date', 'timestamp', 'day.month.year']);
  const text = new TextDecoder('windows-1252').decode(readFileSync(path.join(FIXTURES, name)));
  const encoded = await tabularKind.encodeFile(prepared.preprocessing, Buffer.from(text), 'text/csv', 1000);
  assert.deepEqual(encoded, inputsOf(prepared));
});

test('reviews.csv is predicted from as it was trained with', async (context) => {
  const dataset = await importFile(context, 'reviews.csv');
  assert.equal(dataset.manifest.kind, 'text');
  const plan = planText(dataset.manifest, { request: {}, validation: 0.1 });
  assert.deepEqual([plan.column, plan.task.labels], ['review', ['neg', 'pos']]);
  const prepared = await prepareText(dataset, plan, 3, toolsFor());
  assert.ok(prepared.preprocessing.kind === 'text');
  const bytes = readFileSync(path.join(FIXTURES, 'reviews.csv'));
  assert.deepEqual(await textKind.encodeFile(prepared.preprocessing, bytes, 'text/csv', 1000), inputsOf(prepared));
});
