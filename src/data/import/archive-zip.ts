/**
 * Reads a ZIP archive in place: each file by itself, into memory or into a file whose name is ours. Sizes that the archive
 * declares are bounded before anything is unpacked, and real ones by what was declared.
 *
 * DESIGN The central directory is read through a window, and small files are read and inflated synchronously: 70,000 small
 * pictures take a second less than through a stream for each. An import is a process of its own, so nobody waits behind it.
 */
import fs from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { AppError, messageOf } from '../../errors.ts';
import { assertPlainFile, entryPath, isLeftBehind } from './archive-names.ts';
import type { Archive, ArchiveEntry } from './archive-reader.ts';
import { openWindow } from './archive-window.ts';
import type { ImportLimits, UploadedFile } from './importing.ts';
import { refusedData } from './refusal.ts';

export interface ZipArchive extends Archive {
  /** The first bytes of an entry, fewer where it is shorter. */
  head(entry: ArchiveEntry, bytes: number): Promise<Buffer>;
  /** Unpacks an entry of any size. @param path of the file to write, which is not of the archive's choosing. */
  extract(entry: ArchiveEntry, path: string, signal: AbortSignal): Promise<void>;
}

/** Above this an entry is not read into memory. */
const ENTRY_BYTES_MAX = 256 * 2 ** 20;
const HEAD_COMPRESSED_BYTES = 4096;
const STORED = 0;

/** @throws AppError ERR_DATA where it is no archive, a damaged or a hostile one. */
export async function openArchive(file: UploadedFile, limits: ImportLimits): Promise<ZipArchive> {
  const descriptor = fs.openSync(file.path, 'r');
  try {
    const zip = await readable(file, () => openZip(descriptor));
    const listing = await readable(file, () => list(zip, limits));
    return archiveOf(file, descriptor, zip, listing, limits);
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

async function list(zip: ZipFile, limits: ImportLimits): Promise<Listing> {
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
  zip: ZipFile,
  { files, folders }: Listing,
  limits: ImportLimits,
): ZipArchive {
  const entries = [...files]
    .map(([path, { uncompressedSize }]) => ({ path, bytes: uncompressedSize }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const find = ({ path }: ArchiveEntry): Entry => {
    const entry = files.get(path);
    if (!entry) throw new RangeError(`Expected an entry of this archive. Received: ${JSON.stringify(path)}.`);
    return entry;
  };
  const start = async (entry: Entry): Promise<number> =>
    (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
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
          return checked(entry, inflated(entry, readAt(descriptor, await start(entry), entry.compressedSize)));
        },
        wanted.path,
      ),
    head: (wanted, bytes) =>
      readable(file, async () => headOf(descriptor, find(wanted), await start(find(wanted)), bytes), wanted.path),
    extract: (wanted, path, signal) =>
      readable(
        file,
        async () => extractTo(path, descriptor, find(wanted), await start(find(wanted)), signal),
        wanted.path,
      ),
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

function readAt(descriptor: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  if (fs.readSync(descriptor, buffer, 0, bytes, position) !== bytes)
    throw refusedData('a whole archive', 'one that ends too early');
  return buffer;
}

/** Never more than the archive declares, whatever the data would unpack to. */
function inflated(entry: Entry, packed: Buffer): Buffer {
  if (entry.compressionMethod === STORED) return packed;
  const bytes = Math.max(entry.uncompressedSize, 1);
  return inflateRawSync(packed, { maxOutputLength: bytes, chunkSize: Math.min(Math.max(bytes, 64), 65_536) });
}

function checked(entry: Entry, bytes: Buffer): Buffer {
  if (bytes.length !== entry.uncompressedSize)
    throw refusedData(`${entry.uncompressedSize} bytes, as the archive says`, String(bytes.length));
  if (crc32(bytes) !== entry.crc32) throw refusedData('contents that agree with their checksum', 'others');
  return bytes;
}

function headOf(descriptor: number, entry: Entry, start: number, bytes: number): Buffer {
  const packed = readAt(descriptor, start, Math.min(entry.compressedSize, Math.max(HEAD_COMPRESSED_BYTES, bytes)));
  if (entry.compressionMethod === STORED) return packed.subarray(0, bytes);
  // Cut off: what there is of it is flushed instead of refused.
  const unpacked = inflateRawSync(packed, { finishFlush: 2, maxOutputLength: HEAD_COMPRESSED_BYTES * 1100 });
  return unpacked.subarray(0, bytes);
}

async function extractTo(
  path: string,
  descriptor: number,
  entry: Entry,
  start: number,
  signal: AbortSignal,
): Promise<void> {
  let bytes = 0;
  let checksum = 0;
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > entry.uncompressedSize)
        throw refusedData(`${entry.uncompressedSize} bytes, as the archive says`, 'more');
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
    if (bytes !== entry.uncompressedSize)
      throw refusedData(`${entry.uncompressedSize} bytes, as the archive says`, String(bytes));
    if (checksum !== entry.crc32) throw refusedData('contents that agree with their checksum', 'others');
  }
  const target = fs.createWriteStream(path, { flags: 'wx' });
  const packed = entry.compressedSize === 0 ? Readable.from([]) : streamOf(descriptor, start, entry.compressedSize);
  const unpacking = entry.compressionMethod === STORED ? new PassThrough() : createInflateRaw();
  return pipeline(packed, unpacking, counted, target, { signal });
}

function streamOf(descriptor: number, start: number, bytes: number): Readable {
  return fs.createReadStream('', { fd: descriptor, autoClose: false, start, end: start + bytes - 1 });
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
