import assert from 'node:assert/strict';
import test from 'node:test';
import type { DatasetManifest } from '../../src/data/manifest.ts';
import { planSequence } from '../../src/data/planning/sequence.ts';
import type { AppError } from '../../src/errors.ts';
import type { DataRequest, SequencePlan } from '../../src/models/specification/index.ts';
import { arrayDataset, BEATS, counted, DEMAND, GESTURES, profile, tableManifest } from './sequence-sources.ts';

const plan = (manifest: DatasetManifest, request: DataRequest = {}) =>
  planSequence(manifest, { request, validation: 0.1 }) as SequencePlan;

test('a long table whose target is a class is classified series by series, padded where they differ in length', () => {
  const { trainingRows, measuredRows, ...planned } = plan(GESTURES);
  assert.deepEqual(planned, {
    ...{
      kind: 'sequence',
      layout: 'long',
      task: { type: 'classification', labels: ['left', 'right'] },
      goal: 'classify',
    },
    ...{ target: { columns: ['label'] }, series: 'series', time: 'step', features: ['x', 'y'], scaling: 'standard' },
    ...{ length: 9, padded: true, horizon: 0, stride: 1, inputShape: [9, 3] },
    split: { by: 'stratified', validation: 0.1, test: 0.1 },
  });
  assert.deepEqual([trainingRows, measuredRows], [20, 2]);
});

test('a long table whose target is a number is forecast, from windows that the series hold, the latest tested', () => {
  const planned = plan(DEMAND);
  assert.deepEqual(planned.task, { type: 'regression', labels: ['sales+1'] });
  assert.deepEqual(planned.features, ['sales', 'weekday']);
  assert.equal(planned.length, 11);
  assert.deepEqual(planned.inputShape, [11, 2]);
  assert.equal(planned.padded, false);
  assert.deepEqual(planned.split, { by: 'time', validation: 0.1, test: 0.1 });
});

test('outputs of a forecast are called by column and step', () => {
  const { task, inputShape } = plan(DEMAND, {
    ...{ task: 'forecasting', target: ['sales', 'weekday'], features: ['sales'] },
    preprocessing: { horizon: 2, length: 5 },
  });
  assert.deepEqual(task.labels, ['sales+1', 'weekday+1', 'sales+2', 'weekday+2']);
  assert.deepEqual(inputShape, [5, 1]);
});

test('a few whole numbers are classes of series, many are forecast, and the job may say otherwise', () => {
  const table = (distinct: number) => {
    const values = Array.from({ length: distinct }, (_, value) => ({ value: `${value}`, rows: 10 }));
    const columns = [
      ...[profile('id', 'integer', { distinct: 30 }), profile('x', 'number')],
      profile('class', 'integer', { distinct, values }),
    ];
    return tableManifest(distinct * 10, { columns, series: 'id', target: 'class' });
  };
  assert.deepEqual(plan(table(12)).task, { type: 'classification', labels: [...Array(12).keys()].map(String) });
  assert.equal(plan(table(12)).padded, true);
  assert.equal(plan(table(25)).goal, 'forecast');
  assert.equal(plan(table(25), { task: 'regression' }).goal, 'classify');
  assert.equal(plan(table(12), { task: 'forecasting' }).goal, 'forecast');
});

test('a column that numbers the rows of a wide table is no step, a constant one is', () => {
  const columns = [
    profile('id', 'integer', { becomes: 'ignored', reason: 'it numbers the rows', distinct: 40 }),
    profile('t0', 'number', { becomes: 'ignored', reason: 'every row has the same value', distinct: 1 }),
    ...[profile('t1', 'number'), profile('label', 'text', counted({ a: 20, b: 20 }))],
  ];
  assert.deepEqual(plan(tableManifest(40, { columns, target: 'label' })).features, ['t0', 't1']);
});

test('a single column of numbers is one series to forecast', () => {
  const single = tableManifest(1000, { columns: [profile('value', 'number')] });
  const { goal, layout, length, features, trainingRows } = plan(single);
  assert.deepEqual(
    { goal, layout, length, features },
    { goal: 'forecast', layout: 'long', length: 24, features: ['value'] },
  );
  assert.equal(trainingRows, 976 - 98 - 98);
});

test('a table without series and time has a series in each row', () => {
  const { layout, goal, features, length, inputShape, task, split } = plan(BEATS);
  assert.deepEqual(
    { layout, goal, length, inputShape },
    { layout: 'wide', goal: 'classify', length: 12, inputShape: [12, 1] },
  );
  assert.deepEqual(
    features,
    Array.from({ length: 12 }, (_, step) => `t${step}`),
  );
  assert.deepEqual(task, { type: 'classification', labels: ['0', '1'] });
  assert.equal(split.by, 'stratified');
});

test('series that are all known to be equally long are not padded', () => {
  const columns = [
    profile('id', 'text', counted({ a: 6, b: 6, c: 6 })),
    ...[profile('x', 'number'), profile('class', 'text', counted({ u: 12, v: 6 }))],
  ];
  const { padded, length, inputShape } = plan(tableManifest(18, { columns, series: 'id', target: 'class' }));
  assert.deepEqual({ padded, length, inputShape }, { padded: false, length: 6, inputShape: [6, 1] });
});

test('rows of an array are series of their steps, or of the last ones', () => {
  const { manifest } = arrayDataset([4, 2], new Float32Array(48), [0, 1, 0, 1, 0, 1]);
  assert.deepEqual(plan(manifest).inputShape, [4, 2]);
  assert.deepEqual(plan(manifest, { preprocessing: { length: 3 } }).inputShape, [3, 2]);
  assert.deepEqual(plan(manifest).task, { type: 'classification', labels: ['a', 'b'] });
});

/** Long series of many features. */
function wideTable(features: number): DatasetManifest {
  const numbers = Array.from({ length: features }, (_, index) => profile(`f${index}`, 'number'));
  const columns = [
    profile('id', 'integer', { distinct: 30 }),
    profile('label', 'text', counted({ a: 9, b: 9 })),
    ...numbers,
  ];
  return tableManifest(9_000_000, { columns, series: 'id', target: 'label' });
}

const REFUSED: readonly [string, DatasetManifest, DataRequest, string, RegExp][] = [
  ['a target that there is not', DEMAND, { target: 'price' }, '/target', /a column of the dataset.*"price"/],
  ['a series that there is not', DEMAND, { preprocessing: { series: 'x' } }, '/preprocessing/series', /"x"/],
  ['a feature that is text', GESTURES, { features: ['x', 'group'] }, '/features', /numbers.*"group" of type text/],
  [
    'the target among the features',
    GESTURES,
    { task: 'regression', target: 'x', features: ['x'] },
    '/features',
    /without the target/,
  ],
  ['a horizon of classes', GESTURES, { preprocessing: { horizon: 3 } }, '/preprocessing/horizon', /forecasting.*3/],
  ['a forecast of texts', GESTURES, { task: 'forecasting' }, '/target', /numbers to forecast.*"label" of type text/],
  [
    'a window longer than any series',
    DEMAND,
    { preprocessing: { length: 60 } },
    '/preprocessing/length',
    /60 steps.*60 and 1/,
  ],
  ['a random split of windows', DEMAND, { split: { by: 'random' } }, '/split/by', /"time", or "group".*"random"/],
  [
    'a group that is not the series',
    DEMAND,
    { split: { by: 'group', column: 'day' } },
    '/split/column',
    /series.*"day"/,
  ],
  ['shares of more than all', DEMAND, { split: { test: 0.9 } }, '/split/test', /below 1/],
  ['labels of several at once', GESTURES, { task: 'multiLabelClassification' }, '/task', /"forecasting"/],
  ['classes of one series only', DEMAND, { task: 'classification' }, '/target', /few classes.*103 different/],
  ['fields of other kinds', DEMAND, { preprocessing: { melBands: 8 } }, '/preprocessing/melBands', /"melBands"/],
  [
    'inputs too large for memory',
    wideTable(200),
    { preprocessing: { length: 100_000 } },
    '/preprocessing/length',
    /100000 steps of 201/,
  ],
  ['more steps than a row has', BEATS, { preprocessing: { length: 13 } }, '/preprocessing/length', /12 steps.*13/],
];

for (const [name, manifest, request, pointer, message] of REFUSED) {
  test(`planning refuses ${name}, with a pointer to it`, () => {
    assert.throws(
      () => plan(manifest, request),
      (error: AppError) => {
        assert.equal(error.code, 'ERR_TRAINING');
        assert.equal(error.problems[0]?.pointer, pointer);
        assert.match(error.problems[0]?.detail ?? '', /^Expected .* Received: .*\.$/);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('all problems of the columns are told together', () => {
  assert.throws(
    () => plan(DEMAND, { target: 'price', features: ['sales', 'cost'], preprocessing: { time: 'hour' } }),
    (error: AppError) => {
      assert.deepEqual(
        error.problems.map(({ pointer }) => pointer),
        ['/preprocessing/time', '/target', '/features/1'],
      );
      return true;
    },
  );
});

test('another column of series than the one that the import has counted leaves it to the number of values', () => {
  const values = Array.from({ length: 3 }, (_, value) => ({ value: `${value}`, rows: 40 }));
  const columns = [
    ...[profile('id', 'integer', { distinct: 30 }), profile('other', 'integer', { distinct: 30 })],
    ...[profile('x', 'number'), profile('class', 'integer', { distinct: 3, values, sameInSeries: false })],
  ];
  const table = tableManifest(120, { columns, series: 'id', target: 'class' });
  assert.equal(plan(table).goal, 'forecast');
  assert.equal(plan(table, { preprocessing: { series: 'other' } }).goal, 'classify');
});
