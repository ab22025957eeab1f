/** Datasets in storage without a queue and without a process: published by the code that importers publish with. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Imported } from '../../src/data/import/importing.ts';
import { createDatasetCatalog, importDataset } from '../../src/data/index.ts';
import { beginUpload } from '../../src/data/uploads.ts';
import { newJobId } from '../../src/queue/index.ts';
import type { Storage } from '../../src/storage/index.ts';

/** Files by name, and what was understood of them. */
export interface StoredContent {
  readonly imported: Imported;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** Numbers 0 to 4, each an input, of two classes. */
export const FIVE_ROWS: StoredContent = {
  imported: {
    kind: 'tensor',
    rows: 5,
    content: {
      ...{ form: 'array', shape: [1], type: 'float32' },
      targets: { kind: 'classes', labels: ['even', 'odd'], counts: [3, 2], numeric: false },
    },
    warnings: [],
  },
  files: {
    'inputs.bin': new Uint8Array(Float32Array.from([0, 1, 2, 3, 4]).buffer),
    'targets.bin': new Uint8Array(Int32Array.from([0, 1, 0, 1, 0]).buffer),
  },
};

/** Imports what a test says was understood, under a name that is free. @returns its job. */
export async function storeDataset(storage: Storage, name: string, content = FIVE_ROWS): Promise<string> {
  const job = newJobId();
  const signal = new AbortController().signal;
  const upload = beginUpload(storage, job, 1000, signal);
  await upload.add('rows', Readable.from([Buffer.from(name)]));
  const digest = upload.digest({});
  const claimed = await createDatasetCatalog(storage).claim(name, undefined, {
    job,
    digest,
    at: new Date().toISOString(),
  });
  if (!claimed) throw new Error(`Expected a free name. Received: "${name}".`);
  const workspace = await storage.makeWorkspace();
  await importDataset({
    job: { name, job, attempt: 1, digest, files: upload.files, options: {} },
    ...{ storage, signal, workspace: workspace.path },
    async importFiles(_source, { output }) {
      for (const [file, bytes] of Object.entries(content.files)) await fs.writeFile(path.join(output, file), bytes);
      return content.imported;
    },
    limits: { memoryBytesMax: 1e6, expandedBytesMax: 1e6, archiveFilesMax: 10, rowsMax: 10, columnsMax: 10 },
    tell: { progress: () => undefined, leaveToPublish: async () => undefined },
  });
  await workspace.remove();
  await upload.discard();
  return job;
}
