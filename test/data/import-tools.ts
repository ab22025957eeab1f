/** What an importer needs, in folders of this test's own that go with it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Imported, ImportLimits, ImportTools, UploadedFile } from '../../src/data/import/importing.ts';
import { openRows } from '../../src/data/row-array.ts';

const LIMITS: ImportLimits = {
  ...{ memoryBytesMax: 2 ** 28, expandedBytesMax: 2 ** 26, archiveFilesMax: 10_000 },
  ...{ rowsMax: 1_000_000, columnsMax: 1000 },
};

export interface TestTools extends ImportTools {
  /** Writes a file as an upload would have left it. */
  upload(name: string, bytes: Uint8Array | string): UploadedFile;
  /** A file of the dataset that was imported. */
  result(name: 'inputs.bin' | 'targets.bin'): Buffer;
  /** What was told of the import's way. */
  readonly told: readonly string[];
}

export function importTools(t: TestContext, limits: Partial<ImportLimits> = {}): TestTools {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'import-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [output, scratch, uploads] = ['output', 'scratch', 'uploads'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [output, scratch, uploads]) mkdirSync(each);
  const told: string[] = [];
  let count = 0;
  return {
    ...{ output, scratch, told, limits: { ...LIMITS, ...limits }, signal: t.signal },
    progress: (_, message) => told.push(message),
    upload(name, bytes) {
      const file = path.join(uploads, String(count++));
      writeFileSync(file, bytes);
      return { name, path: file };
    },
    result(name) {
      const bytes = readFileSync(path.join(output, name));
      // At the start of memory of its own, for views of wider numbers.
      return Buffer.from(new Uint8Array(bytes).buffer);
    },
  };
}

/** What was imported, as a job or a preview reads it: where its files lie. */
export function importedDataset(imported: Imported, { output, result }: TestTools): Dataset {
  const { content } = imported;
  return {
    manifest: {
      ...{ format: 1, name: 'test', createdAt: '2026-01-01T00:00:00Z', digest: 'sha256:0', bytes: 0 },
      ...imported,
    },
    async arrays(memoryBytesMax) {
      if (content.form !== 'array') throw new TypeError('Expected arrays. Received: a table.');
      const size = content.shape.reduce((product, dimension) => product * dimension, 1);
      const inputs = openRows(path.join(output, 'inputs.bin'), content.type, size, memoryBytesMax);
      return { inputs, targets: targetsOf(content.targets?.kind, result) };
    },
    table: async () => path.join(output, 'table.parquet'),
  };
}

function targetsOf(kind: 'classes' | 'labels' | 'numbers' | undefined, result: TestTools['result']) {
  switch (kind) {
    case undefined:
      return undefined;
    case 'classes':
      return new Int32Array(result('targets.bin').buffer);
    case 'labels':
      return new Uint8Array(result('targets.bin').buffer);
    case 'numbers':
      return new Float32Array(result('targets.bin').buffer);
  }
}
