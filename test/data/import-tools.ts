/** What an importer needs, in folders of this test's own that go with it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { ImportLimits, ImportTools, UploadedFile } from '../../src/data/import/importing.ts';

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
