/** A fresh folder for one test file, gone after it. */
import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const made = new Set<string>();
// A file whose `before` failed never comes to its `after`.
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Its path is short: sockets below it must fit into 107 bytes. */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'epochd-'));
  made.add(folder);
  return folder;
}
