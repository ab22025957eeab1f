import assert from 'node:assert/strict';
import test from 'node:test';
import { createDatasetCatalog, preprocess } from '../../src/data/index.ts';

const catalog = createDatasetCatalog();

async function openMnist() {
  const mnist = await catalog.open('mnist');
  assert.ok(mnist);
  return mnist;
}

function countsOf(labels: Int32Array): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}

test('MNIST has 60,000 digits to train with and 10,000 to test, as published', async () => {
  const { parts, classes, kind } = await openMnist();
  assert.equal(kind, 'image');
  assert.equal(parts.train.count, 60_000);
  assert.equal(parts.test.count, 10_000);
  assert.deepEqual(classes, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  assert.deepEqual(countsOf(parts.train.labels), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  assert.deepEqual(countsOf(parts.test.labels), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
});

test('the published order is kept: training begins with 5, 0, 4, tests with 7, 2, 1', async () => {
  const { parts } = await openMnist();
  assert.deepEqual([...parts.train.labels.subarray(0, 6)], [5, 0, 4, 1, 9, 2]);
  assert.deepEqual([...parts.test.labels.subarray(0, 6)], [7, 2, 1, 0, 4, 1]);
});

test('pixels reach the network divided by 255, in the order that is asked for', async () => {
  const { parts, preprocessing } = await openMnist();
  const wanted = [59_999, 0, 0, 31_415];
  const out = new Float32Array(2 * 784).fill(-1);
  parts.train.writeInputs(Uint32Array.from(wanted), 1, 3, out);
  const bytes = parts.train.picture(0);
  for (const start of [0, 784]) {
    for (let pixel = 0; pixel < 784; pixel++)
      assert.equal(out[start + pixel], Math.fround((bytes[pixel] as number) / 255));
  }
  assert.equal(Math.max(...out), 1);
  const same = Float32Array.from(bytes);
  preprocess(preprocessing, same);
  assert.deepEqual(same, out.subarray(0, 784));
});

test('two examples written at once are the same as one after the other', async () => {
  const { parts } = await openMnist();
  const [both, first, second] = [new Float32Array(1568), new Float32Array(784), new Float32Array(784)];
  const indices = Uint32Array.of(9999, 17);
  parts.test.writeInputs(indices, 0, 2, both);
  parts.test.writeInputs(indices, 0, 1, first);
  parts.test.writeInputs(indices, 1, 2, second);
  assert.deepEqual(both, Float32Array.of(...first, ...second));
});

test('the digest names the data, and is the same each time', async () => {
  const digest = (await openMnist()).digest();
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  assert.equal((await createDatasetCatalog().open('mnist'))?.digest(), digest);
});

test('a catalog opens a dataset once, however many ask', async () => {
  const fresh = createDatasetCatalog();
  const opened = await Promise.all(Array.from({ length: 5 }, () => fresh.open('mnist')));
  assert.equal(new Set(opened).size, 1);
});

test('a name that no dataset has opens none, not even one that every object has', async () => {
  for (const name of ['digits', '', '__proto__', 'constructor', '../mnist', 'MNIST']) {
    assert.equal(await catalog.open(name), undefined, name);
  }
});
