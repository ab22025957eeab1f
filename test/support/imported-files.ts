/** Files in memory, as an import reads those that somebody sent. */
import { AppError } from '../../src/errors.ts';
import type { ExchangeFile, ImportedFiles } from '../../src/exchange/format.ts';

export function importedFiles(files: readonly ExchangeFile[]): ImportedFiles {
  const places = new Map(files.map(({ path, bytes }) => [path, Buffer.from(bytes)]));
  const read = async (path: string, bytesMax: number): Promise<Buffer> => {
    const bytes = places.get(path);
    if (!bytes) throw new AppError('ERR_MODEL_FILE', `Expected a file "${path}". Received: none.`);
    return bytes.subarray(0, bytesMax);
  };
  return {
    paths: [...places.keys()].sort(),
    read,
    head: read,
    local: () => Promise.reject(new Error('Expected files that are read. Received: one of this machine.')),
  };
}
