import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Examples } from '../../src/data/examples.ts';
import { planTabular } from '../../src/data/planning/tabular.ts';
import { prepareTabular } from '../../src/data/preparation/tabular.ts';
import type { Prepared } from '../../src/data/prepared.ts';
import { TabularPreprocessing, tabularKind } from '../../src/data/preprocessing/tabular.ts';
import type { DataRequest } from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';
import { guard } from '../../src/validation.ts';
import { datasetOf, type TestColumn, type TestTable, toolsFor, type Value } from '../support/table-dataset.ts';

const isTabular = guard(TabularPreprocessing);

function column(type: TestColumn['type'], values: readonly Value[]): TestColumn {
  return { type, values };
}

function made(count: number, value: (row: number) => Value): Value[] {
  return Array.from({ length: count }, (_, row) => value(row));
}

async function prepare(
  dataset: Dataset,
  request: DataRequest,
  { seed = 7, memoryBytesMax = 2 ** 28, validation = 0.2 } = {},
): Promise<Prepared & { preprocessing: TabularPreprocessing; logged: readonly string[] }> {
  const plan = planTabular(dataset.manifest, { request, validation });
  const tools = toolsFor({ memoryBytesMax });
  const prepared = await prepareTabular(dataset, plan, seed, tools);
  const { preprocessing } = prepared;
  assert.ok(isTabular(preprocessing), 'what is saved fits its schema');
  assert.deepEqual(JSON.parse(JSON.stringify(preprocessing)), preprocessing, 'and is the same when it is read again');
  return { ...prepared, preprocessing, logged: tools.logged };
}

function inputsOf({ count, shape, writeInputs }: Examples): Float32Array {
  const out = new Float32Array(count * shape.reduce((product, side) => product * side, 1));
  writeInputs(
    Uint32Array.from({ length: count }, (_, index) => index),
    0,
    count,
    out,
  );
  return out;
}

const ROWS = 500;
const random = randomStream(3, 'passengers');
const PASSENGERS = {
  fare: column(
    'number',
    made(ROWS, () => Math.exp(3 * random.normal())),
  ),
  age: column(
    'number',
    made(ROWS, (row) => (row % 7 === 3 ? null : 80 * random.uniform())),
  ),
  cabins: column(
    'integer',
    made(ROWS, () => random.below(1000)),
  ),
  'home, town': column(
    'text',
    made(ROWS, (row) => (row % 11 === 0 ? null : `town "${Math.floor(80 * random.uniform() ** 3)}"`)),
  ),
  boarded: column(
    'timestamp',
    made(ROWS, (row) => (row % 13 === 0 ? null : (1_700_000_000_123_456 + random.below(1e9)) / 1e6)),
  ),
  adult: column(
    'boolean',
    made(ROWS, () => random.below(2) === 0),
  ),
  deck: column(
    'integer',
    made(ROWS, () => random.below(4)),
  ),
  survived: column(
    'text',
    made(ROWS, () => (random.below(3) === 0 ? 'yes' : 'no')),
  ),
};
const REQUEST: DataRequest = {
  target: 'survived',
  preprocessing: { columns: { deck: 'category', adult: 'category' }, categoriesMax: 20 },
};

/** Rows as a client has them, in JSON. */
function rowsOf(columns: TestTable['columns']): Record<string, Value>[] {
  const count = Object.values(columns)[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, { values }]) => [name, values[row] as Value])),
  );
}

test('training and prediction make the same inputs of a row, to the bit', async () => {
  const { examples, preprocessing, close } = await prepare(await datasetOf({ columns: PASSENGERS }), REQUEST);
  const inputs = inputsOf(examples);
  const rows = rowsOf(PASSENGERS);
  assert.deepEqual(await tabularKind.encodeInstances(preprocessing, rows), inputs);
  assert.deepEqual(tabularKind.inputShape(preprocessing), examples.shape);
  assert.deepEqual(examples.numbers, inputs);
  const iso = rows.map(({ boarded, ...row }) => ({
    ...row,
    boarded: boarded === null ? null : isoOf(Number(boarded)),
  }));
  assert.deepEqual(await tabularKind.encodeInstances(preprocessing, JSON.parse(JSON.stringify(iso))), inputs);
  const cell = (value: unknown): string => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
  const names = Object.keys(PASSENGERS).toReversed();
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? null))].map((line) =>
    line.map(cell).join(','),
  );
  const csv = Buffer.from(lines.join('\n'));
  assert.deepEqual(await tabularKind.encodeFile(preprocessing, csv, 'text/csv', ROWS), inputs);
  close();
});

function isoOf(seconds: number): string {
  const micros = Math.round(seconds * 1e6);
  const date = new Date(Math.floor(micros / 1000)).toISOString();
  return `${date.slice(0, -1)}${String(micros % 1000).padStart(3, '0')}Z`;
}

test('what is learnt from the rows, is learnt from those of the training alone', async () => {
  const { parts, preprocessing, examples } = await prepare(await datasetOf({ columns: PASSENGERS }), REQUEST);
  assert.ok(parts.training.length < 400);
  const [fare, age, , town] = preprocessing.columns;
  const seen = (name: keyof typeof PASSENGERS): Value[] =>
    [...parts.training].map((row) => PASSENGERS[name].values[row] as Value);
  const close = (actual: number, expected: number): void =>
    assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.abs(expected), `${actual} for ${expected}`);
  for (const [saved, numbers] of [
    [fare, seen('fare')],
    [age, seen('age').filter((value) => value !== null)],
  ] as const) {
    const mean = numbers.reduce<number>((sum, value) => sum + Number(value), 0) / numbers.length;
    const square = numbers.reduce<number>((sum, value) => sum + (Number(value) - mean) ** 2, 0) / numbers.length;
    assert.ok(saved?.as === 'number');
    close(saved.subtract, mean);
    close(saved.divideBy, Math.sqrt(square));
    close(saved.fill, mean);
  }
  assert.ok(town?.as === 'category');
  const counts = new Map<Value, number>();
  for (const value of seen('home, town')) counts.set(value, (counts.get(value) ?? 0) + 1);
  assert.equal(town.values.length, 20);
  const frequencies = town.values.map((value) => counts.get(value) ?? 0);
  assert.deepEqual(
    frequencies,
    frequencies.toSorted((a, b) => b - a),
  );
  const left = [...counts].filter(([value]) => !town.values.includes(value as string)).map(([, rows]) => rows);
  assert.ok(Math.max(...left) <= (frequencies.at(-1) as number));
  // A standardized column has mean 0 and deviation 1 over the training rows.
  const width = examples.shape[0] as number;
  const fares = [...parts.training].map((row) => inputsOf(examples)[row * width] as number);
  assert.ok(Math.abs(fares.reduce((sum, value) => sum + value, 0) / fares.length) < 1e-5);
});

test('the same seed prepares the same, another one divides otherwise', async () => {
  const dataset = await datasetOf({ columns: PASSENGERS });
  const [one, same, other] = [
    await prepare(dataset, REQUEST),
    await prepare(dataset, REQUEST),
    await prepare(dataset, REQUEST, { seed: 8 }),
  ];
  assert.deepEqual(same.preprocessing, one.preprocessing);
  assert.deepEqual(same.parts, one.parts);
  assert.deepEqual(inputsOf(same.examples), inputsOf(one.examples));
  assert.notDeepEqual(other.parts, one.parts);
});

test('inputs that would take too much memory lie in a file, and are the same', async () => {
  const columns = {
    ...{
      x: column(
        'number',
        made(20_000, (row) => Math.sin(row)),
      ),
      y: column(
        'integer',
        made(20_000, (row) => row % 2),
      ),
    },
    ...{
      z: column(
        'text',
        made(20_000, (row) => (row % 3 === 0 ? null : `value ${row % 40}`)),
      ),
    },
  };
  const dataset = await datasetOf({ columns });
  const plan = planTabular(dataset.manifest, { request: { target: 'y' }, validation: 0.1 });
  const small = toolsFor({ memoryBytesMax: 500_000 });
  const filed = await prepareTabular(dataset, plan, 1, small);
  const held = await prepareTabular(dataset, plan, 1, toolsFor());
  assert.equal(filed.examples.numbers, undefined);
  assert.ok(readdirSync(small.workspace).length > 0);
  assert.deepEqual(inputsOf(filed.examples), inputsOf(held.examples));
  assert.deepEqual(filed.examples.targets, held.examples.targets);
  const indices = Uint32Array.from([19_999, 0, 12_345]);
  const [batch, expected] = [new Float32Array(2 * 43), new Float32Array(2 * 43)];
  filed.examples.writeInputs(indices, 1, 3, batch);
  held.examples.writeInputs(indices, 1, 3, expected);
  assert.deepEqual(batch, expected);
  assert.ok(batch.some((value) => value !== 0));
  filed.close();
  assert.throws(() => filed.examples.writeInputs(indices, 0, 1, batch));
});

test("rows without a target are left out, which is logged; the dataset's own parts stay what they are", async () => {
  const columns = {
    x: column(
      'number',
      made(30, (row) => row),
    ),
    y: column(
      'text',
      made(30, (row) => (row % 5 === 0 ? null : row % 2 === 0 ? 'even' : 'odd')),
    ),
  };
  const dataset = await datasetOf({ columns, parts: { train: 15, validation: 5, test: 10 } });
  const { examples, parts, logged } = await prepare(dataset, { target: 'y', preprocessing: { scaling: 'none' } });
  assert.equal(examples.count, 24);
  const of = (part: Uint32Array): number[] => [...part].map((example) => inputsOf(examples)[example] as number);
  assert.deepEqual(of(parts.training), [1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14]);
  assert.deepEqual(of(parts.validation), [16, 17, 18, 19]);
  assert.deepEqual(of(parts.test), [21, 22, 23, 24, 26, 27, 28, 29]);
  assert.deepEqual(logged, ['6 rows are left out: they have no value in "y".']);
  assert.ok(examples.targets.kind === 'classes');
  assert.deepEqual([...examples.targets.values].slice(0, 4), [1, 0, 1, 0]);
});

test('numbers to learn are standardized by the training rows, with what is needed to go back', async () => {
  const columns = {
    x: column(
      'number',
      made(100, (row) => row),
    ),
    price: column(
      'number',
      made(100, (row) => 1000 + 10 * row),
    ),
    same: column(
      'number',
      made(100, () => 5),
    ),
  };
  const { examples, parts } = await prepare(await datasetOf({ columns }), {
    target: ['price', 'same'],
    features: ['x'],
  });
  const { targets } = examples;
  assert.ok(targets.kind === 'numbers');
  const [price, same] = targets.scales;
  assert.ok(price && same);
  assert.deepEqual(same, { mean: 5, deviation: 1 });
  const mean = [...parts.training].reduce((sum, row) => sum + 1000 + 10 * row, 0) / parts.training.length;
  assert.ok(Math.abs(price.mean - mean) < 1e-9);
  for (const row of [0, 50, 99]) {
    const standardized = targets.values[2 * row] as number;
    assert.ok(Math.abs(standardized * price.deviation + price.mean - (1000 + 10 * row)) < 1e-3);
    assert.equal(targets.values[2 * row + 1], 0);
  }
});

test('labels come from one column with a separator, or from columns of 0 and 1', async () => {
  const words = ['a|b', 'b', 'a | c', 'c|c'];
  const columns = {
    x: column(
      'number',
      made(40, (row) => row),
    ),
    tags: column(
      'text',
      made(40, (row) => words[row % 4] as string),
    ),
    sunny: column(
      'boolean',
      made(40, (row) => row % 2 === 0),
    ),
    windy: column(
      'integer',
      made(40, (row) => (row % 3 === 0 ? 1 : 0)),
    ),
  };
  const dataset = await datasetOf({ columns });
  const tagged = (await prepare(dataset, { target: 'tags' })).examples.targets;
  assert.ok(tagged.kind === 'labels');
  assert.deepEqual([...tagged.values.subarray(0, 12)], [1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1]);
  const weather = (await prepare(dataset, { target: ['sunny', 'windy'] })).examples.targets;
  assert.ok(weather.kind === 'labels');
  assert.deepEqual([...weather.values.subarray(0, 8)], [1, 1, 0, 0, 1, 0, 0, 1]);
});

test('a column that never changes becomes zeros, and no input is ever NaN', async () => {
  const columns = {
    constant: column(
      'number',
      made(50, () => 0.1),
    ),
    empty: column(
      'number',
      made(50, () => null),
    ),
    tiny: column(
      'number',
      made(50, (row) => row * 1e-300),
    ),
    far: column(
      'number',
      made(50, (row) => 1e15 + row),
    ),
    never: column(
      'timestamp',
      made(50, () => 1e9),
    ),
    y: column(
      'boolean',
      made(50, (row) => row % 2 === 0),
    ),
  };
  for (const scaling of ['standard', 'minMax', 'none'] as const) {
    const { examples, preprocessing } = await prepare(await datasetOf({ columns }), {
      target: 'y',
      preprocessing: { scaling },
    });
    const inputs = inputsOf(examples);
    assert.ok(inputs.every(Number.isFinite));
    if (scaling !== 'none') assert.equal(inputs[0], 0);
    assert.deepEqual([inputs[1], inputs[2]], [0, 1]);
    const width = examples.shape[0] as number;
    if (scaling === 'standard') assert.equal(inputs[5], 0);
    assert.ok(width === 1 + 2 + 1 + 1 + 7);
    const changed = { constant: 99, empty: null, tiny: 0, far: 1e15, never: 1e9 };
    const [first] = await tabularKind.encodeInstances(preprocessing, [changed]);
    assert.equal(first, scaling === 'none' ? 99 : 0);
  }
});

test('a number that 32 bits cannot hold is refused, naming row and column', async () => {
  for (const [value, at] of [
    [1e300, 3],
    [Number.POSITIVE_INFINITY, 17],
  ] as const) {
    const columns = {
      x: column(
        'number',
        made(20, (row) => (row === at ? value : row)),
      ),
      y: column(
        'boolean',
        made(20, (row) => row % 2 === 0),
      ),
    };
    const message = new RegExp(`^Expected a number .* in row ${at + 1}, column "x"\\. Received: `);
    await assert.rejects(async () => prepare(await datasetOf({ columns }), { target: 'y' }), {
      code: 'ERR_TRAINING',
      message,
    });
    const swapped = {
      x: column(
        'number',
        made(20, (row) => row),
      ),
      z: columns.x,
    };
    await assert.rejects(
      async () => prepare(await datasetOf({ columns: swapped }), { target: 'z', task: 'regression' }),
      {
        ...{ code: 'ERR_TRAINING', message: new RegExp(`in row ${at + 1}, column "z"\\.`) },
      },
    );
  }
});

test('a class that occurs once is learnt from, not tested with', async () => {
  const columns = {
    x: column(
      'number',
      made(41, (row) => row),
    ),
    y: column(
      'text',
      made(41, (row) => (row === 40 ? 'once' : row % 2 === 0 ? 'a' : 'b')),
    ),
  };
  const { parts } = await prepare(await datasetOf({ columns }), { target: 'y' });
  assert.ok(parts.training.includes(40));
});

test('rows are split by what a column says, and that column is no input', async () => {
  const columns = {
    x: column(
      'number',
      made(40, (row) => row),
    ),
    y: column(
      'boolean',
      made(40, (row) => row % 2 === 0),
    ),
    part: column(
      'text',
      made(40, (row) => (row < 10 ? 'test' : row < 15 ? 'val' : 'train')),
    ),
    day: column(
      'timestamp',
      made(40, (row) => 86_400 * (40 - row)),
    ),
    who: column(
      'integer',
      made(40, (row) => row % 8),
    ),
  };
  const dataset = await datasetOf({ columns });
  const named = await prepare(dataset, { target: 'y', split: { by: 'column', column: 'part' } });
  assert.deepEqual(
    [...named.parts.test],
    made(10, (row) => row),
  );
  assert.deepEqual([...named.parts.validation], [10, 11, 12, 13, 14]);
  assert.ok(!named.preprocessing.columns.some(({ name }) => name === 'part'));
  const timed = await prepare(dataset, { target: 'y', split: { by: 'time', column: 'day' } });
  assert.deepEqual([...timed.parts.test], [0, 1, 2, 3]);
  const { parts } = await prepare(dataset, { target: 'y', split: { by: 'group', column: 'who', test: 0.25 } });
  const groups = (part: Uint32Array): Set<number> => new Set([...part].map((row) => row % 8));
  assert.ok([...groups(parts.test)].every((who) => !groups(parts.training).has(who)));
});

test('columns that are no inputs are logged, with the reason', async () => {
  const columns = {
    x: column(
      'number',
      made(20, (row) => row),
    ),
    id: {
      ...column(
        'text',
        made(20, (row) => `id ${row}`),
      ),
      becomes: 'ignored',
    },
    y: column(
      'boolean',
      made(20, (row) => row % 2 === 0),
    ),
  } as const;
  const { logged, preprocessing } = await prepare(await datasetOf({ columns }), { target: 'y' });
  assert.deepEqual(logged, ['Columns that are no inputs: "id".']);
  assert.deepEqual(preprocessing.others, ['id', 'y']);
});

test('an abort ends a preparation', async () => {
  const dataset = await datasetOf({ columns: PASSENGERS });
  const plan = planTabular(dataset.manifest, { request: REQUEST, validation: 0.1 });
  const signal = AbortSignal.abort(new Error('stopped'));
  await assert.rejects(() => prepareTabular(dataset, plan, 1, { ...toolsFor(), signal }), { message: 'stopped' });
});

test('a table with other rows than its manifest says is told from one that cannot be trained with', async () => {
  const dataset = await datasetOf({ columns: PASSENGERS });
  const plan = planTabular(dataset.manifest, { request: REQUEST, validation: 0.1 });
  const other = { ...dataset, manifest: { ...dataset.manifest, rows: ROWS + 1 } };
  await assert.rejects(() => prepareTabular(other, plan, 1, toolsFor()), { code: 'ERR_DATASET_BROKEN' });
});
