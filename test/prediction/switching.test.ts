/** A reference that begins to mean another version: the one before answers until the other is in memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLoadedModels } from '../../src/prediction/loaded-models.ts';
import { createSwitching } from '../../src/prediction/switching.ts';
import {
  createRegistry,
  type Manifest,
  type ModelReference,
  type Registry,
  resolveRoute,
} from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { publishModel } from '../support/published-model.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/waiting.ts';

const BY = { requestId: 'test' };
const DIGITS = { model: 'digits' };
const findBy = (settled: ReturnType<typeof createSwitching>, registry: Registry) => async (reference: ModelReference) =>
  settled(reference, await resolveRoute(registry, reference));

test('the version before answers until the one that an alias was moved to is loaded; a number means itself', async () => {
  const storage = await openFileStorage(await makeTemporaryFolder());
  const registry = createRegistry(storage);
  for (const job of ['job-1', 'job-2']) await publishModel(storage, 'digits', job);
  const batching = () => ({ rowsMax: 1, delayMs: 0, waitingMax: 1 });
  const models = createLoadedModels({ registry, countMax: 4, bytesMax: 2 ** 30, batching });
  const find = findBy(createSwitching(models), registry);
  const load = async (version: number) => models.load((await registry.manifest({ ...DIGITS, version })) as Manifest);

  await registry.point({ ...DIGITS, alias: 'production', division: { version: 1 } }, BY);
  assert.equal((await find(DIGITS)).version, 1);
  await load(1);
  await registry.point({ ...DIGITS, alias: 'production', division: { version: 2 } }, BY);
  assert.equal((await find(DIGITS)).version, 1, 'that answers while the other is loaded');
  assert.equal((await find({ ...DIGITS, version: 2 })).version, 2);
  await waitFor('the other to be loaded by that alone', async () => (await find(DIGITS)).version === 2);
  assert.ok(models.has((await registry.manifest({ ...DIGITS, version: 2 })) as Manifest));
  models.close();
});

test('a version that cannot be loaded is not kept a secret for longer than an alias may take to count', async () => {
  const storage = await openFileStorage(await makeTemporaryFolder());
  const registry = createRegistry(storage);
  for (const job of ['job-1', 'job-2']) await publishModel(storage, 'digits', job);
  await storage.put('models/digits/weights/job-2.bin', 'damaged');
  const batching = () => ({ rowsMax: 1, delayMs: 0, waitingMax: 1 });
  const models = createLoadedModels({ registry, countMax: 4, bytesMax: 2 ** 30, batching });
  const find = findBy(createSwitching(models), registry);
  await registry.point({ ...DIGITS, alias: 'production', division: { version: 1 } }, BY);
  await models.load(await find(DIGITS));
  await registry.point({ ...DIGITS, alias: 'production', division: { version: 2 } }, BY);
  assert.equal((await find(DIGITS)).version, 1);
  await waitFor('the alias to count', async () => (await find(DIGITS)).version === 2, 5000);
  models.close();
});
