/**
 * One import, from uploaded files to a published dataset: what the files hold the importer knows, where everything lies the
 * storage does. Knows nothing of processes nor of Redis; whoever runs it is told of each step.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { AppError, messageOf } from '../errors.ts';
import type { Storage } from '../storage/index.ts';
import { createDatasetStore, type DatasetRecord, type Origin } from './dataset-store.ts';
import type { Imported, Importer, ImportLimits } from './import/importing.ts';
import type { ImportOptions } from './import/options.ts';
import { DATASET_FILES, type DatasetManifest } from './manifest.ts';

export interface ImportJob extends Origin {
  readonly attempt: number;
  readonly digest: string;
  readonly files: readonly { readonly key: string; readonly name: string }[];
  readonly options: ImportOptions;
}

export interface ImportTelling {
  /** @param fraction of the work, where that is known. */
  progress(fraction: number | undefined, message: string): void;
  /** Everything is in storage but the record. Resolves once that may be written. */
  leaveToPublish(): Promise<void>;
}

export interface ImportDatasetOptions {
  readonly job: ImportJob;
  readonly importFiles: Importer;
  readonly storage: Storage;
  readonly limits: ImportLimits;
  /** An empty folder on this machine, which its owner removes. */
  readonly workspace: string;
  readonly signal: AbortSignal;
  readonly tell: ImportTelling;
}

/** In the words of the system, as Node and DuckDB hand them on. */
const DISK_REFUSES = /\b(ENOSPC|EDQUOT|EFBIG|EROFS|EIO)\b|no space left|file too large|disk quota|read-only file/i;

/** @throws AppError ERR_DATA for what cannot be imported, ERR_UNAVAILABLE for a disk that refuses. */
export async function importDataset(options: ImportDatasetOptions): Promise<DatasetManifest> {
  const { job, importFiles, storage, limits, workspace, signal, tell } = options;
  const store = createDatasetStore(storage);
  // A worker that died right after it had published could not say so.
  const earlier = await store.record(job);
  if (earlier) return earlier.manifest;

  const [output, scratch] = [path.join(workspace, 'output'), path.join(workspace, 'scratch')];
  for (const folder of [output, scratch]) await fs.mkdir(folder);
  const files = await Promise.all(job.files.map((file) => locate(storage, file)));
  const source = { files, options: job.options };
  const imported = await importFiles(source, { output, scratch, limits, signal, progress: tell.progress }).catch(
    (error: unknown) => {
      throw ofDisk(error);
    },
  );
  const made = await sizesOf(output, imported);
  for (const file of Object.keys(made)) await store.putFile(job, job.attempt, file, path.join(output, file));
  await tell.leaveToPublish();
  return (await store.publish(job, recordOf(job, imported, made))).manifest;
}

/** A disk that refuses is no fault of the data, and may have room again. */
function ofDisk(error: unknown): unknown {
  if (error instanceof AppError || !DISK_REFUSES.test(messageOf(error))) return error;
  return new AppError('ERR_UNAVAILABLE', 'Could not import: the disk is full, or refuses what is written.', {
    cause: error,
  });
}

async function locate(storage: Storage, { key, name }: { key: string; name: string }) {
  const place = await storage.localFile(key);
  if (!place) throw new AppError('ERR_UNAVAILABLE', `Expected the uploaded file "${name}" in storage. Received: none.`);
  return { name, path: place };
}

/** The files that what was understood speaks of. That they are there is the importer's word: it is checked, not believed. */
async function sizesOf(output: string, { content }: Imported): Promise<DatasetRecord['files']> {
  const { table, inputs, targets } = DATASET_FILES;
  const names = content.form === 'table' ? [table] : content.targets ? [inputs, targets] : [inputs];
  const entries = names.map(async (name) => [name, { bytes: (await fs.stat(path.join(output, name))).size }] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function recordOf({ name, digest, attempt }: ImportJob, imported: Imported, files: DatasetRecord['files']) {
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  const createdAt = new Date().toISOString();
  return { attempt, files, manifest: { ...imported, format: 1, name, createdAt, digest, bytes } } as const;
}
