/** The one door of imports: each file goes to the importer of its format, and a mixture goes to none. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Imported } from '../../src/data/import/importing.ts';
import { importFiles } from '../../src/data/import/index.ts';
import { temporaryFolder } from './table-import.ts';

async function importAll(context: TestContext, files: Record<string, string | Uint8Array>): Promise<Imported> {
  const folder = await temporaryFolder(context);
  const [output, scratch] = [path.join(folder, 'output'), path.join(folder, 'scratch')];
  await Promise.all([mkdir(output), mkdir(scratch)]);
  const placed = Object.entries(files).map(async ([name, content], index) => {
    const file = path.join(folder, `upload-${index}`);
    await writeFile(file, content);
    return { name, path: file };
  });
  const memory = 256 * 1024 * 1024;
  const limits = {
    memoryBytesMax: memory,
    expandedBytesMax: memory,
    archiveFilesMax: 1000,
    rowsMax: 1e6,
    columnsMax: 1e4,
  };
  const signal = new AbortController().signal;
  return importFiles(
    { files: await Promise.all(placed), options: {} },
    { output, scratch, limits, signal, progress: () => undefined },
  );
}

const idx = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4]);

for (const [what, name, content, form] of [
  ['a table', 'a.bin', 'a,b\n1,2\n', 'table'],
  ['a table in a gzip', 'a.bin', gzipSync('a,b\n1,2\n'), 'table'],
  ['rows of JSON', 'body', '{"rows":[{"a":1}]}', 'table'],
  ['inputs and labels of JSON', 'body', '{"inputs":[[1,2],[3,4]],"labels":["a","b"]}', 'array'],
  ['an IDX file', 'a.csv', idx, 'array'],
] as const) {
  test(`${what} is imported, whatever its name is`, async (context) => {
    assert.equal((await importAll(context, { [name]: content })).content.form, form);
  });
}

test('files of several kinds of data are refused by name', async (context) => {
  await assert.rejects(importAll(context, { 'a.csv': 'a,b\n1,2\n', 'b.idx': idx }), {
    code: 'ERR_DATA',
    message: 'Expected files of one kind of data. Received: a.csv and b.idx.',
  });
});

test('no file at all is refused', async (context) => {
  await assert.rejects(importAll(context, {}), { code: 'ERR_DATA', message: /at least one file/ });
});
