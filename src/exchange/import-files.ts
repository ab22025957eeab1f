/**
 * Uploaded files as an import reads them: those of one archive, told by its content, or those that came beside each other.
 * Nothing is written under a name that the sender chose.
 */
import { type ArchiveEntry, openArchive, type ZipArchive } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/index.ts';
import type { ImportedFiles } from './format.ts';

export interface UploadedKey {
  readonly key: string;
  readonly name: string;
}

export interface FileLimits {
  /** Of all files unpacked. */
  readonly expandedBytesMax: number;
}

export interface OpenFiles extends ImportedFiles {
  close(): Promise<void>;
}

const FILES_MAX = 10_000;
const ZIP_MAGIC = 'PK';

/** @throws AppError ERR_DATA for a damaged or hostile archive, ERR_UNAVAILABLE. */
export async function openFiles(
  storage: Storage,
  uploaded: readonly UploadedKey[],
  limits: FileLimits,
): Promise<OpenFiles> {
  const plain = await plainFiles(storage, uploaded);
  const [only] = plain.paths;
  if (plain.paths.length !== 1 || only === undefined) return plain;
  if ((await plain.head(only, 2)).toString('latin1') !== ZIP_MAGIC) return plain;
  const archive = await openArchive(
    { name: only, path: await plain.local(only) },
    { ...limits, memoryBytesMax: limits.expandedBytesMax, archiveFilesMax: FILES_MAX },
  );
  return archiveFiles(storage, archive);
}

async function plainFiles(storage: Storage, uploaded: readonly UploadedKey[]): Promise<OpenFiles> {
  const places = new Map<string, string>();
  for (const { key, name } of uploaded) {
    if (places.has(name)) throw new AppError('ERR_MODEL_FILE', `Expected each file once. Received: "${name}" twice.`);
    const place = await storage.localFile(key);
    if (place === undefined) throw new AppError('ERR_UNAVAILABLE', `Expected ${key} in the store. Received: nothing.`);
    places.set(name, key);
  }
  const keyOf = (path: string): string => {
    const key = places.get(path);
    if (key === undefined) throw missing(path);
    return key;
  };
  return {
    paths: [...places.keys()].sort(),
    async head(path, bytes) {
      return Buffer.concat(await chunksOf(storage, keyOf(path), bytes));
    },
    async read(path, bytesMax) {
      const bytes = Buffer.concat(await chunksOf(storage, keyOf(path), bytesMax + 1));
      if (bytes.length > bytesMax) throw tooLarge(path, bytesMax);
      return bytes;
    },
    async local(path) {
      return (await storage.localFile(keyOf(path))) ?? '';
    },
    async close() {},
  };
}

/** The first bytes of a value. */
async function chunksOf(storage: Storage, key: string, bytes: number): Promise<Buffer[]> {
  const stream = await storage.getStream(key, { start: 0, end: Math.max(0, bytes - 1) });
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer);
  return chunks;
}

async function archiveFiles(storage: Storage, archive: ZipArchive): Promise<OpenFiles> {
  const folder = commonFolder(archive.entries);
  const entries = new Map(archive.entries.map((entry) => [entry.path.slice(folder.length), entry]));
  const workspace = await storage.makeWorkspace();
  const unpacked = new Map<string, string>();
  const entryOf = (path: string): ArchiveEntry => {
    const entry = entries.get(path);
    if (!entry) throw missing(path);
    return entry;
  };
  return {
    paths: [...entries.keys()].sort(),
    head: async (path, bytes) => archive.head(entryOf(path), bytes),
    async read(path, bytesMax) {
      const entry = entryOf(path);
      if (entry.bytes > bytesMax) throw tooLarge(path, bytesMax);
      return archive.read(entry);
    },
    async local(path) {
      const known = unpacked.get(path);
      if (known !== undefined) return known;
      const place = `${workspace.path}/${unpacked.size}`;
      await archive.extract(entryOf(path), place, new AbortController().signal);
      unpacked.set(path, place);
      return place;
    },
    async close() {
      archive.close();
      await workspace.remove();
    },
  };
}

/** Of an archive that was made of a folder: `digits/`, or nothing. */
function commonFolder(entries: readonly ArchiveEntry[]): string {
  const [first] = entries;
  let folder = '';
  for (;;) {
    const end = (first?.path ?? '').indexOf('/', folder.length);
    const next = first?.path.slice(0, end + 1) ?? '';
    if (end < 0 || !entries.every(({ path }) => path.startsWith(next))) return folder;
    folder = next;
  }
}

function missing(path: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected a file "${path}". Received: none.`);
}

function tooLarge(path: string, bytesMax: number): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected at most ${bytesMax} bytes in "${path}". Received: more.`);
}
