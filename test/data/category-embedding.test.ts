/** Columns of many categories: how they are planned, what a network learns of them, and how raw rows are asked about. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import { categoryColumns } from '../../src/data/planning/features.ts';
import { planTabular } from '../../src/data/planning/tabular.ts';
import { prepareTabular } from '../../src/data/preparation/tabular.ts';
import { type TabularPreprocessing, tabularKind } from '../../src/data/preprocessing/tabular.ts';
import { createCompiledStep } from '../../src/models/compiled-step.ts';
import { createInference, createNetwork, evaluate, train } from '../../src/models/index.ts';
import {
  type DataRequest,
  type Layer,
  planNetwork,
  resolveTraining,
  type TabularPlan,
} from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';
import { problemsOf } from '../support/refused-plan.ts';
import { datasetOf, manifestOf, type TestTable, toolsFor } from '../support/table-dataset.ts';

const SHOPS = 500;
const ROWS = 6000;
const LIMITS = { parametersMax: 1_000_000 };
const NEVER = new AbortController().signal;
const random = randomStream(5, 'shops');
const IS_OPEN = Array.from({ length: SHOPS }, () => random.below(2) === 0);
const VISITS = Array.from({ length: ROWS }, () => random.below(SHOPS));

/** What a shop is decides; how long it takes tells nothing. */
const TABLE: TestTable = {
  columns: {
    minutes: { type: 'number', values: VISITS.map(() => random.normal()) },
    shop: { type: 'text', values: VISITS.map((shop, row) => (row % 100 === 7 ? null : `shop ${shop}`)) },
    open: { type: 'boolean', values: VISITS.map((shop) => IS_OPEN[shop] === true) },
  },
  target: 'open',
};

let dataset: Dataset;
before(async () => {
  dataset = await datasetOf(TABLE);
});

function planned(request: DataRequest, embeds = true): TabularPlan {
  return planTabular(manifestOf(TABLE), { request, validation: 0.1, embeds });
}

/** @returns what the test part is told of it. */
async function learn(request: DataRequest): Promise<{ accuracy: number; inputs: number; parameters: number }> {
  const data = planned(request);
  const { examples, parts } = await prepareTabular(dataset, data, 7, toolsFor());
  const target = { inputShape: data.inputShape, outputs: 2, categories: categoryColumns(data.features) };
  const plan = planNetwork({ preset: 'mlp', units: [32] }, target, LIMITS);
  const network = createNetwork(plan.layers, data.inputShape, 7);
  const training = resolveTraining({ epochs: 6, batchSize: 32, optimizer: { type: 'adam', learningRate: 0.01 } }, 7);
  await train({ network, training, examples, parts, signal: NEVER, onEvent: () => undefined });
  const { accuracy = 0 } = await evaluate(network, examples, { indices: parts.test });
  network.dispose();
  return { accuracy, inputs: data.inputShape[0] as number, parameters: plan.parameters };
}

test('a column of more than fifty values is embedded where the network does that, and 50 inputs elsewhere', () => {
  const embedded = { name: 'shop', nullable: true, as: 'embedding', size: SHOPS + 2 };
  assert.deepEqual(planned({}).features[1], embedded);
  assert.deepEqual(planned({}).inputShape, [2]);
  const oneHot = { name: 'shop', nullable: true, as: 'category', size: 51 };
  assert.deepEqual(planned({}, false).features[1], oneHot);
  const form = (shop: 'oneHot' | 'embedding' | 'category', categoriesMax?: number) => {
    const settings = { columns: { shop }, ...(categoriesMax !== undefined && { categoriesMax }) };
    return planned({ preprocessing: settings }, shop !== 'embedding').features[1];
  };
  assert.deepEqual(form('oneHot'), oneHot);
  assert.deepEqual(form('embedding'), embedded);
  assert.deepEqual(form('category', 600), { ...oneHot, size: SHOPS + 2 });
  const problems = problemsOf(() => planned({ preprocessing: { columns: { shop: 'number' } } }));
  assert.equal(problems[0]?.pointer, '/preprocessing/columns/shop');
});

test('what 500 categories tell is learnt embedded, from two inputs, and hardly from the fifty most frequent', async () => {
  const embedded = await learn({});
  const cut = await learn({ preprocessing: { columns: { shop: 'oneHot' } } });
  assert.ok(embedded.accuracy > 0.9, `embedded: ${embedded.accuracy}`);
  assert.ok(cut.accuracy < 0.7, `one-hot: ${cut.accuracy}`);
  assert.deepEqual([embedded.inputs, cut.inputs], [2, 52]);
});

test('an embedding steps as a graph', async () => {
  const data = planned({});
  const { examples } = await prepareTabular(dataset, data, 7, toolsFor());
  const target = { inputShape: data.inputShape, outputs: 2, categories: categoryColumns(data.features) };
  const { layers } = planNetwork('mlp', target, LIMITS);
  assert.deepEqual(layers[0], {
    ...{ type: 'categoryEmbedding', name: 'category_embedding' },
    columns: [{ index: 1, inputDim: SHOPS + 2, outputDim: 52 }],
  });
  const network = createNetwork(layers, data.inputShape, 7);
  const { optimizer } = resolveTraining({}, 7);
  const step = createCompiledStep(network, optimizer, { threads: { intraOp: 1, interOp: 1 }, divideBy: undefined });
  const inputs = new Float32Array(64);
  examples.writeInputs(
    Uint32Array.from({ length: 32 }, (_, row) => row),
    0,
    32,
    inputs,
  );
  const labels = Int32Array.from({ length: 32 }, (_, row) => row % 2);
  const [first, second] = [1, 2].map(() => step.run(inputs, labels, 32, 0.01).lossSum) as [number, number];
  assert.ok(second < first);
  step.dispose();
  network.dispose();
});

test('raw rows are asked about: known, missing, never seen', async () => {
  const { preprocessing } = await prepareTabular(dataset, planned({}), 7, toolsFor());
  const tabular = JSON.parse(JSON.stringify(preprocessing)) as TabularPreprocessing;
  assert.deepEqual(tabularKind.inputShape(tabular), [2]);
  const [, column] = tabular.columns;
  assert.ok(column?.as === 'embedding' && column.values.length <= SHOPS + 1);
  const rows = await tabularKind.encodeInstances(tabular, [
    { minutes: 0, shop: column.values.find((value) => value !== null) },
    { minutes: 0, shop: null },
    { minutes: 0, shop: 'a new one' },
    [0, column.values.at(-1)],
  ]);
  const places = [1, 3, 5, 7].map((at) => rows[at]);
  const missing = column.values.indexOf(null) + 1;
  assert.deepEqual(places, [column.values[0] === null ? 2 : 1, missing, 0, column.values.length]);
  const csv = await tabularKind.encodeFile(tabular, Buffer.from('minutes,shop\n0,\n0,shop 3\n'), 'text/csv', 10);
  assert.deepEqual([csv[1], csv[3]], [missing, column.values.indexOf('shop 3') + 1]);
});

test('what a single row has is learnt as what is not known, and the rarest beyond ten thousand are, too', async () => {
  const values = Array.from({ length: 400 }, (_, row) => (row < 200 ? `a ${row % 60}` : `once ${row}`));
  const table = await datasetOf({
    columns: { a: { type: 'text', values }, y: { type: 'boolean', values: values.map((_, row) => row % 2 === 0) } },
    target: 'y',
  });
  const plan = planTabular(table.manifest, { request: {}, validation: 0.1, embeds: true });
  const { preprocessing, examples, parts } = await prepareTabular(table, plan, 7, toolsFor());
  const [column] = (preprocessing as TabularPreprocessing).columns;
  assert.ok(column?.as === 'embedding' && column.values.every((value) => value?.startsWith('a ')));
  const inputs = new Float32Array(parts.training.length);
  examples.writeInputs(parts.training, 0, inputs.length, inputs);
  assert.ok(inputs.includes(0), 'so that there is something to learn of it');
  const many = Array.from({ length: 12_000 }, (_, row) => `${row % 11_000}x`);
  const wide = manifestOf({
    columns: { a: { type: 'text', values: many }, y: { type: 'boolean', values: many.map((_, row) => row % 2 === 0) } },
    target: 'y',
  });
  const { features } = planTabular(wide, { request: {}, validation: 0.1, embeds: true });
  assert.deepEqual(features, [{ name: 'a', nullable: false, as: 'embedding', size: 10_001 }]);
});

test('layers of a request embed the columns of the data, or those that they name', () => {
  const categories = [
    { index: 1, inputDim: 60 },
    { index: 2, inputDim: 900 },
  ];
  const target = { inputShape: [4], outputs: 2, categories };
  const plan = (...layers: Layer[]) => planNetwork({ layers }, target, LIMITS);
  const [first] = plan({ type: 'categoryEmbedding' }).layers;
  assert.deepEqual(first, {
    ...{ type: 'categoryEmbedding', name: 'category_embedding' },
    columns: [
      { index: 1, inputDim: 60, outputDim: 16 },
      { index: 2, inputDim: 900, outputDim: 64 },
    ],
  });
  const columns = [
    { index: 2, inputDim: 1000, outputDim: 3 },
    { index: 1, inputDim: 60, outputDim: 2 },
  ];
  assert.deepEqual(plan({ type: 'categoryEmbedding', columns }).summary[0]?.outputShape, [2 + 5]);
  const cases: readonly [string, Layer[]][] = [
    ['/network/layers', [{ type: 'dense', units: 3 }]],
    ['/network/layers', [{ type: 'categoryEmbedding', columns: columns.slice(1) }]],
    [
      '/network/layers/0/columns/0/index',
      [{ type: 'categoryEmbedding', columns: [{ index: 0, inputDim: 9, outputDim: 2 }] }],
    ],
    [
      '/network/layers/0/columns/0/inputDim',
      [{ type: 'categoryEmbedding', columns: [{ index: 1, inputDim: 9, outputDim: 2 }] }],
    ],
    ['/network/layers/0/columns/2/index', [{ type: 'categoryEmbedding', columns: [...columns, ...columns] }]],
    ['/network/layers/1', [{ type: 'dense', units: 3 }, { type: 'categoryEmbedding' }]],
  ];
  for (const [pointer, layers] of cases)
    assert.throws(
      () => plan(...layers),
      (error: { code?: string; problems?: { pointer: string }[] }) => {
        assert.deepEqual([error.code, error.problems?.[0]?.pointer], ['ERR_NETWORK', pointer]);
        return true;
      },
    );
  const none = { ...target, categories: [] };
  assert.throws(() => planNetwork({ layers: [{ type: 'categoryEmbedding' }] }, none, LIMITS), /data has none/);
});

test('numbers that no column has are told before anything is computed', () => {
  const columns = [{ index: 1, inputDim: 5, outputDim: 2 }];
  const { layers } = planNetwork(
    { layers: [{ type: 'categoryEmbedding', columns }] },
    { inputShape: [2], outputs: 2 },
    LIMITS,
  );
  const inference = createInference(createNetwork(layers, [2], 1));
  assert.equal(inference.predict(Float32Array.of(99.5, 4), 1).length, 2);
  assert.throws(() => inference.predict(Float32Array.of(1, 4, 0, 5), 2), {
    code: 'ERR_INSTANCES',
    message: /from 0 to 4 .* 5\./,
  });
  inference.dispose();
});
