/** Unpacks a gzip into a file, within bounds. */
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { codeOf } from '../../errors.ts';
import { newFile } from './csv-text.ts';
import type { ImportTools, UploadedFile } from './importing.ts';
import { refusedData } from './refusal.ts';

/** Of data that are meant to be learnt from, no table is packed so well; a small file may be anything. */
const RATIO_MAX = 200;
const ANY_RATIO_BYTES_MAX = 256 * 1024 * 1024;

/**
 * @returns the unpacked file.
 * @throws AppError ERR_DATA for a damaged gzip, for one that unpacks to more than the limits allow, and, as soon as it shows,
 * for one that is all repetition.
 */
export async function unpackGzip(file: UploadedFile, tools: ImportTools): Promise<UploadedFile> {
  const gunzip = createGunzip();
  const max = tools.limits.expandedBytesMax;
  let bytes = 0;
  const bounded = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > max)
        throw refusedData(`a gzip that unpacks to at most ${max} bytes`, `${file.name}, which holds more`);
      if (bytes > ANY_RATIO_BYTES_MAX && bytes > RATIO_MAX * gunzip.bytesWritten)
        throw refusedData(
          `a gzip of at most ${RATIO_MAX} bytes for a compressed one, beyond its first ${ANY_RATIO_BYTES_MAX}`,
          `${file.name}, which holds more`,
        );
      yield piece;
    }
  };
  const to = newFile(tools);
  try {
    const from = createReadStream(file.path);
    await pipeline(from, gunzip, bounded, createWriteStream(to), { signal: tools.signal });
  } catch (error) {
    const code = codeOf(error);
    if (code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') {
      throw refusedData('a whole gzip', `${file.name}, which is damaged or cut off`);
    }
    throw error;
  }
  return { name: file.name, path: to };
}
