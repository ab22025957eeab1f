import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { createClaims } from '../../src/data/claims.ts';
import { createDatasetCatalog, type DatasetCatalog } from '../../src/data/index.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { FIVE_ROWS, storeDataset } from '../support/stored-dataset.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

let root: string;
let storage: Storage;
let catalog: DatasetCatalog;

before(async () => {
  root = await makeTemporaryFolder();
  storage = await openFileStorage(root);
  catalog = createDatasetCatalog(storage);
});

const at = '2026-01-01T00:00:00.000Z';
const claimOf = (job: string) => ({ job, digest: `sha256:${job}`, at });

test('an imported dataset is opened with its rows and targets, in memory or from its file', async () => {
  await storeDataset(storage, 'numbers');
  const dataset = await catalog.open('numbers');
  assert.deepEqual([dataset?.manifest.name, dataset?.manifest.rows, dataset?.manifest.bytes], ['numbers', 5, 40]);
  for (const memoryBytesMax of [1000, 0]) {
    const arrays = await dataset?.arrays(memoryBytesMax);
    assert.equal(arrays?.inputs.values !== undefined, memoryBytesMax > 0);
    assert.deepEqual([...(arrays?.inputs.row(3) ?? [])], [3]);
    assert.deepEqual(arrays?.targets, Int32Array.from([0, 1, 0, 1, 0]));
    arrays?.inputs.close();
  }
  await assert.rejects(async () => dataset?.table(), RangeError);
});

test('a table is a file on this machine', async () => {
  const content = { form: 'table', columns: [] } as const;
  const files = { 'table.parquet': new Uint8Array([1, 2, 3]) };
  await storeDataset(storage, 'table', { imported: { kind: 'tabular', rows: 3, content, warnings: ['one'] }, files });
  const dataset = await catalog.open('table');
  assert.deepEqual([...(await fs.readFile((await dataset?.table()) ?? ''))], [1, 2, 3]);
  assert.deepEqual(dataset?.manifest.warnings, ['one']);
});

test('a dataset that is damaged says so by its name, whatever is damaged', async () => {
  const broken = { code: 'ERR_DATASET_BROKEN', message: /^Expected the dataset "damaged-\d" as it was imported/ };
  const classes = new Uint8Array(Int32Array.from([0, 1, 0, 2, 0]).buffer);
  const damages: [file: string, damage: (file: string) => Promise<void>][] = [
    ['inputs.bin', (file) => fs.rm(file)],
    ['inputs.bin', (file) => fs.truncate(file, 19)],
    ['inputs.bin', (file) => fs.truncate(file, 16)],
    ['targets.bin', (file) => fs.appendFile(file, '1234')],
    ['targets.bin', (file) => fs.rm(file)],
    ['targets.bin', (file) => fs.writeFile(file, classes)],
  ];
  for (const [index, [file, damage]] of damages.entries()) {
    const name = `damaged-${index}`;
    const job = await storeDataset(storage, name);
    await damage(path.join(root, 'datasets', name, job, '1', file));
    const dataset = await catalog.open(name);
    await assert.rejects(async () => dataset?.arrays(1000), broken, `${file} ${index}`);
  }
  for (const bytes of ['', '{', '{}', 'null', '{"attempt":1,"files":{},"manifest":{"format":1,"name":"other"}}']) {
    const job = await storeDataset(storage, 'damaged-9');
    await storage.put(`datasets/damaged-9/${job}/dataset.json`, bytes);
    await assert.rejects(() => catalog.open('damaged-9'), broken, bytes);
    const owner = await catalog.owner('damaged-9');
    assert.equal(owner && (await catalog.release('damaged-9', owner)), true);
  }
});

test('an import whose files are not those that it speaks of publishes nothing', async () => {
  const { imported, files } = FIVE_ROWS;
  const { 'targets.bin': _targets, ...rest } = files;
  await assert.rejects(() => storeDataset(storage, 'half', { imported, files: rest }), { code: 'ENOENT' });
  assert.equal(await catalog.open('half'), undefined);
});

test('of twenty who claim a name at once one gets it, and so with every later claim', { timeout: 60_000 }, async () => {
  const others = createDatasetCatalog(await openFileStorage(root));
  let owner: ReturnType<typeof claimOf> | undefined;
  for (let round = 0; round < 10; round++) {
    const claims = Array.from({ length: 20 }, (_, index) => claimOf(`job-${round}-${index}`));
    const won = await Promise.all(
      claims.map((claim, index) => (index % 2 ? others : catalog).claim('contested', owner, claim)),
    );
    assert.equal(won.filter(Boolean).length, 1);
    owner = claims[won.indexOf(true)];
    assert.deepEqual(await catalog.owner('contested'), owner);
  }
  assert.deepEqual((await storage.list('datasets/contested/claims')).length, 1);
});

test('a name that was given up belongs to nobody until it is claimed again', async () => {
  const first = claimOf('first');
  assert.equal(await catalog.claim('given', undefined, first), true);
  assert.equal((await catalog.names()).includes('given'), true);
  assert.equal(await catalog.release('given', claimOf('another')), false);
  assert.equal(await catalog.release('given', first), true);
  assert.equal(await catalog.owner('given'), undefined);
  assert.equal((await catalog.names()).includes('given'), false);
  assert.equal(await catalog.release('given', first), false);
  assert.equal(await catalog.claim('given', first, claimOf('late')), false);
  assert.equal(await catalog.claim('given', undefined, claimOf('second')), true);
});

test('who slept through the claims of others wins nothing with an old number', async () => {
  const claims = createClaims(storage);
  const first = await claims.append('sleepy', undefined, claimOf('first'));
  const second = await claims.append('sleepy', first, claimOf('second'));
  const third = await claims.append('sleepy', second, claimOf('third'));
  assert.equal(third?.number, 3);
  // Its number is free again: it was removed with the entries before the last.
  assert.equal(await claims.append('sleepy', first, claimOf('sleeper')), undefined);
  assert.deepEqual((await claims.last('sleepy'))?.claim, claimOf('third'));
  assert.deepEqual(await storage.list('datasets/sleepy/claims'), ['3.json']);
});

test('a catalog knows nothing by names that cannot be ones', async () => {
  for (const name of ['', '..', '../jobs', '__proto__', 'constructor', 'a/b', '.tmp'])
    assert.equal(await catalog.open(name), undefined, name);
});
