/**
 * A dataset that was imported, opened from storage: its manifest at once, its rows when they are asked for. What is missing
 * or not as long as it was is told before anything is computed with it.
 */
import fs from 'node:fs/promises';
import { AppError } from '../errors.ts';
import type { Dataset, DatasetArrays } from './dataset.ts';
import { brokenDataset, type DatasetRecord, type DatasetStore, type Origin } from './dataset-store.ts';
import { type ArrayContent, type ArrayTargets, DATASET_FILES } from './manifest.ts';
import { openRows } from './row-array.ts';

/** @throws from each of its ways to the rows: AppError ERR_DATASET_BROKEN, naming the dataset. */
export function openStored(store: DatasetStore, origin: Origin, record: DatasetRecord): Dataset {
  const { manifest, files } = record;
  const { name } = origin;

  async function fileOf(file: string): Promise<string> {
    const path = await store.localFile(origin, record, file);
    const bytes = (await fs.stat(path)).size;
    const expected = files[file]?.bytes;
    if (bytes !== expected) throw brokenDataset(name, `${expected} bytes in ${file}`, `${bytes} bytes`);
    return path;
  }

  return {
    manifest,
    async table() {
      if (manifest.content.form !== 'table') throw new RangeError(`Expected a table. Received: "${name}", an array.`);
      return fileOf(DATASET_FILES.table);
    },
    async arrays(memoryBytesMax) {
      const { content, rows } = manifest;
      if (content.form !== 'array') throw new RangeError(`Expected an array. Received: "${name}", a table.`);
      const targets =
        content.targets && (await readTargets(content.targets, rows, await fileOf(DATASET_FILES.targets)));
      const inputs = openInputs(content, await fileOf(DATASET_FILES.inputs), memoryBytesMax);
      if (inputs.count === rows) return { inputs, targets };
      inputs.close();
      throw brokenDataset(name, `${rows} rows`, `${inputs.count} rows`);
    },
  };

  function openInputs({ shape, type }: ArrayContent, file: string, memoryBytesMax: number): DatasetArrays['inputs'] {
    try {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      return openRows(file, type, size, memoryBytesMax);
    } catch (error) {
      if (error instanceof RangeError) throw brokenDataset(name, 'whole rows', error.message, error);
      throw error;
    }
  }

  async function readTargets(targets: ArrayTargets, rows: number, file: string): Promise<DatasetArrays['targets']> {
    const bytes = new Uint8Array(await fs.readFile(file));
    const values = targetValues(targets, bytes, rows);
    if (!values) throw brokenDataset(name, `targets of ${rows} rows`, `${bytes.length} bytes`);
    // What a kernel would take for a place in memory.
    const classes = targets.kind === 'classes' ? targets.labels.length : Infinity;
    const wrong = targets.kind === 'classes' ? values.find((value) => value < 0 || value >= classes) : undefined;
    if (wrong !== undefined) throw brokenDataset(name, `classes below ${classes}`, String(wrong));
    return values;
  }
}

/** @returns undefined where the bytes are not what the manifest says. */
function targetValues(targets: ArrayTargets, bytes: Uint8Array, rows: number): DatasetArrays['targets'] {
  const isLong = (numbers: number, size: number): boolean => bytes.length === numbers * size;
  switch (targets.kind) {
    case 'classes':
      return isLong(rows, 4) ? new Int32Array(bytes.buffer, 0, rows) : undefined;
    case 'labels':
      return isLong(rows * targets.labels.length, 1) ? bytes : undefined;
    case 'numbers':
      return isLong(rows * targets.names.length, 4) ? new Float32Array(bytes.buffer, 0, bytes.length / 4) : undefined;
  }
}

/** Whether an error says that a dataset is damaged. */
export function isBroken(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'ERR_DATASET_BROKEN';
}
