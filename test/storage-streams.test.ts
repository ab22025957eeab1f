import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import test from 'node:test';
import { promisify } from 'node:util';
import { AppError } from '../src/errors.ts';
import { openFileStorage, type Storage } from '../src/storage/index.ts';
import { programOf } from './support/program.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const WRITER = programOf('test/support/limited-stream-writer.ts');

async function openFresh(): Promise<{ storage: Storage; root: string; temporary(): Promise<string[]> }> {
  const root = path.join(await makeTemporaryFolder(), 'storage');
  const storage = await openFileStorage(root);
  return { storage, root, temporary: () => fs.readdir(path.join(root, '.tmp')) };
}

const never = new AbortController().signal;
const limits = { bytesMax: 1_000_000, signal: never };

/** Chunks of 1 kB without end, one a millisecond. */
async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield new Uint8Array(1000);
  }
}

test('a stream is stored as it came, counted and hashed', async () => {
  const { storage, temporary } = await openFresh();
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  const chunks = [bytes.subarray(0, 7), bytes.subarray(7, 7), bytes.subarray(7, 200_000), bytes.subarray(200_000)];
  const stored = await storage.putStream('uploads/a/0', Readable.from(chunks), limits);
  assert.deepEqual(stored, {
    bytes: 300_000,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  });
  assert.ok(bytes.equals((await storage.get('uploads/a/0')) ?? Buffer.alloc(0)));
  assert.deepEqual(await temporary(), []);
});

test('an empty stream is an empty value', async () => {
  const { storage } = await openFresh();
  assert.equal((await storage.putStream('a', Readable.from([]), limits)).bytes, 0);
  assert.equal((await storage.get('a'))?.length, 0);
});

test('a stream that is too long, breaks or is stopped leaves nothing behind, and its source is closed', {
  timeout: 20_000,
}, async () => {
  const { storage, temporary } = await openFresh();
  await storage.put('kept', 'old');
  const stopped = new AppError('ERR_TIMEOUT', 'Expected more.');
  const aborter = new AbortController();
  const broken = new Error('the line is dead');
  const long = Readable.from(endless());
  const dying = Readable.from(endless());
  const slow = Readable.from(endless());
  await assert.rejects(() => storage.putStream('kept', long, { bytesMax: 20_000, signal: never }), {
    code: 'ERR_TOO_LARGE',
    message: 'Expected at most 20000 bytes. Received: more than that.',
  });
  // Only once somebody listens: under load the stream before may take longer than this.
  setTimeout(() => dying.destroy(broken), 50);
  await assert.rejects(() => storage.putStream('kept', dying, limits), broken);
  setTimeout(() => aborter.abort(stopped), 50);
  await assert.rejects(() => storage.putStream('kept', slow, { ...limits, signal: aborter.signal }), stopped);
  for (const source of [long, dying, slow]) assert.equal(source.destroyed, true);
  assert.equal((await storage.get('kept'))?.toString(), 'old');
  assert.deepEqual(await temporary(), []);
});

test('a stream that just fits is stored, one byte more is not', async () => {
  const { storage } = await openFresh();
  const put = (bytes: number) =>
    storage.putStream('a', Readable.from([new Uint8Array(bytes)]), { bytesMax: 10, signal: never });
  assert.equal((await put(10)).bytes, 10);
  await assert.rejects(() => put(11), { code: 'ERR_TOO_LARGE' });
});

test('a disk that refuses in the middle of a stream leaves the old value and no remains', {
  timeout: 30_000,
}, async () => {
  const root = await makeTemporaryFolder();
  await fs.writeFile(path.join(root, 'old'), 'kept');
  const script = `trap '' XFSZ; ulimit -f 64; exec "$@"`;
  const args = ['-c', script, 'bash', process.execPath, WRITER, root];
  const { stdout } = await promisify(execFile)('bash', args);
  const { code, message } = JSON.parse(stdout) as { code: string; message: string };
  assert.equal(code, 'ERR_UNAVAILABLE');
  assert.match(message, /^Could not write old: /);
  assert.equal(await fs.readFile(path.join(root, 'old'), 'utf8'), 'kept');
  assert.deepEqual(await fs.readdir(path.join(root, '.tmp')), []);
});

test('a file is taken into the store, and can be read where it lies', async () => {
  const { storage } = await openFresh();
  const workspace = await storage.makeWorkspace();
  const file = path.join(workspace.path, 'rows.bin');
  await fs.writeFile(file, 'rows');
  await storage.putFile('datasets/a/rows.bin', file);
  await assert.rejects(() => fs.stat(file), { code: 'ENOENT' });
  const place = await storage.localFile('datasets/a/rows.bin');
  assert.equal(await fs.readFile(place ?? '', 'utf8'), 'rows');
  for (const key of ['datasets/a', 'datasets/b', 'datasets/a/rows.bin/c'])
    assert.equal(await storage.localFile(key), undefined, key);
  await assert.rejects(() => storage.putFile('datasets/a/rows.bin', file), { code: 'ERR_UNAVAILABLE' });
  assert.equal((await storage.get('datasets/a/rows.bin'))?.toString(), 'rows');
  await workspace.remove();
  await workspace.remove();
});

test('all below a prefix goes at once, and what is beside it stays', async () => {
  const { storage, temporary } = await openFresh();
  for (const key of ['d/a/1', 'd/a/deep/er/2', 'd/ab', 'd/b/3']) await storage.put(key, key);
  await storage.deleteAll('d/a');
  await storage.deleteAll('d/a');
  await storage.deleteAll('nothing/there');
  assert.deepEqual(await storage.list('d'), ['ab', 'b']);
  assert.equal((await storage.get('d/b/3'))?.toString(), 'd/b/3');
  assert.deepEqual(await temporary(), []);
});

test('what dead processes left is removed a day later, and what is in use is not', async () => {
  const { storage, root, temporary } = await openFresh();
  const [old, busy, fresh] = [
    await storage.makeWorkspace(),
    await storage.makeWorkspace(),
    await storage.makeWorkspace(),
  ];
  const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
  await fs.mkdir(path.join(busy.path, 'output'));
  await fs.writeFile(path.join(busy.path, 'output', 'file'), 'written just now');
  await fs.writeFile(path.join(root, '.tmp', 'half-a-value'), '');
  for (const place of [old.path, busy.path, path.join(busy.path, 'output'), path.join(root, '.tmp', 'half-a-value')])
    await fs.utimes(place, yesterday, yesterday);
  await openFileStorage(root);
  assert.deepEqual(await temporary(), [busy.path, fresh.path].map((place) => path.basename(place)).sort());
});

test('keys that could leave the store are refused here too', async () => {
  const { storage } = await openFresh();
  for (const key of ['../outside', '/etc/passwd', '.tmp', 'a/../b', '']) {
    const calls = [
      () => storage.putFile(key, '/etc/hostname'),
      () => storage.putStream(key, Readable.from([]), limits),
      () => storage.localFile(key),
      () => storage.deleteAll(key),
    ];
    for (const call of calls) await assert.rejects(call, RangeError, JSON.stringify(key));
  }
});
