import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  type Contract,
  Contract as ContractSchema,
  checkContract,
  openContract,
  type Preprocessing,
  preprocessingKind,
  rawRows,
} from '../../src/data/index.ts';
import { randomStream } from '../../src/random.ts';
import { guard } from '../../src/validation.ts';
import { contractOf } from '../support/contracts.ts';

const isContract = guard(ContractSchema);
const PLAIN = { nullable: false, subtract: 0, divideBy: 1, fill: 0 } as const;
const BYTES_MAX = 65_536;

type Table = Extract<Preprocessing, { kind: 'tabular' }>;

const CUSTOMERS: Table = {
  kind: 'tabular',
  columns: [
    { as: 'number', name: 'age', type: 'integer', nullable: false, subtract: 52.3, divideBy: 17.1, fill: 52.3 },
    { as: 'category', name: 'city', type: 'text', nullable: false, size: 4, values: ['Bari', 'Lecce', 'Taranto'] },
    { as: 'number', name: 'minutes', type: 'number', nullable: true, subtract: 100, divideBy: 30, fill: 100 },
    { as: 'date', name: 'since', type: 'timestamp', nullable: false, mean: 1.5e9, deviation: 1e8 },
    { as: 'number', name: 'country', type: 'integer', nullable: false, subtract: 39, divideBy: 0, fill: 39 },
    { as: 'embedding', name: 'street', type: 'text', nullable: true, size: 4, values: ['A', null] },
  ],
  others: [],
};
const BASE = { age: 30, city: 'Bari', minutes: 100, since: '2018-05-01', country: 39, street: 'A' };

function customers(count: number): (typeof BASE)[] {
  const random = randomStream(5, 'customers');
  return Array.from({ length: count }, (_, row) => ({
    ...BASE,
    age: row === 0 ? 18 : row === 1 ? 97 : 18 + random.below(80),
    city: ['Bari', 'Bari', 'Lecce', 'Taranto'][random.below(4)] as string,
    minutes: 60 + 80 * random.uniform(),
    since: `201${random.below(10)}-0${1 + random.below(9)}-11`,
    street: row % 50 === 0 ? 'B' : 'A',
  }));
}

/** As a request is checked. */
async function check(preprocessing: Preprocessing, contract: Contract, instances: readonly unknown[]) {
  const opened = openContract(preprocessing, contract);
  assert.ok(opened);
  const inputs = await preprocessingKind(preprocessing).encodeInstances(preprocessing, instances);
  const raw = preprocessing.kind === 'tabular' ? rawRows(preprocessing, instances) : undefined;
  return checkContract(preprocessing, opened, inputs, inputs.length / instances.length, raw);
}

function kept(contract: Contract): Contract {
  assert.ok(isContract(contract), 'it fits its schema');
  const text = JSON.stringify(contract);
  assert.ok(text.length <= BYTES_MAX, `${text.length} bytes`);
  return JSON.parse(text) as Contract;
}

test('what was never seen is told in words: ranges, values, missing ones, and columns that never changed', async () => {
  const contract = kept(await contractOf(CUSTOMERS, customers(1000)));
  const strange = [
    BASE,
    { ...BASE, age: 212 },
    { ...BASE, age: 3, city: 'Roma' },
    { ...BASE, minutes: null },
    { ...BASE, since: '1990-01-01' },
    { ...BASE, country: 44 },
    { ...BASE, street: 'Z' },
    { ...BASE, minutes: 140.5 },
    { ...BASE, age: 97.4, since: '9999-12-31' },
  ];
  const { warnings, novelty } = await check(CUSTOMERS, contract, strange);
  assert.deepEqual(warnings, [
    [],
    ['age: 212 is above 18…97, all that training saw'],
    ['age: 3 is below 18…97, all that training saw', 'city: "Roma" was never seen'],
    ['minutes: missing, which training never saw'],
    ['since: 1990-01-01 is below 2010-01-11…2019-09-11, all that training saw'],
    ['country: 44, where training saw only 39'],
    // One row in fifty has a street that is not told apart: nothing strange.
    [],
    [`minutes: 140.5 is above ${rangeOf(contract, 'minutes')}, all that training saw`],
    [
      'age: 97.4 is above 18…97, all that training saw',
      'since: 9999-12-31 is above 2010-01-11…2019-09-11, all that training saw',
    ],
  ]);
  assert.ok(novelty.every((each) => each >= 0 && each <= 1));
  assert.ok((novelty[0] as number) < 0.9, `${novelty[0]}`);
  assert.equal(novelty[2], 1);
});

test('no row of the training is warned of, and novelty is the rank among them', async () => {
  const rows = customers(2000);
  const contract = kept(await contractOf(CUSTOMERS, rows));
  const { warnings, novelty } = await check(CUSTOMERS, contract, rows);
  assert.deepEqual(warnings.flat(), []);
  for (const rank of [0.25, 0.5, 0.9, 0.99]) {
    const below = novelty.filter((each) => each <= rank).length / rows.length;
    assert.ok(Math.abs(below - rank) < 0.03, `${below} of the rows lie below ${rank}`);
  }
});

test('the outlier score is ECOD: it finds outliers as well as PyOD does, and ranks rows as it does', async () => {
  const oracle = JSON.parse(readFileSync(new URL('../oracles/ecod.json', import.meta.url), 'utf8'));
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const columns: Table['columns'] = names.map((name) => ({ as: 'number', name, type: 'number', ...PLAIN }));
  const preprocessing: Table = { kind: 'tabular', columns, others: [] };
  const contract = kept(await contractOf(preprocessing, oracle.training));
  const { novelty } = await check(preprocessing, contract, oracle.test);
  const { auc } = oracle;
  const ours = aucOf(novelty, oracle.ordinary);
  assert.ok(ours > auc - 0.01, `AUC ${ours}, PyOD's is ${auc}`);
  const agreement = correlation(ranks(novelty), ranks(oracle.scores));
  assert.ok(agreement > 0.98, `rank correlation ${agreement}`);
});

test('pictures, sounds, series, texts and arrays have a contract in their own units', async () => {
  const dark = Array.from({ length: 100 }, (_, row) => [
    [[row], [row]],
    [[row + 1], [row]],
  ]);
  const image: Preprocessing = { kind: 'image', height: 2, width: 2, channels: 1, divideBy: 255 };
  const pictures = await check(image, kept(await contractOf(image, dark)), [
    dark[50],
    [
      [[255], [255]],
      [[255], [255]],
    ],
  ]);
  const [few, [bright]] = pictures.warnings as [string[], string[]];
  assert.deepEqual(few, []);
  assert.equal(bright, 'brightness: 255 is above 0.25…99.25, all that training saw');

  const text: Preprocessing = {
    ...{ kind: 'text', column: 'review', others: [], tokens: 'words', lowercase: true, length: 4 },
    vocabulary: ['good', 'bad'],
  };
  const texts = await check(text, kept(await contractOf(text, ['good', 'bad bad', 'good bad'])), ['xyz', 'good']);
  assert.deepEqual(texts.warnings, [['unknown: 1 is above 0…0, all that training saw'], []]);

  const features = [{ name: 'heat', subtract: 20, divideBy: 2, fill: 20 }];
  const series: Preprocessing = { kind: 'sequence', length: 4, padded: true, precision: 'float64', features };
  const rising = Array.from({ length: 50 }, (_, row) => [row, row + 1, row + 2]);
  const { warnings } = await check(series, kept(await contractOf(series, rising)), [
    [5, 5, 5],
    [200, 201],
    [7, null, 9],
    rising[3],
  ]);
  assert.deepEqual(warnings, [
    [
      'repeated: 1 is above 0…0, all that training saw',
      'heat (deviation): 0 is below 0.816497…0.816497, all that training saw',
    ],
    [
      'steps: 2 is below 3…3, all that training saw',
      'heat: 200.5 is above 1…50, all that training saw',
      'heat (deviation): 0.5 is below 0.816497…0.816497, all that training saw',
    ],
    [
      'repeated: 0.5 is above 0…0, all that training saw',
      'heat (deviation): 0.942809 is above 0.816497…0.816497, all that training saw',
    ],
    [],
  ]);

  const audio: Preprocessing = {
    ...{ kind: 'audio', sampleRate: 8000, samples: 800, window: 256, hop: 128, melBands: 8 },
    ...{ mean: -5, deviation: 2 },
  };
  const tone = (loud: number): number[] => Array.from({ length: 800 }, (_, at) => loud * Math.sin(at / 3));
  const sounds = await check(audio, kept(await contractOf(audio, [0.1, 0.2, 0.3].map(tone))), [tone(0.2), tone(0)]);
  assert.deepEqual(sounds.warnings[0], []);
  assert.match(sounds.warnings[1]?.[0] ?? '', /^level: -13\.8155 is below -.*, all that training saw$/);
  assert.ok(sounds.warnings[1]?.some((each) => each.startsWith('silence: 1 is above 0…0')));

  const tensor: Preprocessing = { kind: 'tensor', shape: [2, 3], offsets: [0, 10, 0], divisors: [1, 5, 1] };
  const arrays = Array.from({ length: 50 }, (_, row) => [row, 2 * row, 0, row, 2 * row, 1]);
  const array = await check(tensor, kept(await contractOf(tensor, arrays)), [arrays[3], [1, 500, 0, 1, 2, 1]]);
  assert.deepEqual(array.warnings[0], []);
  assert.ok(array.warnings[1]?.includes('feature 1: 251 is above 0…98, all that training saw'), `${array.warnings[1]}`);
});

test('a contract is bounded, whatever the columns: ten thousand, long names, categories without end', async () => {
  const wide: Table['columns'] = Array.from({ length: 10_000 }, (_, index) => {
    const name = `${index} ${'x'.repeat(200)}`;
    return { as: 'number', name, type: 'number', nullable: true, subtract: 0.1, divideBy: 0.3, fill: 0.1 };
  });
  const random = randomStream(6, 'wide');
  const row = (): (number | null)[] => wide.map((_, index) => (index % 5 === 0 ? null : random.normal()));
  const preprocessing: Table = { kind: 'tabular', columns: wide, others: [] };
  const contract = kept(await contractOf(preprocessing, Array.from({ length: 60 }, row)));
  assert.ok(contract.columns.length >= 60, `${contract.columns.length} columns are kept`);
  assert.equal(contract.columns.length + contract.unwatched, 10_000);
  const { warnings } = await check(preprocessing, contract, [wide.map(() => 1e6)]);
  assert.equal(warnings[0]?.length, 10);
  assert.match(warnings[0]?.[9] ?? '', /^and \d+ more$/);
  assert.ok(warnings[0]?.every((each) => each.length < 200));

  const values = Array.from({ length: 5000 }, (_, index) => `value ${index}`);
  const names: Table = {
    ...{ kind: 'tabular', others: [] },
    columns: [{ as: 'embedding', name: 'name', type: 'text', nullable: false, size: 5001, values }],
  };
  const many = kept(
    await contractOf(
      names,
      values.map((name) => [name]),
    ),
  );
  const [column] = many.columns;
  assert.ok(column?.form === 'category' && column.places.length === 20 && column.rest === 4980, `${column?.form}`);
  const found = await check(names, many, [['value 4999'], ['nobody']]);
  assert.deepEqual(found.warnings, [[], ['name: "nobody" was never seen']]);
});

test('columns without values, with one row, or of one value are no trouble', async () => {
  const empty: Table = {
    kind: 'tabular',
    columns: [{ as: 'number', name: 'none', type: 'number', nullable: true, subtract: 0, divideBy: 1, fill: 0 }],
    others: [],
  };
  const contract = kept(await contractOf(empty, [[null], [null]]));
  const { warnings, novelty } = await check(empty, contract, [[null], [7]]);
  assert.deepEqual(warnings, [[], ['none: 7, where training saw nothing but missing values']]);
  assert.ok(novelty.every((each) => each >= 0 && each <= 1));
  const single = kept(await contractOf(CUSTOMERS, [BASE]));
  assert.deepEqual((await check(CUSTOMERS, single, [BASE])).warnings, [[]]);
});

test('a contract of other columns than a version has is not compared with', async () => {
  const contract = await contractOf(CUSTOMERS, customers(10));
  const [first, ...others] = CUSTOMERS.columns;
  assert.ok(first);
  const renamed: Preprocessing = { ...CUSTOMERS, columns: [{ ...first, name: 'years' }, ...others] };
  assert.equal(openContract(renamed, contract), undefined);
});

test('making a contract can be cancelled', async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(contractOf(CUSTOMERS, customers(10), { signal }), { code: 'ERR_CANCELLED' });
});

function rangeOf({ columns }: Contract, wanted: string): string {
  const column = columns.find(({ name }) => name === wanted);
  assert.ok(column?.form === 'number');
  return [column.min, column.max].map((value) => Number(value.toPrecision(6))).join('…');
}

/** @param ordinary so many come first, the others are outliers. */
function aucOf(scores: readonly number[], ordinary: number): number {
  let wins = 0;
  for (const outlier of scores.slice(ordinary))
    for (const other of scores.slice(0, ordinary)) wins += outlier > other ? 1 : outlier === other ? 0.5 : 0;
  return wins / (ordinary * (scores.length - ordinary));
}

/** Of equals the mean. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    return below + values.filter((other) => other === value).length / 2;
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const products = a.map((value, index) => (value - ma) * ((b[index] as number) - mb));
  const squares = (values: readonly number[], middle: number) =>
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return products.reduce((sum, each) => sum + each, 0) / Math.sqrt(squares(a, ma) * squares(b, mb));
}
