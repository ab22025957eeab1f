/**
 * Reads a ZIP archive in place: each file by itself, into memory or into a file whose name is ours. Sizes that the archive
 * declares are bounded before anything is unpacked, and real ones by what was declared.
 */
import fs from 'node:fs';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { AppError, messageOf } from '../../errors.ts';
import { extractEntry, headOfEntry, readEntry } from './archive-entry.ts';
import { assertPlainFile, entryPath, isLeftBehind } from './archive-names.ts';
import type { Archive, ArchiveEntry } from './archive-reader.ts';
import { openWindow } from './archive-window.ts';
import type { ImportLimits, UploadedFile } from './importing.ts';
import { refusedData } from './refusal.ts';

/** What may be unpacked. */
export type ArchiveLimits = Pick<ImportLimits, 'memoryBytesMax' | 'expandedBytesMax' | 'archiveFilesMax'>;

export interface ZipArchive extends Archive {
  /** The first bytes of an entry, fewer where it is shorter. */
  head(entry: ArchiveEntry, bytes: number): Promise<Buffer>;
  /** Unpacks an entry of any size. @param path of the file to write, which is not of the archive's choosing. */
  extract(entry: ArchiveEntry, path: string, signal: AbortSignal): Promise<void>;
}

/** Above this an entry is not read into memory. */
const ENTRY_BYTES_MAX = 256 * 2 ** 20;

/** @throws AppError ERR_DATA where it is no archive, a damaged or a hostile one. */
export async function openArchive(file: UploadedFile, limits: ArchiveLimits): Promise<ZipArchive> {
  const descriptor = fs.openSync(file.path, 'r');
  try {
    const zip = await readable(file, () => openZip(descriptor));
    const listing = await readable(file, () => list(zip, limits));
    return archiveOf(file, descriptor, listing, limits);
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
}

function openZip(descriptor: number): Promise<ZipFile> {
  const { size } = fs.fstatSync(descriptor);
  return fromRandomAccessReaderPromise(openWindow(descriptor, size), size, { autoClose: false });
}

interface Listing {
  readonly files: Map<string, Entry>;
  readonly folders: Set<string>;
}

async function list(zip: ZipFile, limits: ArchiveLimits): Promise<Listing> {
  if (zip.entryCount > limits.archiveFilesMax)
    throw refusedData(`at most ${limits.archiveFilesMax} files in an archive`, String(zip.entryCount));
  const listing: Listing = { files: new Map(), folders: new Set() };
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    const path = entryPath(entry);
    if (isLeftBehind(path)) continue;
    if (path.endsWith('/') || path === '') {
      listing.folders.add(path.slice(0, -1));
      continue;
    }
    assertPlainFile(entry, path);
    if (listing.files.has(path)) throw refusedData('each name once in an archive', `${JSON.stringify(path)} twice`);
    bytes += entry.uncompressedSize;
    if (bytes > limits.expandedBytesMax)
      throw refusedData(`an archive of at most ${limits.expandedBytesMax} bytes unpacked`, 'more');
    listing.files.set(path, entry);
  }
  return listing;
}

function archiveOf(
  file: UploadedFile,
  descriptor: number,
  { files, folders }: Listing,
  limits: ArchiveLimits,
): ZipArchive {
  const entries = [...files]
    .map(([path, { uncompressedSize }]) => ({ path, bytes: uncompressedSize }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const find = ({ path }: ArchiveEntry): Entry => {
    const entry = files.get(path);
    if (!entry) throw new RangeError(`Expected an entry of this archive. Received: ${JSON.stringify(path)}.`);
    return entry;
  };
  const bytesMax = Math.min(ENTRY_BYTES_MAX, limits.memoryBytesMax);
  return {
    entries,
    emptyFolders: emptyOf(folders, files.keys()),
    read: (wanted) =>
      readable(
        file,
        async () => {
          if (wanted.bytes > bytesMax) throw refusedData(`files of at most ${bytesMax} bytes`, `${wanted.bytes} bytes`);
          const entry = find(wanted);
          return readEntry(descriptor, entry);
        },
        wanted.path,
      ),
    head: (wanted, bytes) => readable(file, async () => headOfEntry(descriptor, find(wanted), bytes), wanted.path),
    extract: (wanted, path, signal) =>
      readable(file, async () => extractEntry(descriptor, find(wanted), path, signal), wanted.path),
    close: () => fs.closeSync(descriptor),
  };
}

function emptyOf(folders: ReadonlySet<string>, files: Iterable<string>): string[] {
  const filled = new Set<string>();
  for (const path of files) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) filled.add(path.slice(0, cut));
  }
  return [...folders].filter((folder) => folder !== '' && !filled.has(folder)).sort();
}

/** Whatever a damaged archive makes the reader throw, the sender is told which file it was. */
async function readable<T>(file: UploadedFile, read: () => Promise<T>, path?: string): Promise<T> {
  const where =
    path === undefined ? JSON.stringify(file.name) : `${JSON.stringify(path)} in ${JSON.stringify(file.name)}`;
  try {
    return await read();
  } catch (error) {
    // Ours, not the archive's: the import was cancelled, the disk is full.
    if (error instanceof Error && (error.name === 'AbortError' || 'syscall' in error)) throw error;
    if (error instanceof AppError) throw new AppError(error.code, `${where}: ${error.message}`, { cause: error });
    throw refusedData('a ZIP archive that can be read', `${where}: ${messageOf(error)}`, error);
  }
}
