/** Imports tables for tests: into folders of its own, from files of the fixtures or from what a test writes. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Imported, ImportLimits } from '../../src/data/import/importing.ts';
import type { ImportOptions } from '../../src/data/import/options.ts';
import { importTables } from '../../src/data/import/tables.ts';
import { type ColumnProfile, DATASET_FILES } from '../../src/data/manifest.ts';
import { openTable, type PreviewValue } from '../../src/data/table/index.ts';

export interface ImportedTable {
  readonly imported: Imported;
  readonly columns: readonly ColumnProfile[];
  column(name: string): ColumnProfile;
  /** All rows, as a preview shows them. */
  readonly rows: readonly Readonly<Record<string, PreviewValue>>[];
}

export interface TableImport {
  /** Content by name, or names of fixtures. */
  readonly files: Readonly<Record<string, string | Uint8Array>> | readonly string[];
  readonly options?: ImportOptions;
  readonly limits?: Partial<ImportLimits>;
  readonly signal?: AbortSignal;
}

export const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/tables');

const LIMITS: ImportLimits = {
  memoryBytesMax: 512 * 1024 * 1024,
  expandedBytesMax: 256 * 1024 * 1024,
  archiveFilesMax: 1000,
  rowsMax: 1_000_000,
  columnsMax: 10_000,
};

export async function importTable(context: TestContext, wanted: TableImport): Promise<ImportedTable> {
  const folder = await temporaryFolder(context);
  const [output, scratch] = [path.join(folder, 'output'), path.join(folder, 'scratch')];
  await Promise.all([mkdir(output), mkdir(scratch)]);
  const files = await placeFiles(wanted.files, folder);
  const imported = await importTables(
    { files, options: wanted.options ?? {} },
    {
      ...{ output, scratch, limits: { ...LIMITS, ...wanted.limits } },
      ...{ signal: wanted.signal ?? new AbortController().signal, progress: () => undefined },
    },
  );
  if (imported.content.form !== 'table') throw new Error('Expected a table.');
  const { columns } = imported.content;
  const table = await openTable(path.join(output, DATASET_FILES.table), {
    scratch,
    memoryBytesMax: LIMITS.memoryBytesMax,
  });
  const rows = await table.preview(0, 100_000);
  table.close();
  const column = (name: string): ColumnProfile => {
    const found = columns.find((each) => each.name === name);
    if (!found) throw new Error(`Expected a column ${name}.`);
    return found;
  };
  return { imported, columns, column, rows };
}

export async function importText(
  context: TestContext,
  text: string,
  options: ImportOptions = {},
): Promise<ImportedTable> {
  return importTable(context, { files: { 'data.csv': text }, options });
}

export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tables-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function placeFiles(files: TableImport['files'], folder: string): Promise<{ name: string; path: string }[]> {
  if (Array.isArray(files)) return files.map((name: string) => ({ name, path: path.join(FIXTURES, name) }));
  const placed = Object.entries(files).map(async ([name, content], index) => {
    const file = path.join(folder, `upload-${index}`);
    await writeFile(file, content as string | Uint8Array);
    return { name, path: file };
  });
  return Promise.all(placed);
}
