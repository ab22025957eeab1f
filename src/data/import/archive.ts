/**
 * Decides what an archive holds, by what its files begin with, and hands it to whoever imports that: pictures, sounds, arrays,
 * a table. Knows nothing of what becomes of them.
 */
import path from 'node:path';
import type { Archive, ArchiveEntry } from './archive-reader.ts';
import { openArchive, type ZipArchive } from './archive-zip.ts';
import { ARRAY_OPTIONS, importNpyEntries } from './arrays.ts';
import { dataEntries } from './class-labels.ts';
import { expectOptions } from './expected-options.ts';
import { importIdx, isIdx } from './idx.ts';
import type { Imported, Importer, ImportSource, ImportTools, UploadedFile } from './importing.ts';
import { isNpy } from './npy.ts';
import { isPicture } from './picture-header.ts';
import { importPictures } from './pictures.ts';
import { refusedData, someOf } from './refusal.ts';
import { importSounds } from './sounds.ts';
import { importTables } from './tables.ts';

type Content = 'picture' | 'sound' | 'array' | 'idx' | 'archive' | 'other';

const HEAD_BYTES = 64;
/** Of more files only as many are looked at, from all over the archive; the importer sees the others. */
const SAMPLES = 64;

/** @throws AppError ERR_DATA where the archive is damaged or hostile, or holds nothing that is known. */
export const importArchive: Importer = async (source, tools) => {
  const [file] = source.files;
  if (!file || source.files.length > 1)
    throw refusedData('one archive', someOf(source.files.map(({ name }) => name)) || 'none');
  const archive = await openArchive(file, tools.limits);
  try {
    return await importContent(archive, source, tools);
  } finally {
    archive.close();
  }
};

async function importContent(archive: ZipArchive, source: ImportSource, tools: ImportTools): Promise<Imported> {
  const entries = dataEntries(archive);
  const content = await contentOf(archive, entries);
  switch (content) {
    case 'picture':
      return importPictures(archive, source, tools);
    case 'sound':
      return importSounds(archive, source, tools);
    case 'array':
      expectOptions(source.options, ARRAY_OPTIONS, 'arrays');
      return importNpyEntries({ ...archive, entries }, source, tools);
    case 'idx':
      return importIdx({ ...source, files: await extracted(archive, entries, tools) }, tools);
    case 'archive':
      throw refusedData('an archive without archives in it', someOf(entries.map((entry) => entry.path)));
    case 'other':
      return importTable(archive, entries, source, tools);
  }
}

/** Of most of the files. A stray one among them is named by the importer, which reads them all. */
async function contentOf(archive: ZipArchive, entries: readonly ArchiveEntry[]): Promise<Content> {
  const step = Math.max(1, Math.floor(entries.length / SAMPLES));
  const seen = new Map<Content, number>();
  for (let index = 0; index < entries.length; index += step) {
    const content = sniff(await archive.head(entries[index] as ArchiveEntry, HEAD_BYTES));
    seen.set(content, (seen.get(content) ?? 0) + 1);
  }
  const [most] = [...seen].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 'other';
}

function sniff(head: Buffer): Content {
  const text = (from: number, to: number): string => head.toString('latin1', from, to);
  if (isPicture(head)) return 'picture';
  if ((text(0, 4) === 'RIFF' || text(0, 4) === 'RF64') && text(8, 12) === 'WAVE') return 'sound';
  if (isNpy(head)) return 'array';
  if (text(0, 4) === 'PK\x03\x04' || text(0, 2) === '\x1f\x8b') return 'archive';
  return isIdx(head) ? 'idx' : 'other';
}

/** A single file that may be a table, a list of labels by name included. */
async function importTable(
  archive: ZipArchive,
  entries: readonly ArchiveEntry[],
  source: ImportSource,
  tools: ImportTools,
): Promise<Imported> {
  const candidates = entries.length > 0 ? entries : (archive as Archive).entries;
  if (candidates.length !== 1) {
    const received = someOf(candidates.map((entry) => entry.path)) || 'an archive without a file';
    throw refusedData('pictures or sounds in class folders, arrays, or one table in an archive', received);
  }
  return importTables({ ...source, files: await extracted(archive, candidates, tools) }, tools);
}

async function extracted(
  archive: ZipArchive,
  entries: readonly ArchiveEntry[],
  { scratch, signal }: ImportTools,
): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  for (const [index, entry] of entries.entries()) {
    const file = path.join(scratch, `entry-${index}`);
    await archive.extract(entry, file, signal);
    files.push({ name: entry.path, path: file });
  }
  return files;
}
