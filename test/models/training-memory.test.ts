/** What a training holds does not grow with its epochs: neither tensors nor the process' own memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tensorMemory } from '../../src/engine/index.ts';
import { createNetwork, type TrainingEvent, train } from '../../src/models/index.ts';
import { type NamedLayer, resolveTraining } from '../../src/models/specification/index.ts';
import { splitOf, syntheticExamples } from './synthetic-examples.ts';

const EARLY = 20;
const EPOCHS = 220;
/** One batch of 64 × 1024 numbers left behind by every epoch would be 50 MiB, by every step 150. */
const GROWTH_MIB_MAX = 40;
const LAYERS: readonly NamedLayer[] = [
  { type: 'dense', name: 'dense', units: 8, activation: 'relu' },
  { type: 'dropout', name: 'dropout', rate: 0.2 },
  { type: 'dense', name: 'dense_1', units: 3, activation: 'softmax' },
];

test('memory does not grow with epochs, with a smaller last batch, validation and the best weights kept', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const examples = syntheticExamples([1024], { count: 200 });
  const network = createNetwork(LAYERS, [1024], 1);
  const training = resolveTraining({ epochs: EPOCHS, batchSize: 64, earlyStopping: { patience: EPOCHS } }, 1);
  const seen: { readonly tensors: unknown; readonly residentMiB: number }[] = [];
  const onEvent = (event: TrainingEvent): void => {
    if (event.type !== 'epoch' || (event.epoch !== EARLY && event.epoch !== EPOCHS)) return;
    collect();
    seen.push({ tensors: tensorMemory(), residentMiB: process.memoryUsage().rss / 2 ** 20 });
  };
  const { signal } = new AbortController();
  const { history } = await train({ network, training, examples, parts: splitOf(examples, 0.25), signal, onEvent });
  network.dispose();
  assert.equal(history.length, EPOCHS);
  const [early, late] = seen;
  assert.ok(early && late);
  assert.deepEqual(late.tensors, early.tensors);
  const grown = late.residentMiB - early.residentMiB;
  assert.ok(grown < GROWTH_MIB_MAX, `Expected less than ${GROWTH_MIB_MAX} MiB more. Received: ${grown}.`);
});
