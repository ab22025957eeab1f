/** Where each file lies in an archive of ours, whose files are stored as they are: a part of it can be served by itself. */
import { openPromise } from 'yauzl';
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/index.ts';

/** By the files' paths. */
export type FileRanges = Readonly<Record<string, { readonly start: number; readonly bytes: number }>>;

/** @throws AppError ERR_UNAVAILABLE where the archive is gone. */
export async function fileRanges(storage: Storage, key: string): Promise<FileRanges> {
  const path = await storage.localFile(key);
  if (path === undefined) throw new AppError('ERR_UNAVAILABLE', `Expected ${key} in the store. Received: nothing.`);
  const zip = await openPromise(path, { autoClose: false });
  try {
    const files: Record<string, { start: number; bytes: number }> = {};
    for await (const entry of zip.eachEntry()) {
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      files[entry.fileName] = { start: fileDataStart, bytes: entry.uncompressedSize };
    }
    return files;
  } finally {
    zip.close();
  }
}
