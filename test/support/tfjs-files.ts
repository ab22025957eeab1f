/** A TensorFlow.js model as an import gets it: without storage, from what a test has in its hands. */
import type { ImportedFiles, ImportedNetwork } from '../../src/exchange/format.ts';
import { tfjsImport } from '../../src/exchange/tfjs/import.ts';

/** @param files by their paths, beside `model.json`. */
export async function readTfjs(model: unknown, files: Readonly<Record<string, Uint8Array>>): Promise<ImportedNetwork> {
  const all: Record<string, Uint8Array> = { ...files, 'model.json': Buffer.from(JSON.stringify(model)) };
  const imported: ImportedFiles = {
    paths: Object.keys(all).sort(),
    head: async (path, bytes) => Buffer.from(all[path] ?? []).subarray(0, bytes),
    local: async () => '',
    async read(path) {
      const bytes = all[path];
      if (!bytes) throw new RangeError(`the test has no file "${path}"`);
      return Buffer.from(bytes);
    },
  };
  return tfjsImport.read(imported, {});
}
