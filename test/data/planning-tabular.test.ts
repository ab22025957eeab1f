import assert from 'node:assert/strict';
import test from 'node:test';
import { planTabular } from '../../src/data/planning/tabular.ts';
import type { DataRequest, TabularPlan } from '../../src/models/specification/index.ts';
import { problemsOf } from '../support/refused-plan.ts';
import { manifestOf, type TestColumn, type TestTable, type Value } from '../support/table-dataset.ts';

const ROWS = 60;
const cycle = (...values: Value[]): Value[] =>
  Array.from({ length: ROWS }, (_, row) => values[row % values.length] as Value);
const rising = (step = 1): Value[] => Array.from({ length: ROWS }, (_, row) => row * step);
const column = (type: TestColumn['type'], values: readonly Value[], becomes?: TestColumn['becomes']): TestColumn => ({
  type,
  values,
  ...(becomes && { becomes }),
});

const PASSENGERS = {
  survived: column('integer', cycle(0, 1, 1)),
  age: column('number', cycle(20.5, 31, null, 44.25, 8)),
  sex: column('text', cycle('female', 'male', null)),
  boarded: column('timestamp', rising(86_400)),
  adult: column('boolean', cycle(true, false)),
  name: column(
    'text',
    Array.from({ length: ROWS }, (_, row) => `Person ${row}`),
    'ignored',
  ),
  notes: column(
    'text',
    Array.from({ length: ROWS }, (_, row) => `went aboard ${row} times`),
    'text',
  ),
} as const;

function plan(columns: TestTable['columns'], request: DataRequest = {}, table: Partial<TestTable> = {}): TabularPlan {
  return planTabular(manifestOf({ columns, ...table }), { request, validation: 0.1 });
}

test('a table of passengers becomes numbers, categories and dates; names and free texts are left out', () => {
  const { target, task, features, inputShape, split } = plan(PASSENGERS, { target: 'survived' });
  assert.deepEqual(target, { columns: ['survived'] });
  assert.deepEqual(task, { type: 'classification', labels: ['0', '1'] });
  assert.deepEqual(features, [
    { name: 'age', nullable: true, as: 'number', scaling: 'standard' },
    { name: 'sex', nullable: true, as: 'category', size: 4 },
    { name: 'boarded', nullable: false, as: 'date' },
    { name: 'adult', nullable: false, as: 'number', scaling: 'standard' },
  ]);
  assert.deepEqual(inputShape, [2 + 4 + 7 + 1]);
  assert.deepEqual(split, { by: 'stratified', validation: 0.1, test: 0.1 });
});

test('the task follows from what the target holds', () => {
  const x = column('number', rising());
  const taskOf = (target: TestColumn): TabularPlan['task'] => plan({ x, y: target }, { target: 'y' }).task;
  const cases: readonly [TestColumn, TabularPlan['task']][] = [
    [column('text', cycle('b10', 'b2', 'a')), { type: 'classification', labels: ['a', 'b2', 'b10'] }],
    [column('boolean', cycle(true, false)), { type: 'classification', labels: ['false', 'true'] }],
    [column('integer', cycle(10, 9, -1)), { type: 'classification', labels: ['-1', '9', '10'] }],
    [column('number', cycle(1, 2, null, 3)), { type: 'classification', labels: ['1', '2', '3'] }],
    [column('integer', rising()), { type: 'regression', labels: ['y'] }],
    [column('number', cycle(0.5, 1.5)), { type: 'regression', labels: ['y'] }],
    [
      column('text', cycle('drama|comedy', 'drama', 'action | comedy')),
      { type: 'multiLabelClassification', labels: ['action', 'comedy', 'drama'] },
    ],
    [
      column('text', cycle('yes; certainly', 'no', 'who knows')),
      { type: 'classification', labels: ['no', 'who knows', 'yes; certainly'] },
    ],
  ];
  for (const [target, task] of cases) assert.deepEqual(taskOf(target), task);
});

test('a few rows of whole numbers that are all different are no classes', () => {
  const columns = { x: column('number', [1, 2, 3, 4, 5]), price: column('integer', [100, 200, 300, 400, 500]) };
  assert.equal(plan(columns, { target: 'price' }).task.type, 'regression');
});

test('whole numbers of a wide table, which its profile does not list, are classes if their range is small', () => {
  const manifest = manifestOf({
    target: 'digit',
    columns: {
      pixel: column('integer', rising()),
      digit: column('integer', cycle(0, 3, 9)),
      dose: column('integer', rising(100)),
    },
  });
  assert.ok(manifest.content.form === 'table');
  const columns = manifest.content.columns.map(({ values, ...rest }) => ({ ...rest, range: rangeOf(values ?? []) }));
  const wide = { ...manifest, content: { ...manifest.content, columns } };
  const taskOf = (request: DataRequest): TabularPlan['task'] => planTabular(wide, { request, validation: 0.1 }).task;
  assert.deepEqual(taskOf({}), { type: 'classification', labels: [...'0123456789'] });
  assert.equal(taskOf({ target: 'dose' }).type, 'regression');
  assert.match(
    problemsOf(() => taskOf({ target: 'dose', task: 'classification' }))[0]?.detail ?? '',
    /few and short enough/,
  );
});

function rangeOf(values: readonly { readonly value: string }[]): {
  min: number;
  max: number;
  mean: number;
  deviation: number;
} {
  const numbers = values.map(({ value }) => Number(value));
  return { min: Math.min(...numbers), max: Math.max(...numbers), mean: 0, deviation: 0 };
}

test('several targets are labels where all are 0 and 1, and numbers otherwise', () => {
  const columns = {
    x: column('number', rising()),
    rain: column('boolean', cycle(true, false, true)),
    wind: column('integer', cycle(0, 1)),
    heat: column('number', rising(0.5)),
  };
  assert.deepEqual(plan(columns, { target: ['rain', 'wind'] }).task, {
    type: 'multiLabelClassification',
    labels: ['rain', 'wind'],
  });
  assert.deepEqual(plan(columns, { target: ['rain', 'heat'] }).task, { type: 'regression', labels: ['rain', 'heat'] });
  assert.deepEqual(
    plan(columns, { target: ['rain', 'heat'] }).features.map(({ name }) => name),
    ['x', 'wind'],
  );
});

test('the request chooses another task where the target allows it, and is refused where not', () => {
  const columns = {
    x: column('number', rising()),
    stars: column('integer', cycle(1, 2, 3)),
    word: column('text', cycle('a', 'b')),
  };
  assert.deepEqual(plan(columns, { target: 'stars', task: 'regression' }).task, {
    type: 'regression',
    labels: ['stars'],
  });
  assert.deepEqual(
    problemsOf(() => plan(columns, { target: 'word', task: 'regression' })),
    [{ pointer: '/task', detail: 'Expected columns of numbers for "regression". Received: "word", of type text.' }],
  );
  const [problem] = problemsOf(() => plan(columns, { target: 'stars', task: 'forecasting' }));
  assert.equal(problem?.pointer, '/task');
  assert.match(problem?.detail ?? '', /"kind": "sequence"/);
  assert.equal(
    problemsOf(() => plan(columns, { target: 'stars', task: 'multiLabelClassification' }))[0]?.pointer,
    '/task',
  );
});

test('the separator that the request names is taken', () => {
  const columns = { x: column('number', rising()), tags: column('text', cycle('a b', 'b c')) };
  const { target, task } = plan(columns, { target: 'tags', preprocessing: { separator: ' ' } });
  assert.deepEqual(target, { columns: ['tags'], separator: ' ' });
  assert.deepEqual(task, { type: 'multiLabelClassification', labels: ['a', 'b', 'c'] });
});

test('a target that is missing, unknown, a time, or of one class only is refused', () => {
  const { notes, ...columns } = PASSENGERS;
  const one = { ...columns, constant: column('text', cycle('same')) };
  const detailOf = (request: DataRequest): string | undefined => problemsOf(() => plan(one, request))[0]?.detail;
  assert.equal(
    detailOf({}),
    'Expected the column to learn: one of "survived", "age", "sex", "adult", "name". Received: none.',
  );
  assert.equal(
    detailOf({ target: 'Survivd' }),
    'Expected a column of the dataset. Received: "Survivd"; the nearest is "survived".',
  );
  assert.match(detailOf({ target: 'boarded' }) ?? '', /^Expected a target of numbers, texts or booleans\./);
  assert.match(detailOf({ target: 'constant' }) ?? '', /classes in column "constant"\. Received: only "same"\.$/);
  assert.ok(notes);
});

test('a target with more classes than its profile can list is refused', () => {
  const y = column(
    'text',
    Array.from({ length: 2000 }, (_, row) => `class ${row}`),
  );
  const columns = {
    x: column(
      'number',
      Array.from({ length: 2000 }, (_, row) => row),
    ),
    y,
  };
  assert.match(
    problemsOf(() => plan(columns, { target: 'y' }))[0]?.detail ?? '',
    /^Expected classes, few and short enough .* Received: 2000 values\.$/,
  );
});

test('columns become what the request says', () => {
  const { features, inputShape } = plan(PASSENGERS, {
    target: 'survived',
    features: ['name', 'boarded', 'notes', 'adult'],
    preprocessing: {
      columns: { boarded: 'number', notes: 'category', adult: 'category' },
      ...{ scaling: 'minMax', categoriesMax: 10 },
    },
  });
  assert.deepEqual(features, [
    { name: 'name', nullable: false, as: 'category', size: 11 },
    { name: 'boarded', nullable: false, as: 'number', scaling: 'minMax' },
    { name: 'notes', nullable: false, as: 'category', size: 11 },
    { name: 'adult', nullable: false, as: 'category', size: 3 },
  ]);
  assert.deepEqual(inputShape, [11 + 1 + 11 + 3]);
});

test('everything that is wrong is told at once, each with a pointer', () => {
  const request: DataRequest = {
    target: 'surived',
    features: ['age', 'weight', 'notes'],
    split: { by: 'time', column: 'sex' },
    preprocessing: { columns: { age: 'date', sex: 'number', 'a/b': 'number' }, tokens: 'words' },
  };
  const pointers = problemsOf(() => plan(PASSENGERS, request)).map(({ pointer }) => pointer);
  assert.deepEqual(pointers, ['/preprocessing/tokens', '/target', '/features/1', '/split/column']);
  const { features, ...rest } = { ...request, target: 'survived' };
  assert.ok(features);
  const columns = { sex: 'number', 'a/b': 'number' } as const;
  const others = problemsOf(() => plan(PASSENGERS, { ...rest, preprocessing: { columns } }));
  assert.deepEqual(
    others.map(({ pointer }) => pointer),
    ['/preprocessing/columns/sex', '/preprocessing/columns/a~1b', '/split/column'],
  );
});

test('a target is no feature, nor what rows are split by', () => {
  assert.deepEqual(
    problemsOf(() => plan(PASSENGERS, { target: 'survived', features: ['age', 'survived'] })),
    [{ pointer: '/features/1', detail: 'Expected a column that is no target. Received: "survived".' }],
  );
  const split = { by: 'group', column: 'survived' } as const;
  assert.equal(problemsOf(() => plan(PASSENGERS, { target: 'survived', split }))[0]?.pointer, '/split/column');
  const only = { survived: PASSENGERS.survived, name: PASSENGERS.name };
  assert.equal(problemsOf(() => plan(only, { target: 'survived' }))[0]?.pointer, '/features');
});

test('the column that rows are split by is no feature unless the request names it', () => {
  const split = { by: 'group', column: 'sex' } as const;
  const namesOf = (request: DataRequest): string[] => plan(PASSENGERS, request).features.map(({ name }) => name);
  assert.deepEqual(namesOf({ target: 'survived', split }), ['age', 'boarded', 'adult']);
  assert.deepEqual(namesOf({ target: 'survived', split, features: ['sex'] }), ['sex']);
});

test('rows without a target do not count as rows to train on', () => {
  const columns = { x: column('number', rising()), y: column('text', cycle('a', null, 'b')) };
  assert.equal(plan(columns, { target: 'y' }).trainingRows, 40 - 4 - 4);
});

test('thousands of misspelt names cost no time', { timeout: 30_000 }, () => {
  const columns = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [`${'x'.repeat(200)}${index}`, column('number', [1, 2])]),
  );
  const features = Array.from({ length: 5000 }, (_, index) => `${'y'.repeat(200)}${index}`);
  const started = performance.now();
  const problems = problemsOf(() => plan(columns, { target: Object.keys(columns)[0] as string, features }));
  assert.ok(problems.length >= 20 && problems.length < 40);
  assert.ok(performance.now() - started < 10_000);
});
