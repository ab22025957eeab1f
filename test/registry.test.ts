import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { createNetwork } from '../src/models/index.ts';
import { createRegistry } from '../src/registry/index.ts';
import { openFileStorage } from '../src/storage/index.ts';
import { publicationOf } from './support/digits-publication.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const WEIGHTS = [
  { name: 'dense/kernel', shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 7) },
  { name: 'dense/bias', shape: [3], values: Float32Array.of(0.1, 0.2, 0.3) },
];

async function openFresh() {
  const root = await makeTemporaryFolder();
  const storage = await openFileStorage(root);
  return { root, storage, registry: createRegistry(storage) };
}

test('a version is read back as it was published', async () => {
  const { registry } = await openFresh();
  const publication = publicationOf('job-1');
  assert.deepEqual(await registry.publish('digits', publication, WEIGHTS), { model: 'digits', version: 1 });
  const manifest = await registry.manifest({ model: 'digits', version: 1 });
  assert.ok(manifest);
  const { format, model, version, createdAt, weights, weightsDigest, ...rest } = manifest;
  assert.deepEqual({ ...rest }, JSON.parse(JSON.stringify(publication)));
  assert.deepEqual({ format, model, version }, { format: 1, model: 'digits', version: 1 });
  assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 10_000);
  assert.deepEqual(
    weights,
    WEIGHTS.map(({ name, shape }) => ({ name, shape })),
  );
  assert.match(weightsDigest, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual(await registry.weights(manifest), WEIGHTS);
});

test('versions are numbered from one, each above the newest, and listed by number rather than by letters', async () => {
  const { registry } = await openFresh();
  for (let count = 1; count <= 11; count++) {
    assert.equal((await registry.publish('digits', publicationOf(`job-${count}`), WEIGHTS)).version, count);
  }
  assert.deepEqual(
    await registry.versions('digits'),
    Array.from({ length: 11 }, (_, index) => index + 1),
  );
  assert.deepEqual(await registry.models(), ['digits']);
});

test('a job that publishes again finds the version that it made', async () => {
  const { registry } = await openFresh();
  const first = await registry.publish('digits', publicationOf('job-1'), WEIGHTS);
  await registry.publish('digits', publicationOf('job-2'), WEIGHTS);
  assert.deepEqual(await registry.publish('digits', publicationOf('job-1'), WEIGHTS), first);
  assert.deepEqual(await registry.publishedBy('digits', 'job-1'), first);
  assert.equal(await registry.publishedBy('digits', 'job-3'), undefined);
  assert.deepEqual(await registry.versions('digits'), [1, 2]);
});

test('attempts at one job that publish at once make one version, however others come between them', async () => {
  const storage = await openFileStorage(await makeTemporaryFolder());
  const registries = Array.from({ length: 4 }, () => createRegistry(storage));
  for (let round = 0; round < 10; round++) {
    const jobs = ['a', 'a', 'a', 'b'].map((name) => `${name}-${round}`);
    const made = await Promise.all(
      registries.map((each, index) => each.publish('digits', publicationOf(jobs[index] as string), WEIGHTS)),
    );
    assert.equal(new Set(made.slice(0, 3).map(({ version }) => version)).size, 1);
    assert.equal((await createRegistry(storage).versions('digits')).length, 2 * (round + 1));
  }
});

test('publishers at once get distinct numbers without a gap', async () => {
  const { root, registry } = await openFresh();
  const other = createRegistry(await openFileStorage(root));
  const jobs = Array.from({ length: 10 }, (_, index) => `job-${index}`);
  const made = await Promise.all(
    jobs.map((job, index) => (index % 2 === 0 ? registry : other).publish('digits', publicationOf(job), WEIGHTS)),
  );
  assert.deepEqual(
    made.map(({ version }) => version).sort((a, b) => a - b),
    jobs.map((_, index) => index + 1),
  );
  for (const [index, job] of jobs.entries()) assert.deepEqual(await registry.publishedBy('digits', job), made[index]);
});

test('weights that were damaged, cut or lost are told as a broken version', async () => {
  const { root, registry } = await openFresh();
  await registry.publish('digits', publicationOf('job-1'), WEIGHTS);
  const manifest = await registry.manifest({ model: 'digits', version: 1 });
  assert.ok(manifest);
  const file = path.join(root, 'models/digits/weights/job-1.bin');
  const whole = await fs.readFile(file);
  const flipped = Buffer.from(whole);
  flipped[5] = (flipped[5] as number) ^ 1;
  for (const bytes of [flipped, whole.subarray(0, 20), Buffer.concat([whole, whole]), Buffer.alloc(0)]) {
    await fs.writeFile(file, bytes);
    await assert.rejects(() => registry.weights(manifest), {
      code: 'ERR_VERSION_BROKEN',
      message: /Received: others\.$/,
    });
  }
  await fs.rm(file);
  await assert.rejects(() => registry.weights(manifest), { code: 'ERR_VERSION_BROKEN', message: /Received: none\.$/ });
  await fs.writeFile(file, whole);
  assert.deepEqual(await registry.weights(manifest), WEIGHTS);
});

test('a manifest that is no JSON, or none of this version, is told as a broken version', async () => {
  const { root, registry } = await openFresh();
  await registry.publish('digits', publicationOf('job-1'), WEIGHTS);
  const file = path.join(root, 'models/digits/versions/1.json');
  const whole = JSON.parse(await fs.readFile(file, 'utf8'));
  const others = [{ lineage: {} }, { layers: null }, { version: 2 }, { model: 'letters' }, { evaluation: undefined }];
  const texts = others.map((change) => JSON.stringify({ ...whole, ...change }));
  for (const text of ['', '{"format":1', 'null', '\0\0\0\0', '[]', '1', '{"format":1}', ...texts]) {
    await fs.writeFile(file, text);
    await assert.rejects(() => registry.manifest({ model: 'digits', version: 1 }), { code: 'ERR_VERSION_BROKEN' });
  }
});

test('a damaged version does not keep a model from getting its next one', async () => {
  const { root, registry } = await openFresh();
  await registry.publish('digits', publicationOf('job-1'), WEIGHTS);
  await registry.publish('digits', publicationOf('job-2'), WEIGHTS);
  await fs.writeFile(path.join(root, 'models/digits/versions/2.json'), '{');
  assert.equal((await registry.publish('digits', publicationOf('job-3'), WEIGHTS)).version, 3);
  assert.deepEqual(await registry.publishedBy('digits', 'job-1'), { model: 'digits', version: 1 });
});

test('weights that lie there without a manifest are no version', async () => {
  const { storage, registry } = await openFresh();
  await storage.put('models/digits/weights/job-1.bin', new Uint8Array(36));
  assert.deepEqual(await registry.models(), []);
  assert.deepEqual(await registry.versions('digits'), []);
  assert.equal((await registry.publish('digits', publicationOf('job-1'), WEIGHTS)).version, 1);
});

test('files that are no manifest do not count as versions', async () => {
  const { root, registry } = await openFresh();
  await registry.publish('digits', publicationOf('job-1'), WEIGHTS);
  for (const name of ['README.txt', '2.json.bak', '0.json', 'x.json'])
    await fs.writeFile(path.join(root, 'models/digits/versions', name), '{}');
  assert.deepEqual(await registry.versions('digits'), [1]);
  assert.equal((await registry.publish('digits', publicationOf('job-2'), WEIGHTS)).version, 2);
});

test('hostile names of models are names that no model has', async () => {
  const { storage, registry } = await openFresh();
  await storage.put('jobs/versions/1.json', '{}');
  for (const model of [
    '..',
    '../jobs',
    '.',
    '',
    'a/b',
    '/etc',
    '.tmp',
    '__proto__/x',
    'x'.repeat(65),
    'a\0',
    '%2e%2e',
  ]) {
    assert.deepEqual(await registry.versions(model), [], JSON.stringify(model));
    assert.equal(await registry.manifest({ model, version: 1 }), undefined);
    assert.equal(await registry.publishedBy(model, 'job-1'), undefined);
    await assert.rejects(() => registry.publish(model, publicationOf('job-1'), WEIGHTS), JSON.stringify(model));
  }
  for (const version of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
    assert.equal(await registry.manifest({ model: 'digits', version }), undefined);
  }
});

test('a network that was saved and loaded predicts the same bytes', { timeout: 30_000 }, async () => {
  const { registry } = await openFresh();
  const publication = publicationOf('job-1');
  const network = createNetwork(publication.layers, publication.inputShape, 7);
  const inputs = Float32Array.from({ length: 2 * 784 }, (_, index) => (index % 256) / 255);
  const expected = network.predict(inputs, 2);
  await registry.publish('digits', publication, network.weights());
  const manifest = await registry.manifest({ model: 'digits', version: 1 });
  assert.ok(manifest);
  const loaded = createNetwork(manifest.layers, manifest.inputShape, 99);
  assert.notDeepEqual(loaded.predict(inputs, 2), expected);
  loaded.setWeights(await registry.weights(manifest));
  assert.deepEqual(loaded.predict(inputs, 2), expected);
  network.dispose();
  loaded.dispose();
});
