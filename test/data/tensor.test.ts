import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import { importArrays } from '../../src/data/import/arrays.ts';
import { planTensor } from '../../src/data/planning/tensor.ts';
import { prepareTensor } from '../../src/data/preparation/tensor.ts';
import type { Prepared } from '../../src/data/prepared.ts';
import { type TensorPreprocessing, tensorKind } from '../../src/data/preprocessing/tensor.ts';
import type { DataRequest, TensorPlan } from '../../src/models/specification/index.ts';
import { importedDataset, importTools } from './import-tools.ts';

const SEED = 7;
/** The second feature is constant, the third far from 0. */
const INPUTS = Array.from({ length: 20 }, (_, row) => [row * 3, 5, 1e6 + row * row]);

async function datasetOf(
  t: TestContext,
  labels: readonly unknown[],
  inputs: readonly unknown[] = INPUTS,
): Promise<Dataset> {
  const tools = importTools(t);
  const file = tools.upload('data.json', JSON.stringify({ inputs, labels }));
  return importedDataset(await importArrays({ files: [file], options: {} }, tools), tools);
}

function planned({ manifest }: Dataset, request: DataRequest = {}): TensorPlan {
  return planTensor(manifest, { request, validation: 0.2 }) as TensorPlan;
}

async function preparedOf(
  t: TestContext,
  dataset: Dataset,
  plan: TensorPlan,
  memoryBytesMax = 2 ** 20,
): Promise<Prepared> {
  const tools = importTools(t);
  const prepared = await prepareTensor(dataset, plan, SEED, {
    ...{ memoryBytesMax, workspace: tools.scratch, signal: t.signal, log: () => undefined },
  });
  t.after(prepared.close);
  return prepared;
}

function inputsOf({ examples }: Prepared, rows: Uint32Array): Float32Array {
  const size = examples.shape.reduce((product, dimension) => product * dimension, 1);
  const out = new Float32Array(rows.length * size);
  examples.writeInputs(rows, 0, rows.length, out);
  return out;
}

const CLASSES = INPUTS.map((_, row) => (row % 2 === 0 ? 'even' : 'odd'));
const NUMBERS = INPUTS.map((_, row) => row / 2);
const refused = (pointer: string, message: RegExp) => (error: unknown) => {
  const { code, problems } = error as { code: string; problems: { pointer: string; detail: string }[] };
  assert.equal(code, 'ERR_TRAINING');
  assert.equal(problems[0]?.pointer, pointer);
  assert.match(problems[0]?.detail ?? '', message);
  return true;
};

test('the task follows from the targets, and every class is in each part', async (t) => {
  const plan = planned(await datasetOf(t, CLASSES));
  assert.deepEqual(plan.task, { type: 'classification', labels: ['even', 'odd'] });
  assert.deepEqual([plan.inputShape, plan.scaling, plan.split.by], [[3], 'standard', 'stratified']);
  const numbers = planned(await datasetOf(t, NUMBERS));
  assert.deepEqual([numbers.task, numbers.split.by], [{ type: 'regression', labels: ['value'] }, 'random']);
  const labels = planned(
    await datasetOf(
      t,
      INPUTS.map((_, row) => [row % 2, 1 - (row % 3 === 0 ? 1 : 0)]),
    ),
  );
  assert.deepEqual(labels.task, { type: 'multiLabelClassification', labels: ['0', '1'] });
});

test('classes that are numbers may be learnt as numbers, in their unit', async (t) => {
  const dataset = await datasetOf(
    t,
    INPUTS.map((_, row) => 10 * (row % 4)),
  );
  const plan = planned(dataset, { task: 'regression' });
  assert.deepEqual(plan.task, { type: 'regression', labels: ['value'] });
  const { examples, parts } = await preparedOf(t, dataset, plan);
  assert.ok(examples.targets.kind === 'numbers');
  const [scale] = examples.targets.scales;
  const training = [...parts.training];
  const mean = training.reduce((sum, row) => sum + 10 * (row % 4), 0) / training.length;
  assert.ok(scale && Math.abs(scale.mean - mean) < 1e-9);
  for (const row of training) {
    const back = (examples.targets.values[row] as number) * scale.deviation + scale.mean;
    assert.ok(Math.abs(back - 10 * (row % 4)) < 1e-4);
  }
});

test('tasks that the targets cannot be, and fields of tables, are refused with a pointer', async (t) => {
  const classes = await datasetOf(t, CLASSES);
  assert.throws(
    () => planned(classes, { task: 'regression' }),
    refused('/task', /"classification" for 2 classes\. Received: "regression"/),
  );
  assert.throws(() => planned(classes, { task: 'forecasting' }), refused('/task', /forecasting/));
  assert.throws(() => planned(classes, { target: 'x' }), refused('/target', /no columns/));
  assert.throws(() => planned(classes, { features: ['x'] }), refused('/features', /no columns/));
  assert.throws(() => planned(classes, { preprocessing: { hop: 4 } }), refused('/preprocessing/hop', /scaling/));
  assert.throws(() => planned(classes, { split: { column: 'x' } }), refused('/split/column', /without a column/));
  const numbers = await datasetOf(t, NUMBERS);
  assert.throws(
    () => planned(numbers, { task: 'classification' }),
    refused('/task', /"regression" for targets that are numbers/),
  );
  const unlabelled = { ...classes.manifest, content: { form: 'array', shape: [3], type: 'float32' } } as const;
  assert.throws(() => planTensor(unlabelled, { request: {}, validation: 0.1 }), refused('/dataset', /with labels/));
});

test('features are standardized by the training rows alone, a constant one becomes 0', async (t) => {
  const dataset = await datasetOf(t, CLASSES);
  const prepared = await preparedOf(t, dataset, planned(dataset));
  const { training } = prepared.parts;
  assert.ok(training.length < 20);
  const numbers = inputsOf(prepared, training);
  for (const feature of [0, 2]) {
    const column = numbers.filter((_, index) => index % 3 === feature);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    assert.ok(Math.abs(mean) < 1e-5 && Math.abs(variance - 1) < 1e-4, `${feature}: ${mean}, ${variance}`);
  }
  assert.ok(numbers.every((value, index) => index % 3 !== 1 || value === 0));
});

test('features are scaled from 0 to 1, or left as they are', async (t) => {
  const dataset = await datasetOf(t, CLASSES);
  const scaled = await preparedOf(t, dataset, planned(dataset, { preprocessing: { scaling: 'minMax' } }));
  const numbers = inputsOf(scaled, scaled.parts.training);
  for (const feature of [0, 2]) {
    const column = numbers.filter((_, index) => index % 3 === feature);
    assert.deepEqual([Math.min(...column), Math.max(...column)], [0, 1]);
  }
  const plain = await preparedOf(t, dataset, planned(dataset, { preprocessing: { scaling: 'none' } }));
  assert.deepEqual([...inputsOf(plain, Uint32Array.of(4))], [12, 5, 1_000_016]);
});

test('rows that stay in their file give the same numbers as rows in memory, and a prediction the same again', async (t) => {
  const dataset = await datasetOf(t, CLASSES);
  const rows = Uint32Array.of(3, 0, 19, 7);
  const inMemory = await preparedOf(t, dataset, planned(dataset));
  const inFile = await preparedOf(t, dataset, planned(dataset), 100);
  assert.ok(inMemory.examples.numbers && !inFile.examples.numbers);
  const expected = inputsOf(inMemory, rows);
  assert.deepEqual(inputsOf(inFile, rows), expected);
  assert.deepEqual(inFile.preprocessing, inMemory.preprocessing);
  const preprocessing = inMemory.preprocessing as TensorPreprocessing;
  const instances = [...rows].map((row) => INPUTS[row]);
  assert.deepEqual(await tensorKind.encodeInstances(preprocessing, instances), expected);
  const lines = (header: string): Buffer => Buffer.from(header + instances.map((row) => row?.join(',')).join('\n'));
  for (const header of ['', 'a,b,c\n'])
    assert.deepEqual(await tensorKind.encodeFile(preprocessing, lines(header), 'text/csv', 4), expected);
  await assert.rejects(tensorKind.encodeFile(preprocessing, lines(''), 'text/csv', 3), { code: 'ERR_INSTANCES' });
});

test('the same seed divides alike, and arrays of several axes are scaled by their last one', async (t) => {
  const inputs = INPUTS.map((row) => [
    [row, row.map((value) => value + 1)],
    [row, row],
  ]);
  const dataset = await datasetOf(t, CLASSES, inputs);
  const [first, second] = [
    await preparedOf(t, dataset, planned(dataset)),
    await preparedOf(t, dataset, planned(dataset)),
  ];
  assert.deepEqual(first.parts, second.parts);
  assert.deepEqual(first.examples.shape, [2, 2, 3]);
  assert.equal((first.preprocessing as TensorPreprocessing).offsets.length, 3);
});

test('instances that do not fit are refused with their place', async () => {
  const preprocessing: TensorPreprocessing = { kind: 'tensor', shape: [2], offsets: [0], divisors: [1] };
  const bad = (instances: unknown[], message: RegExp) =>
    assert.rejects(tensorKind.encodeInstances(preprocessing, instances), { code: 'ERR_INSTANCES', message });
  await bad([[1, 2], [1]], /instances\[1\]/);
  await bad([[1, 'x']], /instances\[0\]\[1\]/);
  await bad([[1, 1e39]], /a finite number.*instances\[0\]\[1\]/);
  const csv = (text: string) => tensorKind.encodeFile(preprocessing, Buffer.from(text), 'text/csv', 10);
  await assert.rejects(csv('1,2\n3,x\n'), { code: 'ERR_INSTANCES', message: /row 2, column 2/ });
  await assert.rejects(csv('1,2\n3\n'), { code: 'ERR_INSTANCES' });
  await assert.rejects(csv('1,"2\n'), { code: 'ERR_INSTANCES' });
  for (const none of ['', 'a,b\n', '\n\n']) await assert.rejects(csv(none), { message: /at least one row/ });
  assert.deepEqual(await csv('1;2\n'), await csv('1,2\n'));
});

test('cancelling ends the preparation', async (t) => {
  const dataset = await datasetOf(t, CLASSES);
  const tools = { memoryBytesMax: 2 ** 20, workspace: '', signal: AbortSignal.abort(), log: () => undefined };
  await assert.rejects(prepareTensor(dataset, planned(dataset), SEED, tools), { name: 'AbortError' });
});
