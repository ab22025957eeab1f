import assert from 'node:assert/strict';
import test from 'node:test';
import { createDatasetCatalog, planData, prepareData, preprocessingKind } from '../../src/data/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const storage = await openFileStorage(await makeTemporaryFolder());
const catalog = createDatasetCatalog(storage);
const TOOLS = { memoryBytesMax: 2 ** 30, workspace: '', signal: new AbortController().signal, log: () => undefined };

async function openMnist() {
  const mnist = await catalog.open('mnist');
  assert.ok(mnist);
  return mnist;
}

async function prepareMnist(validation = 0) {
  const mnist = await openMnist();
  const prepared = await prepareData(mnist, planData(mnist.manifest, { request: {}, validation }), 7, TOOLS);
  const { inputs } = await mnist.arrays(2 ** 30);
  const { values } = prepared.examples.targets;
  return { ...prepared, picture: (index: number) => inputs.row(index) as Uint8Array, labels: values };
}

function countsOf(labels: ArrayLike<number>, indices: Uint32Array): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const index of indices) {
    const label = labels[index] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  return counts;
}

test('MNIST has 60,000 digits to train with and 10,000 to test, as published', async () => {
  const { manifest } = await openMnist();
  assert.deepEqual([manifest.kind, manifest.rows, manifest.parts], ['image', 70_000, { train: 60_000, test: 10_000 }]);
  const { parts, labels } = await prepareMnist();
  assert.deepEqual([parts.training.length, parts.validation.length, parts.test.length], [60_000, 0, 10_000]);
  assert.deepEqual(countsOf(labels, parts.training), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  assert.deepEqual(countsOf(labels, parts.test), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
});

test('what is held back to validate comes from the digits to train with, of each the same share', async () => {
  const { parts, labels } = await prepareMnist(0.1);
  assert.deepEqual(countsOf(labels, parts.validation), [592, 674, 596, 613, 584, 542, 592, 627, 585, 595]);
  assert.ok(parts.validation.every((index) => index < 60_000));
  assert.equal(parts.test[0], 60_000);
});

test('the published order is kept: training begins with 5, 0, 4, tests with 7, 2, 1', async () => {
  const { labels } = await prepareMnist();
  assert.deepEqual([...labels.subarray(0, 6)], [5, 0, 4, 1, 9, 2]);
  assert.deepEqual([...labels.subarray(60_000, 60_006)], [7, 2, 1, 0, 4, 1]);
});

test('pixels reach the network divided by 255, in the order that is asked for, and a prediction gets the same', async () => {
  const { examples, picture, preprocessing } = await prepareMnist();
  const wanted = [59_999, 0, 0, 31_415];
  const out = new Float32Array(2 * 784).fill(-1);
  examples.writeInputs(Uint32Array.from(wanted), 1, 3, out);
  const bytes = picture(0);
  for (const start of [0, 784]) {
    for (let pixel = 0; pixel < 784; pixel++)
      assert.equal(out[start + pixel], Math.fround((bytes[pixel] as number) / 255));
  }
  assert.equal(Math.max(...out), 1);
  const encoded = await preprocessingKind(preprocessing).encodeInstances(preprocessing, [[...bytes]]);
  assert.deepEqual(encoded, out.subarray(0, 784));
});

test('two examples written at once are the same as one after the other', async () => {
  const { examples } = await prepareMnist();
  const [both, first, second] = [new Float32Array(1568), new Float32Array(784), new Float32Array(784)];
  const indices = Uint32Array.of(69_999, 17);
  examples.writeInputs(indices, 0, 2, both);
  examples.writeInputs(indices, 0, 1, first);
  examples.writeInputs(indices, 1, 2, second);
  assert.deepEqual(both, Float32Array.of(...first, ...second));
});

test('the digest names the data, and is the same each time', async () => {
  const { digest } = (await openMnist()).manifest;
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  assert.equal((await createDatasetCatalog(storage).open('mnist'))?.manifest.digest, digest);
});

test('a catalog opens a dataset once, however many ask', async () => {
  const fresh = createDatasetCatalog(storage);
  const opened = await Promise.all(Array.from({ length: 5 }, () => fresh.open('mnist')));
  assert.equal(new Set(opened).size, 1);
});

test('a name that no dataset has opens none, not even one that every object has', async () => {
  for (const name of ['digits', '', '__proto__', 'constructor', '../mnist', 'MNIST']) {
    assert.equal(await catalog.open(name), undefined, name);
  }
});
