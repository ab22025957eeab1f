import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { importArchive } from '../../src/data/import/archive.ts';
import type { Imported } from '../../src/data/import/importing.ts';
import type { ImportOptions } from '../../src/data/import/options.ts';
import { importTools } from './import-tools.ts';
import { type ZipEntry, zipOf } from './zip-file.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/arrays');
const fixture = (name: string): Buffer => readFileSync(path.join(FIXTURES, name));

async function importing(t: TestContext, entries: readonly ZipEntry[], options: ImportOptions = {}): Promise<Imported> {
  const tools = importTools(t);
  return importArchive({ files: [tools.upload('data.zip', zipOf(entries))], options }, tools);
}

const refused = (message: RegExp) => ({ name: 'AppError', code: 'ERR_DATA', message });
const CSV = `a,b\n${Array.from({ length: 30 }, (_, row) => `${row},${row % 2 ? 'x' : 'y'}`).join('\n')}\n`;

test('a single table in an archive is imported, whatever it is called', async (t) => {
  for (const name of ['table.csv', 'folder/data', 'labels.csv']) {
    const { content, rows, kind } = await importing(t, [{ name, data: CSV, deflate: true }]);
    assert.deepEqual([kind, rows], ['tabular', 30], name);
    assert.ok(content.form === 'table');
    assert.deepEqual(
      content.columns.map((column) => column.name),
      ['a', 'b'],
    ); // prettier-ignore
  }
});

test('options reach the table in the archive', async (t) => {
  const { content } = await importing(t, [{ name: 'x', data: CSV.replaceAll(',', ';') }], {
    delimiter: ';',
    target: 'b',
  });
  assert.ok(content.form === 'table');
  assert.equal(content.target, 'b');
});

test('two tables are refused by their names', async (t) => {
  await assert.rejects(
    importing(t, [
      { name: 'a.csv', data: CSV },
      { name: 'b.csv', data: CSV },
    ]),
    refused(/one table in an archive\. Received: "a\.csv", "b\.csv"/),
  );
});

test('arrays of NumPy in an archive of their own names are inputs and labels', async (t) => {
  const imported = await importing(t, [
    { name: 'set/inputs.npy', data: fixture('fortran.npy'), deflate: true },
    { name: 'set/labels.npy', data: fixture('texts.npy'), deflate: true },
    { name: 'set/README.txt', data: 'for readers' },
  ]);
  assert.deepEqual([imported.kind, imported.rows], ['sequence', 4]);
});

test('the files of MNIST in an archive bring their own parts', async (t) => {
  const names = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
  const imported = await importing(t, [...names.map((name) => ({ name: `mnist/${name}`, data: fixture(name) }))]);
  assert.deepEqual([imported.kind, imported.rows], ['image', 8]);
});

test('an archive in an archive is refused, whatever it is called', async (t) => {
  await assert.rejects(
    importing(t, [{ name: 'photos', data: zipOf([{ name: 'x' }]) }]),
    refused(/without archives in it/),
  );
});
