/** Files as one ZIP archive whose bytes follow from them alone: stored as they are, in their order, with one date for all. */
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ExchangeFile } from './format.ts';

/** The first that a ZIP can name, which holds local times: the same bytes in every time zone. */
const DATE = new Date(1980, 0, 1);
const MODE = 0o100644;

export function writeArchive(files: readonly ExchangeFile[]): Readable {
  const zip = new ZipFile();
  for (const { path, bytes } of files) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    zip.addBuffer(buffer, path, { mtime: DATE, mode: MODE, compress: false, forceDosTimestamp: true });
  }
  zip.end();
  return zip.outputStream as Readable;
}
