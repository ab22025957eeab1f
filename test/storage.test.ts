import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { openFileStorage, type Storage } from '../src/storage/index.ts';
import { programOf } from './support/program.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

async function openFresh(): Promise<{ storage: Storage; root: string }> {
  const root = path.join(await makeTemporaryFolder(), 'storage');
  return { storage: await openFileStorage(root), root };
}

const text = async (storage: Storage, key: string): Promise<string | undefined> =>
  (await storage.get(key))?.toString('utf8');

test('what was put is read back, and replaced by the next put', async () => {
  const { storage } = await openFresh();
  await storage.put('models/digits/weights/a.bin', new Uint8Array([0, 255, 10]));
  assert.deepEqual([...((await storage.get('models/digits/weights/a.bin')) ?? [])], [0, 255, 10]);
  await storage.put('models/digits/weights/a.bin', 'ünicode');
  assert.equal(await text(storage, 'models/digits/weights/a.bin'), 'ünicode');
  await storage.put('empty', '');
  assert.equal(await text(storage, 'empty'), '');
});

test('what was never put is absent, below a value too', async () => {
  const { storage } = await openFresh();
  await storage.put('a', '1');
  await storage.put('b/c', '1');
  for (const key of ['nothing', 'a/b', 'b', 'b/c/d']) assert.equal(await storage.get(key), undefined, key);
  assert.deepEqual(await storage.list('nothing'), []);
  assert.deepEqual(await storage.list('a'), []);
});

test('a list names values and deeper prefixes, sorted, and nothing of the store itself', async () => {
  const { storage } = await openFresh();
  for (const key of ['m/2.json', 'm/10.json', 'm/deep/x', 'n']) await storage.put(key, '');
  assert.deepEqual(await storage.list('m'), ['10.json', '2.json', 'deep']);
});

test('a deleted value is gone, and deleting it again does nothing', async () => {
  const { storage } = await openFresh();
  await storage.put('a/b', '1');
  await storage.delete('a/b');
  await storage.delete('a/b');
  assert.equal(await storage.get('a/b'), undefined);
});

test('of twenty writers that claim a key at once exactly one wins, and its bytes stay', async () => {
  const { storage, root } = await openFresh();
  const second = await openFileStorage(root);
  for (let round = 0; round < 5; round++) {
    const key = `claims/${round}`;
    const writers = Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? storage : second).putIfAbsent(key, `writer ${index}`),
    );
    const won = await Promise.all(writers);
    assert.equal(won.filter(Boolean).length, 1);
    assert.equal(await text(storage, key), `writer ${won.indexOf(true)}`);
    assert.equal(await storage.putIfAbsent(key, 'late'), false);
  }
  assert.deepEqual(await fs.readdir(path.join(root, '.tmp')), []);
});

test('a reader sees the old bytes or the new ones, never a part', async () => {
  const { storage } = await openFresh();
  const versions = ['a', 'b'].map((letter) => letter.repeat(1_000_000));
  await storage.put('value', versions[0] as string);
  let writing = true;
  const writer = (async () => {
    for (let round = 0; round < 20; round++) await storage.put('value', versions[round % 2] as string);
    writing = false;
  })();
  let reads = 0;
  while (writing) {
    const seen = await text(storage, 'value');
    assert.ok(versions.includes(seen ?? ''), `${seen?.length} bytes`);
    reads += 1;
  }
  await writer;
  assert.ok(reads > 0);
});

test('a writer that is killed in the middle leaves the old bytes', { timeout: 30_000 }, async () => {
  const { storage, root } = await openFresh();
  await storage.put('value', 'old');
  const writer = fork(programOf('test/support/endless-writer.ts'), [root, 'value']);
  await once(writer, 'message');
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  const bytes = await storage.get('value');
  assert.ok(
    bytes?.equals(Buffer.from('old')) || (bytes?.length === 5_000_000 && new Set(bytes).size === 1),
    `${bytes?.length} bytes`,
  );
  await storage.put('value', 'new');
  assert.equal(await text(storage, 'value'), 'new');
});

test('keys that could leave the store or touch its own files are refused before the disk is asked', async () => {
  const { storage, root } = await openFresh();
  await fs.writeFile(path.join(root, '..', 'outside'), 'secret');
  const hostile = [
    '../outside',
    'a/../../outside',
    '/etc/passwd',
    '.tmp/x',
    'a/.tmp',
    '.',
    '..',
    '',
    '/',
    'a//b',
    'a/',
    'a\\b',
    'a\0b',
    'ä',
    'a b',
    '%2e%2e/outside',
    `a${'b'.repeat(600)}`,
  ];
  for (const key of hostile) {
    const calls = [
      () => storage.get(key),
      () => storage.put(key, ''),
      () => storage.putIfAbsent(key, ''),
      () => storage.list(key),
      () => storage.delete(key),
    ];
    for (const call of calls) await assert.rejects(call, RangeError, JSON.stringify(key));
  }
  assert.deepEqual((await fs.readdir(path.join(root, '..'))).sort(), ['outside', 'storage']);
});

test('a key that is taken by a prefix or below a value is refused by the store', async () => {
  const { storage } = await openFresh();
  await storage.put('a/b', '1');
  await assert.rejects(() => storage.put('a', 'x'), { code: 'ERR_UNAVAILABLE' });
  await assert.rejects(() => storage.put('a/b/c', 'x'), { code: 'ERR_UNAVAILABLE' });
  assert.equal(await text(storage, 'a/b'), '1');
});
