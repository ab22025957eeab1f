/** Explanations take turns, for whoever still waits, and leave nothing in memory. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TabularPreprocessing } from '../../src/data/index.ts';
import { tensorMemory } from '../../src/engine/index.ts';
import { codeOf } from '../../src/errors.ts';
import { type ChosenNetwork, planNetwork } from '../../src/models/specification/index.ts';
import type { ExplanationWish } from '../../src/prediction/explanation-wish.ts';
import { createExplainer, createReader } from '../../src/prediction/index.ts';
import { createTurns } from '../../src/prediction/turns.ts';
import { createRegistry, type Manifest, type Registry } from '../../src/registry/index.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { publicationOf } from '../support/digits-publication.ts';
import { publishExactModels } from '../support/exact-models.ts';
import { FLAT } from '../support/predictions.ts';
import { publishModel } from '../support/published-model.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

let storage: Storage;
let registry: Registry;
let digits: Manifest;

before(async () => {
  storage = await openFileStorage(await makeTemporaryFolder());
  registry = createRegistry(storage);
  await publishExactModels(storage);
  digits = (await registry.manifest(await publishModel(storage, 'digits', 'job-1'))) as Manifest;
});

const reader = createReader({ countMax: 100, bytesMax: 2 ** 20 });
after(() => reader.close());

const json = (...instances: readonly unknown[]): Buffer => Buffer.from(JSON.stringify({ instances }));
const wished = (wish: ExplanationWish = {}) => ({ wish, heatMap: false });
const body = json(FLAT, FLAT, FLAT, FLAT);
const always = (): boolean => true;

test('a client that hangs up ends its explanation, and the next one has its turn', async () => {
  const explainer = createExplainer({ registry, reader });
  let asked = 0;
  const isGone = (): boolean => {
    asked += 1;
    return asked > 5;
  };
  const leaving = explainer.explain(digits, body, wished({ steps: 1024 }), { isGone });
  const next = explainer.explain(digits, body, wished());
  await assert.rejects(leaving, (error) => codeOf(error) === 'ERR_CANCELLED');
  assert.ok(asked < 10, `asked ${asked} times`);
  assert.equal((await next).length, 4);
  await explainer.close();
});

test('whoever ran out of time is not computed for', async () => {
  let opened = 0;
  const counting = {
    weights(manifest: Manifest) {
      opened += 1;
      return registry.weights(manifest);
    },
  };
  const explainer = createExplainer({ registry: counting, reader });
  const first = explainer.explain(digits, body, wished({ steps: 256 }));
  const sums = (await registry.manifest({ model: 'sums', version: 1 })) as Manifest;
  const late = explainer.explain(sums, json([1, 2, 3]), wished(), { timeoutMs: 1 });
  await assert.rejects(late, (error) => codeOf(error) === 'ERR_DEADLINE');
  await first;
  await explainer.close();
  assert.equal(opened, 1);
});

test('a category that is embedded is explained by its vector, against the most frequent one', async () => {
  const columns: TabularPreprocessing['columns'] = [
    { as: 'number', name: 'size', type: 'number', nullable: false, subtract: 1, divideBy: 2, fill: 5 },
    { as: 'embedding', name: 'town', type: 'text', nullable: true, size: 4, values: ['Rome', null, 'Oslo'] },
  ];
  const network = { layers: [{ type: 'categoryEmbedding', columns: [{ index: 1, inputDim: 4, outputDim: 2 }] }] };
  const data = { inputShape: [2], outputs: 1, task: 'regression' } as const;
  const { layers } = planNetwork(network as ChosenNetwork, data, { parametersMax: 1000 });
  const changes = {
    ...{ network: network as ChosenNetwork, layers, inputShape: [2], task: 'regression' as const, labels: ['price'] },
    preprocessing: { kind: 'tabular' as const, columns, others: [] },
    scales: [{ mean: 100, deviation: 10 }],
  };
  const weights = [
    { name: 'category_embedding/column1/embeddings', shape: [4, 2], values: Float32Array.of(0, 0, 1, 2, 3, 4, 5, 7) },
    { name: 'dense/kernel', shape: [3, 1], values: Float32Array.of(0.5, 1, -1) },
    { name: 'dense/bias', shape: [1], values: Float32Array.of(0) },
  ];
  const reference = await registry.publish('towns', { ...publicationOf('job-9'), ...changes }, weights);
  const explainer = createExplainer({ registry, reader });
  const manifest = (await registry.manifest(reference)) as Manifest;
  const [{ told } = { told: {} }] = await explainer.explain(manifest, json({ size: 9, town: 'Oslo' }), wished());
  const { columns: explained, outputs } = told as { columns: unknown; outputs: unknown };
  // Half of two deviations, and 5 − 7 less 1 − 2, by the deviation of the target.
  assert.deepEqual(explained, [
    { name: 'size', value: 9, baseline: 5, attribution: 10 },
    { name: 'town', value: 'Oslo', baseline: 'Rome', attribution: -10 },
  ]);
  assert.deepEqual(outputs, { input: 100, baseline: 100 });
  await explainer.close();
});

test('numbers that are looked up must be known, in the baseline too', async () => {
  const network = { layers: [{ type: 'embedding', inputDim: 4, outputDim: 2 }, { type: 'flatten' }] } as ChosenNetwork;
  const { layers } = planNetwork(network, { inputShape: [3], outputs: 10 }, { parametersMax: 1000 });
  const preprocessing = { kind: 'tensor' as const, shape: [3], offsets: [0], divisors: [1] };
  const reference = await publishModel(storage, 'codes', 'job-1', network, { layers, inputShape: [3], preprocessing });
  const manifest = (await registry.manifest(reference)) as Manifest;
  const explainer = createExplainer({ registry, reader });
  const ask = (instance: number[], baseline: number[]) =>
    explainer.explain(manifest, json(instance), wished({ baseline }));
  assert.equal((await ask([1, 2, 3], [3, 2, 1])).length, 1);
  for (const [instance, baseline] of [
    [
      [1, 2, 4],
      [0, 0, 0],
    ],
    [
      [1, 2, 3],
      [0, 0, 4],
    ],
    [
      [1, 2, 3],
      [0, 0, 0.5],
    ],
  ] as const)
    await assert.rejects(ask([...instance], [...baseline]), (error) => codeOf(error) === 'ERR_INSTANCES');
  await explainer.close();
});

test('only the last versions stay in memory, and none once it is closed', async () => {
  const before = tensorMemory();
  const explainer = createExplainer({ registry, reader });
  for (const [model, instance] of [
    ['sums', [1, 2, 3]],
    ['tags', [1]],
    ['series', [1, 2]],
    ['sums', [1, 2, 3]],
  ] as const) {
    const manifest = (await registry.manifest({ model, version: 1 })) as Manifest;
    const [{ told } = { told: {} }] = await explainer.explain(manifest, json(instance), wished());
    assert.ok('attributions' in told, model);
  }
  await explainer.close();
  assert.deepEqual(tensorMemory(), before);
});

test('what is wrong with one costs the others nothing', async () => {
  const explainer = createExplainer({ registry, reader });
  const broken = { ...digits, version: 7, weightsDigest: 'sha256:0' } as Manifest;
  const answers = await Promise.allSettled([
    explainer.explain(broken, body, wished()),
    explainer.explain(digits, json([1]), wished()),
    explainer.explain(digits, body, wished({ target: '7' })),
  ]);
  assert.deepEqual(
    answers.map((answer) => (answer.status === 'rejected' ? codeOf(answer.reason) : answer.value.length)),
    ['ERR_VERSION_BROKEN', 'ERR_INSTANCES', 4],
  );
  await explainer.close();
});

test('turns are taken one after the other; who has gone leaves room, and a full line refuses', async () => {
  const turns = createTurns(2);
  const done: string[] = [];
  let end: () => void = () => undefined;
  const slow = turns.take(always, () => new Promise<void>((resolve) => (end = resolve)));
  const work = (name: string) => async () => void done.push(name);
  let gone = false;
  const leaving = turns.take(() => !gone, work('leaving'));
  const staying = turns.take(always, work('staying'));
  assert.throws(
    () => turns.take(always, work('refused')),
    (error) => codeOf(error) === 'ERR_LINE_FULL',
  );
  gone = true;
  const coming = turns.take(always, work('coming'));
  await assert.rejects(leaving, (error) => codeOf(error) === 'ERR_CANCELLED');
  end();
  await Promise.all([slow, staying, coming]);
  assert.deepEqual(done, ['staying', 'coming']);
});
