/** Storage on disks that refuse. The refusals are the kernel's own: a limit on the size of files, a folder that is gone. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { openFileStorage } from '../src/storage/index.ts';
import { programOf } from './support/program.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const run = promisify(execFile);
const WRITER = programOf('test/support/limited-writer.ts');
const KEPT = 'what was there before';

interface Outcome {
  readonly put?: string;
  readonly putIfAbsent?: string;
  readonly message?: string;
}

/** Writes 1 MB in a process whose files may not grow beyond 64 kB: the kernel refuses the rest, as a full disk does. */
async function writeWithin(root: string): Promise<Outcome> {
  const script = `trap '' XFSZ; ulimit -f 64; exec "$@"`;
  const { stdout } = await run('bash', ['-c', script, 'bash', process.execPath, WRITER, root]);
  return JSON.parse(stdout) as Outcome;
}

test('a write that the disk refuses in the middle leaves the old value and no remains', {
  timeout: 30_000,
}, async () => {
  const root = await makeTemporaryFolder();
  await fs.writeFile(path.join(root, 'old'), KEPT);
  const outcome = await writeWithin(root);
  assert.equal(outcome.put, 'ERR_UNAVAILABLE');
  assert.equal(outcome.putIfAbsent, 'ERR_UNAVAILABLE');
  assert.match(outcome.message ?? '', /^Could not write old: /);
  assert.equal(await fs.readFile(path.join(root, 'old'), 'utf8'), KEPT);
  assert.deepEqual(await fs.readdir(root), ['.tmp', 'old']);
  assert.deepEqual(await fs.readdir(path.join(root, '.tmp')), []);
});

test('a value that fits is still written after one that did not', { timeout: 30_000 }, async () => {
  const root = await makeTemporaryFolder();
  await fs.writeFile(path.join(root, 'old'), KEPT);
  await writeWithin(root);
  assert.equal(await fs.readFile(path.join(root, 'old'), 'utf8'), KEPT);
  const { stdout } = await run(process.execPath, [WRITER, root]);
  assert.deepEqual(JSON.parse(stdout), { put: 'written', putIfAbsent: 'written' });
});

test('a store whose place is a file cannot be opened, and says so', async () => {
  const file = path.join(await makeTemporaryFolder(), 'file');
  await fs.writeFile(file, '');
  await assert.rejects(() => openFileStorage(file), {
    code: 'ERR_UNAVAILABLE',
    message: /^Could not open the store: /,
  });
});

test('a store whose folder is taken away refuses writes, holds nothing, and works when it is back', async () => {
  const root = path.join(await makeTemporaryFolder(), 'storage');
  const storage = await openFileStorage(root);
  await storage.put('a', '1');
  await fs.rename(root, `${root}-away`);
  await fs.writeFile(root, 'in the way');
  await assert.rejects(() => storage.put('b', '2'), { code: 'ERR_UNAVAILABLE' });
  await assert.rejects(() => storage.putIfAbsent('b', '2'), { code: 'ERR_UNAVAILABLE' });
  assert.equal(await storage.get('a'), undefined);
  await fs.rm(root);
  await fs.rename(`${root}-away`, root);
  assert.equal((await storage.get('a'))?.toString(), '1');
  await storage.put('b', '2');
});
