/** An import whose disk refuses. The refusals are the kernel's own: `/dev/full` has no room for a single byte. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import test from 'node:test';
import { importDataset } from '../../src/data/import-dataset.ts';
import { AppError } from '../../src/errors.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

async function importing(importFiles: () => Promise<never>): Promise<unknown> {
  const storage = await openFileStorage(await makeTemporaryFolder());
  await storage.put('uploads/job/0', 'a,b\n1,2\n');
  return importDataset({
    job: {
      ...{ name: 'table', job: 'job', attempt: 1, digest: 'sha256:0', options: {} },
      files: [{ key: 'uploads/job/0', name: 'a.csv' }],
    },
    importFiles,
    storage,
    limits: { memoryBytesMax: 1, expandedBytesMax: 1, archiveFilesMax: 1, rowsMax: 1, columnsMax: 1 },
    workspace: await makeTemporaryFolder(),
    signal: new AbortController().signal,
    tell: { progress: () => undefined, leaveToPublish: async () => undefined },
  });
}

test('a disk that is full is no fault of the data, and worth another try', async () => {
  const fill = async (): Promise<never> => {
    await fs.writeFile('/dev/full', 'a byte too many');
    throw new Error('Expected a full disk.');
  };
  const refusal = {
    code: 'ERR_UNAVAILABLE',
    message: 'Could not import: the disk is full, or refuses what is written.',
  };
  await assert.rejects(importing(fill), refusal);
  await assert.rejects(
    importing(() => Promise.reject(new Error('IO Error: Could not write: No space left'))),
    refusal,
  );
});

test('what the data is refused for stays what it is', async () => {
  const refusal = new AppError('ERR_DATA', 'Expected "no space left" in column 1. Received: something else.');
  await assert.rejects(
    importing(() => Promise.reject(refusal)),
    refusal,
  );
});
