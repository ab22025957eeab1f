/** Versions in memory: what is evicted frees its session, though only when nobody computes with it any more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensorMemory } from '../../src/engine/index.ts';
import { createLoadedModels, type ReadyModel } from '../../src/prediction/loaded-models.ts';
import { createRegistry, type Manifest } from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { publishModel } from '../support/published-model.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const INPUT = new Float32Array(784);
const batching = () => ({ rowsMax: 256, delayMs: 0, waitingMax: 16 });

test('an evicted version frees its session when the last of its users is done', async () => {
  const before = tensorMemory();
  const storage = await openFileStorage(await makeTemporaryFolder());
  const registry = createRegistry(storage);
  const manifests: Manifest[] = [];
  for (const name of ['one', 'two']) {
    manifests.push((await registry.manifest(await publishModel(storage, name, 'job-1'))) as Manifest);
  }
  const [one, two] = manifests as [Manifest, Manifest];
  const models = createLoadedModels({ registry, countMax: 1, bytesMax: 2 ** 30, batching });
  const seen: ReadyModel[] = [];
  await models.use(one, async (model) => {
    seen.push(model);
    await models.use(two, async (other) => void seen.push(other));
    // Evicted by now, but in use.
    assert.equal(model.inference.predict(INPUT, 1).length, 10);
  });
  const [first, second] = seen as [ReadyModel, ReadyModel];
  assert.throws(() => first.inference.predict(INPUT, 1), /Expected a run of an open session/);
  assert.equal(second.inference.predict(INPUT, 1).length, 10);
  models.close();
  assert.throws(() => second.inference.predict(INPUT, 1), /Expected a run of an open session/);
  assert.deepEqual(tensorMemory(), before);
});

test('versions are evicted by their size too, and one that is larger than all room is kept alone', async () => {
  const storage = await openFileStorage(await makeTemporaryFolder());
  const registry = createRegistry(storage);
  const manifests: Manifest[] = [];
  for (const name of ['one', 'two', 'three'])
    manifests.push((await registry.manifest(await publishModel(storage, name, 'job-1'))) as Manifest);
  const loadedWith = async (bytesMax: number): Promise<boolean[]> => {
    const models = createLoadedModels({ registry, countMax: 16, bytesMax, batching });
    for (const manifest of manifests) await models.load(manifest);
    const loaded = manifests.map((manifest) => models.has(manifest));
    models.close();
    return loaded;
  };
  assert.deepEqual(await loadedWith(2 ** 30), [true, true, true]);
  assert.deepEqual(await loadedWith(3 * 1024 * 1024), [false, true, true]);
  assert.deepEqual(await loadedWith(1000), [false, false, true]);
});
