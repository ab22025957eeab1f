/**
 * What is to be learnt from: the name of a dataset, or files of this machine, which are uploaded first. A folder of class folders
 * becomes one ZIP; the same files make the same bytes, and so the same dataset.
 */
import { createWriteStream, openAsBlob } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EpochdClient, UploadFile } from '../client/index.ts';
import { type DatasetData, EpochdError, type ImportOptions } from '../client/index.ts';
import type { Context } from './context.ts';
import { Interrupted, reasonOf, UsageError } from './errors.ts';
import { drawBar } from './terminal/drawing.ts';
import { createLiveRegion } from './terminal/live-region.ts';
import { plain } from './terminal/plain.ts';
import { bytes, count } from './terminal/quantities.ts';

const FILES_MAX = 1_000_000;
const BAR_WIDTH = 24;
const REDRAW_MS = 50;
/** Of every file in the ZIP, so that a copy of a folder makes the same bytes. */
const TIME = new Date(Date.UTC(1990, 0, 1, 12));
const MODE = 0o644;

export interface UploadWish {
  /** By default the name of the file or folder. */
  readonly name?: string | undefined;
  readonly options?: ImportOptions | undefined;
}

/** @returns the name of a dataset that is ready. */
export async function provideDataset(
  context: Context,
  client: EpochdClient,
  data: string,
  wish: UploadWish,
): Promise<string> {
  if (!/[\\/]/.test(data) && !wish.name && !wish.options) {
    const there = await findDataset(client, data, context.signal);
    if (there) return (await client.datasets.ready(data, { signal: context.signal })).name;
  }
  if (await fs.stat(data).catch(() => undefined)) return (await upload(context, client, [data], wish)).name;
  throw new UsageError(
    `Expected DATA to be the name of a dataset ("epochd datasets" lists them), a file or a folder. Received: "${data}".`,
  );
}

/** Uploads files, or one folder, and waits until they are a dataset. */
export async function upload(
  { terminal, signal }: Context,
  client: EpochdClient,
  paths: readonly string[],
  { name = nameOf(paths[0] ?? ''), options }: UploadWish,
): Promise<DatasetData> {
  const region = createLiveRegion(terminal);
  const temporary = createTemporaryFolder();
  // Without a terminal nobody counts.
  let sent = !terminal.live;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const tell = (text: string): void =>
    terminal.live ? region.draw([text]) : terminal.json ? undefined : terminal.err(text);
  try {
    tell(`Reading ${plain(paths.join(', '))} …`);
    const files = await readSources(paths, temporary, signal);
    tell(`Uploading ${plain(paths.join(', '))} as dataset ${name} …`);
    const onProgress = ({ sentBytes, totalBytes }: { sentBytes: number; totalBytes: number }): void => {
      if (signal.aborted || (sentBytes < totalBytes && performance.now() - drawnAt < REDRAW_MS)) return;
      drawnAt = performance.now();
      const fraction = totalBytes > 0 ? sentBytes / totalBytes : 1;
      sent = fraction >= 1;
      const bar = drawBar(fraction, BAR_WIDTH, terminal.unicode);
      const state = fraction < 1 ? `${bytes(sentBytes)} of ${bytes(totalBytes)}` : 'sent; importing …';
      region.draw([`${name}  ${terminal.paint.cyan(bar)}  ${state}`]);
    };
    const dataset = await client.datasets.upload(name, files, {
      ...{ options, signal },
      ...(terminal.live && { onProgress }),
    });
    region.clear();
    if (!terminal.json) {
      terminal.err(`Dataset ${dataset.name}: ${dataset.kind}, ${count(rowsOf(dataset))} rows`);
      for (const warning of dataset.warnings) terminal.err(`  ${terminal.paint.yellow('note:')} ${plain(warning)}`);
    }
    return dataset;
  } catch (error) {
    region.clear();
    if (error instanceof Interrupted)
      terminal.note(
        sent
          ? `What has arrived as a whole is imported without being waited for: "epochd dataset ${name}" tells.`
          : `The upload of ${name} was broken off; nothing of it is kept.`,
      );
    throw error;
  } finally {
    region.clear();
    await temporary.remove();
  }
}

interface TemporaryFolder {
  path(): Promise<string>;
  remove(): Promise<void>;
}

/** Made when it is needed. */
function createTemporaryFolder(): TemporaryFolder {
  let folder: Promise<string> | undefined;
  return {
    path: () => (folder ??= fs.mkdtemp(path.join(os.tmpdir(), 'epochd-upload-'))),
    async remove() {
      if (folder) await fs.rm(await folder, { recursive: true, force: true });
    },
  };
}

export function rowsOf({ rows }: Pick<DatasetData, 'rows'>): number {
  if (rows === null || typeof rows === 'number') return rows ?? 0;
  return rows.train + (rows.validation ?? 0) + (rows.test ?? 0);
}

async function findDataset(client: EpochdClient, name: string, signal: AbortSignal): Promise<DatasetData | undefined> {
  try {
    return await client.datasets.get(name, { signal });
  } catch (error) {
    if (error instanceof EpochdError && [400, 404, 422].includes(error.status) && error.code !== 'ERR_HTTP')
      return undefined;
    throw error;
  }
}

/** A file's name without its endings, as far as names of datasets go. */
function nameOf(file: string): string {
  const base = path
    .basename(path.resolve(file))
    .replace(/\.(gz|zip|csv|tsv|txt|json|jsonl|ndjson|parquet|npz|npy)$/gi, '');
  const name = base
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  if (name) return name;
  throw new UsageError(`Expected --name, as "${file}" has no letter or digit to name a dataset by.`);
}

async function readSources(
  paths: readonly string[],
  temporary: TemporaryFolder,
  signal: AbortSignal,
): Promise<UploadFile[]> {
  const files: UploadFile[] = [];
  for (const each of paths) {
    if ((await statOf(each)).isDirectory()) files.push(...(await readFolder(each, temporary, signal)));
    else files.push(await fileOf(each));
  }
  return files;
}

async function statOf(file: string) {
  try {
    return await fs.stat(file);
  } catch (error) {
    throw new UsageError(`Expected a file or folder that can be read. Received: "${file}", ${reasonOf(error)}.`);
  }
}

/** Read as it is sent, not before. */
export async function fileOf(file: string): Promise<{ name: string; content: Blob }> {
  if (!(await statOf(file)).isFile()) throw new UsageError(`Expected a file. Received: "${file}", which is none.`);
  return { name: path.basename(file), content: await openAsBlob(file) };
}

/** Its files as they are, or, where they lie in class folders, one ZIP. */
async function readFolder(folder: string, temporary: TemporaryFolder, signal: AbortSignal): Promise<UploadFile[]> {
  const names: string[] = [];
  for await (const name of listFiles(folder, '', signal)) {
    names.push(name);
    if (names.length > FILES_MAX)
      throw new UsageError(`Expected at most ${FILES_MAX} files in "${folder}". Received: more.`);
  }
  if (names.length === 0) throw new UsageError(`Expected files in "${folder}". Received: none.`);
  if (names.every((name) => !name.includes('/'))) {
    return Promise.all(names.sort().map((name) => fileOf(path.join(folder, name))));
  }
  const target = path.join(await temporary.path(), 'folder.zip');
  await zip(folder, names.sort(), target, signal);
  return [{ name: `${path.basename(path.resolve(folder))}.zip`, content: await openAsBlob(target) }];
}

/** Below a folder, without hidden ones and links. */
async function* listFiles(folder: string, below: string, signal: AbortSignal): AsyncGenerator<string> {
  for await (const entry of await fs.opendir(path.join(folder, below))) {
    signal.throwIfAborted();
    if (entry.name.startsWith('.')) continue;
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* listFiles(folder, name, signal);
    else if (entry.isFile()) yield name;
  }
}

async function zip(folder: string, names: readonly string[], target: string, signal: AbortSignal): Promise<void> {
  const { ZipFile } = await import('yazl');
  const archive = new ZipFile();
  const failed = new Promise<never>((_, reject) => archive.once('error', reject));
  // Pictures and sounds are compressed already.
  for (const name of names)
    archive.addFile(path.join(folder, name), name, { mtime: TIME, mode: MODE, compress: false });
  archive.end();
  await Promise.race([pipeline(archive.outputStream, createWriteStream(target, { mode: 0o600 }), { signal }), failed]);
}
