/** Pictures that stay in their file are trained on as those in memory, to the byte. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import { type DatasetManifest, planData, prepareData } from '../../src/data/index.ts';
import { openRows } from '../../src/data/row-array.ts';
import { createNetwork, evaluate, train } from '../../src/models/index.ts';
import { planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const COUNT = 300;
const SHAPE = [12, 12, 1];
const LABELS = ['a', 'b', 'c'];
const NEVER = new AbortController().signal;

test('a job whose pictures do not fit into memory learns the same weights, to the byte', async () => {
  const folder = await makeTemporaryFolder();
  const inputs = path.join(folder, 'inputs.bin');
  await fs.writeFile(
    inputs,
    Uint8Array.from({ length: COUNT * 144 }, (_, index) => (index * index) % 256),
  );
  const targets = Int32Array.from({ length: COUNT }, (_, index) => index % 3);
  const learnt = await Promise.all(
    [1e9, 1000].map((memoryBytesMax) => learn(datasetOf(inputs, targets), memoryBytesMax)),
  );
  const [inMemory, fromFile] = learnt;
  assert.deepEqual([inMemory?.isInMemory, fromFile?.isInMemory], [true, false]);
  assert.deepEqual(fromFile?.weights, inMemory?.weights);
  assert.deepEqual(fromFile?.evaluation, inMemory?.evaluation);
});

test('rows of a file are gathered as those in memory, whether they lie together or not', async () => {
  const file = path.join(await makeTemporaryFolder(), 'numbers.bin');
  const numbers = Float32Array.from({ length: 40 }, (_, index) => index / 3);
  await fs.writeFile(file, new Uint8Array(numbers.buffer));
  const indices = Uint32Array.of(9, 0, 1, 2, 7, 7, 8, 5, 3, 4);
  const [fromFile, inMemory] = [0, 1e9].map((memoryBytesMax) => {
    const rows = openRows(file, 'float32', 4, memoryBytesMax);
    // At an offset, with room to spare.
    const out = new Float32Array(50).subarray(3);
    rows.gather(indices, 1, 10, out);
    rows.close();
    return [...out];
  });
  assert.deepEqual(fromFile, inMemory);
  const expected = [...indices].slice(1).flatMap((row) => [...numbers.subarray(row * 4, row * 4 + 4)]);
  assert.deepEqual(inMemory, [...expected, ...new Array<number>(11).fill(0)]);
});

async function learn(dataset: Dataset, memoryBytesMax: number) {
  const plan = planData(dataset.manifest, { request: {}, validation: 0.1 });
  const tools = { memoryBytesMax, workspace: '', signal: NEVER, log: () => undefined };
  const { examples, parts, close } = await prepareData(dataset, plan, 7, tools);
  const target = { inputShape: plan.inputShape, outputs: 3 };
  const network = createNetwork(planNetwork('cnn', target, { parametersMax: 1e6 }).layers, plan.inputShape, 7);
  const training = resolveTraining({ epochs: 2, seed: 7 }, 0);
  await train({ network, training, examples, parts, signal: NEVER, onEvent: () => undefined });
  const evaluation = await evaluate(network, examples, { indices: parts.test });
  const weights = network.weights().map(({ values }) => Buffer.from(values.buffer).toString('hex'));
  network.dispose();
  close();
  return { weights, evaluation, isInMemory: examples.bytes?.values !== undefined };
}

function datasetOf(inputs: string, targets: Int32Array): Dataset {
  const manifest: DatasetManifest = {
    ...{ format: 1, name: 'shapes', kind: 'image', createdAt: '', digest: 'sha256:0', bytes: 0, rows: COUNT },
    content: {
      ...{ form: 'array', shape: SHAPE, type: 'uint8' },
      targets: { kind: 'classes', labels: LABELS, counts: [100, 100, 100], numeric: false },
    },
    warnings: [],
  };
  return {
    manifest,
    arrays: async (memoryBytesMax) => ({ inputs: openRows(inputs, 'uint8', 144, memoryBytesMax), targets }),
    table: () => Promise.reject(new TypeError('Expected arrays.')),
  };
}
