import assert from 'node:assert/strict';
import test from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Examples } from '../../src/data/examples.ts';
import { planSequence } from '../../src/data/planning/sequence.ts';
import { prepareSequence } from '../../src/data/preparation/sequence.ts';
import { type SequencePreprocessing, sequenceKind } from '../../src/data/preprocessing/sequence.ts';
import type { AppError } from '../../src/errors.ts';
import type { DataRequest, SequencePlan } from '../../src/models/specification/index.ts';
import {
  arrayDataset,
  BEATS,
  createTools,
  DEMAND,
  GESTURES,
  type TestTools,
  tableDataset,
} from './sequence-sources.ts';

const SEED = 7;

async function prepare(dataset: Dataset, request: DataRequest = {}, tools?: TestTools) {
  const plan = planSequence(dataset.manifest, { request, validation: 0.2 }) as SequencePlan;
  const used = tools ?? (await createTools());
  const prepared = await prepareSequence(dataset, plan, SEED, used);
  const preprocessing = prepared.preprocessing as SequencePreprocessing;
  return { ...prepared, preprocessing, plan, messages: used.messages };
}

function inputsOf(examples: Examples, indices: Iterable<number> = Array(examples.count).keys()): Float32Array {
  const list = Uint32Array.from(indices);
  const out = new Float32Array(list.length * examples.shape.reduce((size, side) => size * side, 1));
  examples.writeInputs(list, 0, list.length, out);
  return out;
}

const DEMAND_REQUEST: DataRequest = {
  features: ['sales'],
  preprocessing: { length: 4, horizon: 2 },
  split: { test: 0.2 },
};

test('forecasts are of the steps that follow each window, in the order of time, and none of the test is trained on', async () => {
  const { examples, parts, plan } = await prepare(tableDataset(DEMAND, 'demand'), DEMAND_REQUEST);
  const { targets } = examples;
  assert.ok(targets.kind === 'numbers');
  const told = (example: number): number[] =>
    targets.scales.map(({ mean, deviation }, index) =>
      Math.round((targets.values[example * 2 + index] as number) * deviation + mean),
    );
  assert.equal(plan.goal, 'forecast');
  const of = (indices: Uint32Array): Set<number> => new Set([...indices].flatMap(told));
  const [training, validation, tested] = [of(parts.training), of(parts.validation), of(parts.test)];
  for (const value of tested) assert.ok(!training.has(value) && !validation.has(value), `${value} is tested only`);
  for (const value of validation) assert.ok(!training.has(value), `${value} is validated only`);
  assert.ok(tested.has(139) && tested.has(259), 'the latest days are tested');
  for (const example of parts.test) assert.equal((told(example)[1] as number) - (told(example)[0] as number), 1);
  assert.ok(Math.max(...[...training].filter((value) => value < 200)) < Math.min(...[...tested]));
});

test('a window holds the scaled steps before its targets, whatever the order of the rows', async () => {
  const { examples, preprocessing, parts } = await prepare(tableDataset(DEMAND, 'demand'), DEMAND_REQUEST);
  const [feature] = preprocessing.features;
  assert.ok(feature);
  const last = parts.test.at(-1) as number;
  const days = [...inputsOf(examples, [last])].map((value) => value * feature.divideBy + feature.subtract);
  assert.deepEqual(days.map(Math.round), [254, 255, 256, 257]);
});

test('windows without a target or across parts, short series and missing numbers are told in the log', async () => {
  const { messages, examples } = await prepare(tableDataset(DEMAND, 'demand'), DEMAND_REQUEST);
  const log = messages.join('\n');
  assert.match(log, /1 series were left out, because they have fewer than 6 steps/);
  assert.match(log, /2 windows were left out, because a number that follows them is missing/);
  assert.match(log, /windows were left out, because the steps that follow them lie in two parts/);
  assert.match(log, /2 missing numbers of "sales" were replaced/);
  assert.ok(inputsOf(examples).every(Number.isFinite));
});

test('what scales numbers is learnt from training steps alone', async () => {
  const { preprocessing } = await prepare(tableDataset(DEMAND, 'demand'), DEMAND_REQUEST);
  const [feature] = preprocessing.features;
  // 36 and 56 steps follow the first windows: 7 and 11 of them are tested, as many are validated.
  const trained = [
    ...Array.from({ length: 40 - 14 }, (_, day) => 100 + day).filter((sales) => sales !== 100 && sales !== 107),
    ...Array.from({ length: 60 - 22 }, (_, day) => 200 + day),
  ];
  const mean = trained.reduce((sum, value) => sum + value, 0) / trained.length;
  const squares = trained.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  assert.ok(feature);
  assert.ok(Math.abs(feature.subtract - mean) < 1e-9, `${feature.subtract} is ${mean}`);
  assert.ok(Math.abs(feature.divideBy - Math.sqrt(squares / trained.length)) < 1e-9);
});

test('forecasts may be tested with series that no training has seen', async () => {
  const request: DataRequest = { ...DEMAND_REQUEST, split: { by: 'group', column: 'shop', test: 0.45 } };
  const { examples, parts, preprocessing } = await prepare(tableDataset(DEMAND, 'demand'), request);
  const [feature] = preprocessing.features;
  assert.ok(feature);
  const shops = (indices: Uint32Array): number[] => {
    const sales = inputsOf(examples, indices).map((value) => value * feature.divideBy + feature.subtract);
    return [...new Set(Array.from(indices, (_, index) => Math.floor((sales[index * 4 + 3] as number) / 100)))];
  };
  const [trained, tested] = [shops(parts.training), shops(parts.test)];
  assert.deepEqual([...trained, ...tested].sort(), [1, 2]);
  assert.equal(trained.length, 1);
});

test('a stride leaves out windows, but never the latest', async () => {
  const request: DataRequest = { ...DEMAND_REQUEST, preprocessing: { length: 4, horizon: 2, stride: 5 } };
  const { examples, preprocessing, parts } = await prepare(tableDataset(DEMAND, 'demand'), request);
  assert.ok(examples.count <= 7 + 11);
  const [feature] = preprocessing.features;
  const inputs = inputsOf(examples, [parts.test.at(-1) as number]);
  assert.ok(feature && Math.round((inputs[3] as number) * feature.divideBy + feature.subtract) === 257);
});

test('series of different lengths are padded in front, and a feature tells padding from steps', async () => {
  const { examples, plan, parts } = await prepare(tableDataset(GESTURES, 'gestures'));
  assert.deepEqual(examples.shape, [9, 3]);
  assert.equal(examples.count, 24);
  assert.deepEqual([parts.training.length, parts.validation.length, parts.test.length], [18, 4, 2]);
  assert.deepEqual(plan.task.labels, ['left', 'right']);
  const inputs = inputsOf(examples);
  for (let series = 0; series < 24; series++) {
    const input = inputs.subarray(series * 27, (series + 1) * 27);
    const mask = Array.from({ length: 9 }, (_, step) => input[step * 3 + 2]);
    const steps = 4 + (series % 6);
    assert.deepEqual(mask, [...Array(9 - steps).fill(0), ...Array(steps).fill(1)]);
    assert.ok(input.subarray(0, (9 - steps) * 3).every((value) => value === 0));
  }
  assert.ok(examples.targets.kind === 'classes');
  assert.deepEqual([...examples.targets.values.subarray(0, 4)], [0, 1, 0, 1]);
});

test('of series longer than the input, the last steps are taken', async () => {
  const { examples, preprocessing } = await prepare(tableDataset(GESTURES, 'gestures'), {
    ...{ features: ['x'], preprocessing: { length: 4, scaling: 'none' } },
  });
  assert.equal(preprocessing.padded, true);
  const input = inputsOf(examples, [5]);
  assert.deepEqual([...input], [5.625, 1, 5.75, 1, 5.875, 1, 6, 1]);
});

test('series of a group stay together', async () => {
  const { parts } = await prepare(tableDataset(GESTURES, 'gestures'), { split: { by: 'group', column: 'group' } });
  const groups = (indices: Uint32Array): number[] => [
    ...new Set(Array.from(indices, (series) => Math.floor(series / 4))),
  ];
  assert.ok(parts.test.length >= 4);
  assert.ok(!groups(parts.test).some((group) => groups(parts.training).includes(group)));
});

test('a target that changes within a series is refused, naming the series', async () => {
  await assert.rejects(
    prepare(tableDataset(GESTURES, 'gestures'), { task: 'regression', target: 'y', features: ['x'] }),
    (error: AppError) => {
      assert.equal(error.code, 'ERR_TRAINING');
      assert.match(
        error.message,
        /^Expected one value of column "y" in all rows of a series, unless it is forecast\. Received: 0 and -?0\.5 in series "0"\.$/,
      );
      return error.problems[0]?.pointer === '/target';
    },
  );
});

test('series that are shorter than a plan without padding took them for are refused, naming one', async () => {
  const dataset = tableDataset(GESTURES, 'gestures');
  const plan = { ...(planSequence(GESTURES, { request: {}, validation: 0.1 }) as SequencePlan), padded: false };
  await assert.rejects(
    prepareSequence(dataset, plan, SEED, await createTools()),
    /at least 9 steps.*Received: 4 steps in series "0"/,
  );
});

test('rows of a wide table are series; a missing number repeats the one before, a missing class leaves the row out', async () => {
  const { examples, messages } = await prepare(tableDataset(BEATS, 'beats'), { preprocessing: { scaling: 'none' } });
  assert.equal(examples.count, 29);
  assert.deepEqual([...inputsOf(examples, [4]).subarray(0, 5)], [40, 41, 42, 42, 44]);
  assert.match(messages.join('\n'), /1 series were left out, because their target is missing/);
  assert.equal(inputsOf(examples, [9])[0], 100);
});

test('arrays of steps become inputs that nobody has to write, and a part of their steps those that are written', async () => {
  const values = Float32Array.from({ length: 40 * 6 }, (_, index) => Math.fround(Math.sin(index) * 3));
  const dataset = arrayDataset(
    [3, 2],
    values,
    Array.from({ length: 40 }, (_, row) => row % 2),
  );
  const whole = await prepare(dataset);
  assert.deepEqual(whole.examples.numbers, inputsOf(whole.examples));
  const part = await prepare(dataset, { preprocessing: { length: 2, scaling: 'none' } });
  assert.equal(part.examples.numbers, undefined);
  assert.deepEqual([...inputsOf(part.examples, [1])], [...values.subarray(8, 12)]);
});

const SAME_BYTES: readonly [string, () => Dataset, DataRequest][] = [
  ['windows', () => tableDataset(DEMAND, 'demand'), DEMAND_REQUEST],
  [
    'windows that know less than they tell',
    () => tableDataset(DEMAND, 'demand'),
    { ...DEMAND_REQUEST, features: ['weekday'] },
  ],
  ['padded series', () => tableDataset(GESTURES, 'gestures'), {}],
  ['rows', () => tableDataset(BEATS, 'beats'), { preprocessing: { scaling: 'minMax' } }],
];

for (const [name, dataset, request] of SAME_BYTES) {
  test(`${name} are the same from a file, where memory does not suffice, and again with the same seed`, async () => {
    const first = await prepare(dataset(), request);
    // Forecasts keep their targets in memory: as little as they need.
    const limited = await createTools(name.startsWith('windows') ? 2400 : 1);
    const second = await prepare(dataset(), request, limited);
    assert.deepEqual(inputsOf(second.examples), inputsOf(first.examples));
    assert.equal(second.examples.numbers, undefined);
    assert.deepEqual(second.parts, first.parts);
    assert.deepEqual(second.examples.targets, first.examples.targets);
    assert.deepEqual(second.preprocessing, first.preprocessing);
    second.close();
  });
}

test('what prediction makes of raw series is what training made of them, to the bit', async () => {
  const { examples, preprocessing } = await prepare(tableDataset(GESTURES, 'gestures'));
  const instances = Array.from({ length: 24 }, (_, series) =>
    Array.from({ length: 4 + (series % 6) }, (_, step) => [series + step / 8, (series % 2 ? step : -step) * 0.5]),
  );
  assert.deepEqual(await sequenceKind.encodeInstances(preprocessing, instances), inputsOf(examples));

  const shops = await prepare(tableDataset(DEMAND, 'demand'), DEMAND_REQUEST);
  const days = Array.from({ length: 58 }, (_, day) => 200 + day);
  const last = shops.parts.test.at(-1) as number;
  assert.deepEqual(await sequenceKind.encodeInstances(shops.preprocessing, [days]), inputsOf(shops.examples, [last]));

  const rows = await prepare(tableDataset(BEATS, 'beats'));
  const row = Object.fromEntries(Array.from({ length: 12 }, (_, step) => [`t${step}`, step === 3 ? null : 40 + step]));
  assert.deepEqual(await sequenceKind.encodeInstances(rows.preprocessing, [row]), inputsOf(rows.examples, [4]));
});

test('too many windows for memory are refused, with a way out', async () => {
  await assert.rejects(
    prepare(tableDataset(DEMAND, 'demand'), DEMAND_REQUEST, await createTools(1000)),
    /larger stride\. Received: \d+ of 2 numbers/,
  );
});

test('an abort stops the preparation', async () => {
  const tools = { ...(await createTools()), signal: AbortSignal.abort(new Error('stopped')) };
  await assert.rejects(prepare(tableDataset(DEMAND, 'demand'), {}, tools), /stopped/);
});
