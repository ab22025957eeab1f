/**
 * An importer of a format of its own, for tests of all that is around importers: a file is its rows, one byte each. A file
 * that starts with `slow` takes its time, one that starts with `bad` cannot be read, one with `greedy` takes all memory.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import type { Importer } from '../../src/data/import/importing.ts';
import { AppError } from '../../src/errors.ts';
import { createLogger } from '../../src/logger.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { liveAsChild } from '../../src/worker/child-life.ts';
import { runImporter } from '../../src/worker/importer/importer.ts';

const SLOW_MS = 4000;
const STEPS = 40;

const importFiles: Importer = async ({ files }, tools) => {
  const inputs = path.join(tools.output, 'inputs.bin');
  await fs.writeFile(path.join(tools.scratch, 'notes'), 'of no use later');
  let rows = 0;
  for (const [index, file] of files.entries()) {
    const bytes = await fs.readFile(file.path);
    const start = bytes.subarray(0, 10).toString('latin1');
    if (start.startsWith('bad'))
      throw new AppError('ERR_DATA', `Expected bytes in "${file.name}". Received: bad ones, in row 1.`);
    if (start.startsWith('greedy')) await takeAllMemory();
    for (let step = 0; step < STEPS && start.startsWith('slow'); step++) {
      tools.progress(step / STEPS, `reading "${file.name}"`);
      await sleep(SLOW_MS / STEPS);
    }
    await fs.appendFile(inputs, bytes);
    rows += bytes.length;
    tools.progress((index + 1) / files.length, `read "${file.name}"`);
  }
  return { kind: 'tensor', rows, content: { form: 'array', shape: [1], type: 'uint8' }, warnings: [] };
};

async function takeAllMemory(): Promise<void> {
  const taken: object[] = [];
  for (;;) {
    for (let count = 0; count < 100_000; count++) taken.push({ count, text: `number ${count}` });
    await sleep(0);
  }
}

liveAsChild('importer');
const config = loadConfig();
const storage = await openFileStorage(path.join(config.dataDir, 'storage'));
runImporter({ config, logger: createLogger('importer', config.logLevel), storage, importFiles });
