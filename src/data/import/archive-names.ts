/**
 * Which entries of a ZIP archive are files that an import may read, and what they are called. Refuses all that tries to be
 * something else: links, encrypted files, names that climb out. Nothing is ever written under such a name; a file that bears
 * one is not what its sender says.
 */
import { type Entry, validateFileName } from 'yauzl';
import { refusedData } from './refusal.ts';

const LEFT_BEHIND = /(^|\/)(__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/i;
const NESTED = /\.(zip|npz|gz|tgz|tar|7z|rar|bz2|xz)$/i;
/** Deflate makes a byte of at most 1032. */
const RATIO_MAX = 1032;
const DEFLATE = 8;
const STORED = 0;
const UTF8_FLAG = 0x800;
const UNIX_HOSTS = [3, 19];
const FILE_TYPE = 0xf000;
const REGULAR = 0x8000;
const FOLDER = 0x4000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The path of an entry, with `/`, in Unicode's composed form: tools that say nothing of an encoding write UTF-8 nowadays,
 * older ones code page 437.
 * @throws AppError ERR_DATA for a path that leaves the archive or cannot be read.
 */
export function entryPath(entry: Entry): string {
  const path = decodedName(entry).replaceAll('\\', '/').normalize('NFC');
  const problem = validateFileName(path);
  if (problem || hasControls(path)) {
    throw refusedData('paths that stay inside the archive', JSON.stringify(path));
  }
  return path
    .split('/')
    .filter((part, index, parts) => part !== '.' && (part !== '' || index === parts.length - 1))
    .join('/');
}

function decodedName({ fileName, fileNameRaw, generalPurposeBitFlag }: Entry): string {
  try {
    return utf8.decode(fileNameRaw);
  } catch {
    if ((generalPurposeBitFlag & UTF8_FLAG) === 0) return fileName;
    throw refusedData('names in UTF-8, as the archive says', JSON.stringify(fileName));
  }
}

function hasControls(path: string): boolean {
  return [...path].some((character) => (character.codePointAt(0) ?? 0) < 0x20);
}

/** What operating systems leave behind, and what says nothing to a network. */
export function isLeftBehind(path: string): boolean {
  return LEFT_BEHIND.test(path);
}

/** @throws AppError ERR_DATA where the entry is not a plain file that can be read. */
export function assertPlainFile(entry: Entry, path: string): void {
  const named = JSON.stringify(path);
  const type = UNIX_HOSTS.includes(entry.versionMadeBy >>> 8) ? (entry.externalFileAttributes >>> 16) & FILE_TYPE : 0;
  if (type !== 0 && type !== REGULAR && type !== FOLDER)
    throw refusedData('an archive of plain files', `${named}, which is a link or a device`);
  if (entry.isEncrypted()) throw refusedData('an archive that is not encrypted', `${named}, which is`);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATE)
    throw refusedData('files that are stored or deflated', `${named} by compression method ${entry.compressionMethod}`);
  if (NESTED.test(path)) throw refusedData('an archive without archives in it', named);
  if (entry.uncompressedSize > (entry.compressedSize + 1) * RATIO_MAX)
    throw refusedData(`at most ${RATIO_MAX} bytes for a compressed one`, `${named}, which claims more`);
}
