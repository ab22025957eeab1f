/**
 * Arrays become a dataset: `.npy` files, an `.npz`, or JSON with nested lists; inputs and labels, divided into parts or not.
 * Rows are converted chunk by chunk, so that files larger than memory work.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { OwnParts } from '../manifest.ts';
import type { ZipArchive } from './archive-zip.ts';
import { openArchive } from './archive-zip.ts';
import { formOf, writeInputs } from './array-inputs.ts';
import { readJsonArrays } from './array-json.ts';
import { writeLabels } from './array-labels.ts';
import { ARRAY_PARTS, type NamedArrays, nameArrays } from './array-parts.ts';
import { type ArraySource, product } from './array-source.ts';
import { expectOptions } from './expected-options.ts';
import type { Imported, Importer, ImportSource, ImportTools, UploadedFile } from './importing.ts';
import { isNpy, openNpy } from './npy.ts';
import { refusedData, someOf } from './refusal.ts';

/** The options that hold for arrays of any format. */
export const ARRAY_OPTIONS = ['kind', 'targets', 'classes'] as const;

/** @throws AppError ERR_DATA that names array and row. */
export const importArrays: Importer = async (source, tools) => {
  expectOptions(source.options, ARRAY_OPTIONS, 'arrays');
  const [first] = source.files;
  if (!first) throw refusedData('a file', 'none');
  const head = await headOf(first);
  if (source.files.length === 1 && head.subarray(0, 2).toString('latin1') === 'PK')
    return importNpz(first, source, tools);
  if (isNpy(head)) return importNamed(await openFiles(source.files), source, tools);
  if (source.files.length > 1)
    throw refusedData('one file of JSON, or .npy files', someOf(source.files.map(({ name }) => name)));
  return importNamed(await readJsonArrays(first, tools.limits), source, tools);
};

/** Of an archive whose files are `.npy`: each is unpacked by itself, under a name of ours. */
export async function importNpyEntries(
  archive: ZipArchive,
  source: ImportSource,
  tools: ImportTools,
): Promise<Imported> {
  const arrays: (readonly [string, ArraySource])[] = [];
  for (const [index, entry] of archive.entries.entries()) {
    const file = path.join(tools.scratch, `array-${index}.npy`);
    await archive.extract(entry, file, tools.signal);
    const name = entry.path.replace(/^.*\//, '').replace(/\.npy$/i, '');
    arrays.push([name, await openNpy(file, JSON.stringify(name))]);
  }
  return importNamed(arrays, source, tools);
}

/**
 * Writes the dataset of arrays that are open.
 * @param arrays by the names that say what each is.
 */
export async function importNamed(
  arrays: readonly (readonly [name: string, array: ArraySource])[],
  { options }: ImportSource,
  tools: ImportTools,
): Promise<Imported> {
  const named = nameArrays(arrays);
  const parts = ARRAY_PARTS.flatMap((part) => named.parts[part] ?? []);
  const inputs = parts.map((part) => part.inputs);
  const labels = parts.flatMap((part) => part.labels ?? []);
  for (const part of parts) if (part.labels) expectSameRows(part.inputs, part.labels);
  const rows = inputs.reduce((sum, source) => sum + rowsOf(source), 0);
  if (rows === 0) throw refusedData('at least one row', 'none');
  if (rows > tools.limits.rowsMax) throw refusedData(`at most ${tools.limits.rowsMax} rows`, String(rows));
  const form = formOf(inputs, options.kind);
  // Labels first: what is wrong with them is told before gigabytes are copied.
  const written = labels.length > 0 ? await writeLabels(labels, options, tools) : undefined;
  await writeInputs(inputs, form, tools);
  const own = named.divided ? partsOf(named) : undefined;
  return {
    ...{ kind: form.kind, rows },
    ...(own && { parts: own }),
    content: { form: 'array', shape: form.shape, type: form.type, ...(written && { targets: written.targets }) },
    warnings: written?.warnings ?? ['There are no labels: nothing tells what to learn.'],
  };
}

async function importNpz(file: UploadedFile, source: ImportSource, tools: ImportTools): Promise<Imported> {
  const archive = await openArchive(file, tools.limits);
  try {
    return await importNpyEntries(archive, source, tools);
  } finally {
    archive.close();
  }
}

async function openFiles(files: readonly UploadedFile[]): Promise<(readonly [string, ArraySource])[]> {
  return Promise.all(
    files.map(async ({ name, path: file }) => {
      const stem = name.replace(/^.*[\\/]/, '').replace(/\.npy$/i, '');
      return [stem, await openNpy(file, JSON.stringify(name))] as const;
    }),
  );
}

/** The first bytes of a file. */
async function headOf({ path: file }: UploadedFile): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(16);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function expectSameRows(inputs: ArraySource, labels: ArraySource): void {
  if (rowsOf(inputs) !== rowsOf(labels))
    throw refusedData(`${rowsOf(inputs)} labels in ${labels.name}, as many as inputs`, String(rowsOf(labels)));
}

function rowsOf({ shape }: ArraySource): number {
  return product(shape.slice(0, 1));
}

/** Where there is nothing but training, the dataset brings no parts. */
function partsOf({ parts }: NamedArrays<ArraySource>): OwnParts | undefined {
  const rows = (part: 'train' | 'validation' | 'test'): number => (parts[part] ? rowsOf(parts[part].inputs) : 0);
  if (rows('validation') + rows('test') === 0) return undefined;
  return {
    train: rows('train'),
    ...(rows('validation') > 0 && { validation: rows('validation') }),
    ...(rows('test') > 0 && { test: rows('test') }),
  };
}
