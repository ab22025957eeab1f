/** A hundred thousand predictions leave nothing behind: neither in JavaScript's heap nor in TensorFlow's memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tensorMemory } from '../../src/engine/index.ts';
import { createPredictor, createReader } from '../../src/prediction/index.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { publishModel } from '../support/published-model.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PREDICTIONS = 100_000;
const TOGETHER = 64;
const MIB = 1024 * 1024;
/** The allocators' own reserves come and go; one picture left behind by each prediction would be 300 MB. */
const SPREAD_BYTES = 96 * MIB;

test('memory is flat over 100,000 predictions, of clients that stay and of clients that go', {
  timeout: 300_000,
}, async () => {
  const storage = await openFileStorage(await makeTemporaryFolder());
  await publishModel(storage, 'digits', 'job-1');
  const reader = createReader({ countMax: 10, bytesMax: MIB });
  const predictor = createPredictor({ registry: createRegistry(storage), reader, loadedModelsMax: 2 });
  const body = Buffer.from(JSON.stringify({ instances: [Array.from({ length: 784 }, (_, index) => index % 256)] }));
  let gone = 0;
  const predict = async (index: number): Promise<void> => {
    const leaves = index % 10 === 0;
    const caller = { timeoutMs: 60_000, isGone: () => leaves };
    const manifest = await predictor.find({ model: 'digits' });
    await predictor.predictBody(manifest, { form: 'predict', bytes: body }, caller).catch(() => {
      gone += 1;
    });
  };
  const predictMany = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += TOGETHER)
      await Promise.all(Array.from({ length: TOGETHER }, (_, index) => predict(index)));
  };
  const measure = (): { heap: number; resident: number; tensors: number } => {
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed, resident: rss, tensors: tensorMemory().tensors };
  };
  await predictMany(PREDICTIONS / 3);
  const before = measure();
  await predictMany(PREDICTIONS);
  const after = measure();
  assert.ok(gone > PREDICTIONS / 20, 'those who went were not computed');
  assert.equal(after.tensors, before.tensors);
  assert.ok(after.heap - before.heap < 4 * MIB, `the heap grew by ${(after.heap - before.heap) / MIB} MiB`);
  assert.ok(
    after.resident - before.resident < SPREAD_BYTES,
    `memory grew by ${(after.resident - before.resident) / MIB} MiB`,
  );
  await predictor.close();
});
