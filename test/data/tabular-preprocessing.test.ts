import assert from 'node:assert/strict';
import test from 'node:test';
import { type TabularPreprocessing, tabularKind } from '../../src/data/preprocessing/tabular.ts';
import { AppError } from '../../src/errors.ts';
import { randomStream } from '../../src/random.ts';

const HOUSES: TabularPreprocessing = {
  kind: 'tabular',
  columns: [
    { as: 'number', name: 'area', type: 'number', nullable: false, subtract: 100, divideBy: 50, fill: 100 },
    { as: 'number', name: 'rooms', type: 'integer', nullable: true, subtract: 0, divideBy: 4, fill: 2 },
    { as: 'category', name: 'town', type: 'text', nullable: true, size: 5, values: ['Ulm', null, 'Bonn'] },
    { as: 'number', name: 'garden', type: 'boolean', nullable: false, subtract: 0, divideBy: 1, fill: 0 },
  ],
  others: ['price', 'id'],
};
const { encodeInstances, encodeFile, inputShape } = tabularKind;

async function encode(...instances: unknown[]): Promise<number[]> {
  return [...(await encodeInstances(HOUSES, instances))];
}

async function encodeCsv(csv: string | Uint8Array, countMax = 100): Promise<number[]> {
  const bytes = typeof csv === 'string' ? Buffer.from(csv) : csv;
  return [...(await encodeFile(HOUSES, bytes, 'text/csv', countMax))];
}

function refusal(message: RegExp | string): { name: string; code: string; message: RegExp | string } {
  return { name: 'AppError', code: 'ERR_INSTANCES', message };
}

const ULM = [1, 0.75, 0, 0, 1, 0, 0, 0, 1];

test('a row becomes the inputs of its columns, one after the other', async () => {
  assert.deepEqual(inputShape(HOUSES), [9]);
  assert.deepEqual(await encode({ area: 150, rooms: 3, town: 'Ulm', garden: true }), ULM);
  assert.deepEqual(await encode([150, 3, 'Ulm', true]), ULM);
  assert.deepEqual(await encode({ garden: 1, town: 'Ulm', rooms: 3, area: 150, id: 7, price: null }), ULM);
});

test('what is missing is filled and told where training knew it to be missing; an unseen category is another one', async () => {
  assert.deepEqual(await encode({ area: 100, garden: false }), [0, 0.5, 1, 0, 0, 1, 0, 0, 0]);
  assert.deepEqual(await encode([100, null, 'Rome', 0]), [0, 0.5, 1, 1, 0, 0, 0, 0, 0]);
});

test('a row that does not fit is refused, naming the place', async () => {
  const row = { area: 150, rooms: 3, town: 'Ulm', garden: true };
  const cases: readonly [unknown, RegExp | string][] = [
    [
      { ...row, area: undefined },
      /^Expected a value, since the training rows all have one at instances\[1\]\.area\. Received: nothing\.$/,
    ],
    [{ ...row, area: null }, /instances\[1\]\.area\. Received: null\.$/],
    [{ ...row, area: '150' }, 'Expected a number at instances[1].area. Received: "150".'],
    [{ ...row, area: 1e300 }, /^Expected a number nearer to those of the training rows at instances\[1\]\.area\./],
    [{ ...row, town: 5 }, 'Expected a text at instances[1].town. Received: 5.'],
    [{ ...row, garden: 2 }, 'Expected true or false at instances[1].garden. Received: 2.'],
    [{ ...row, rooms: [3] }, /instances\[1\]\.rooms\. Received: an array of 1 items\.$/],
    [{ ...row, arae: 1 }, 'Expected columns of the dataset at instances[1]. Received: "arae"; the nearest is "area".'],
    [
      [150, 3, 'Ulm'],
      /^Expected an array of 4 values, one for each column at instances\[1\]\. Received: an array of 3 items\.$/,
    ],
    ['150,3,Ulm,true', /^Expected an object of columns, or an array in their order at instances\[1\]\./],
    [null, /instances\[1\]\. Received: null\.$/],
    [JSON.parse('{"__proto__":{"area":1},"area":1,"garden":true}'), /Received: "__proto__"/],
  ];
  for (const [instance, message] of cases) await assert.rejects(() => encode(row, instance), refusal(message));
});

test('names that objects have by themselves are no values', async () => {
  const columns = [{ ...HOUSES.columns[1], name: 'constructor' }] as TabularPreprocessing['columns'];
  assert.deepEqual([...(await encodeInstances({ ...HOUSES, columns }, [{}]))], [0.5, 1]);
});

test('lines of CSV are rows: with a header in any order, or without one in the order of the columns', async () => {
  assert.deepEqual(await encodeCsv('area,rooms,town,garden\n150,3,Ulm,true\n'), ULM);
  assert.deepEqual(await encodeCsv('\ufefftown,price,garden,id,rooms,area\r\n"Ulm",1e6,yes,x,3,1.5e2\r\n'), ULM);
  assert.deepEqual(await encodeCsv('area;garden;town\n150;1;\n'), [1, 0.5, 1, 0, 0, 1, 0, 0, 1]);
  assert.deepEqual(await encodeCsv('area;garden;town\n0.150,0e0;1;').catch(() => 'refused'), 'refused');
  assert.deepEqual(await encodeCsv('area;garden;town\n150,0;1;'), [1, 0.5, 1, 0, 0, 1, 0, 0, 1]);
  assert.deepEqual(await encodeCsv('150\tNA\tUlm\tTRUE'), [1, 0.5, 1, 0, 1, 0, 0, 0, 1]);
  assert.equal((await encodeCsv('150,3,Ulm,true\n150,3,Ulm,true\n\n')).length, 18);
});

test('CSV that does not fit is refused, naming row and column', async () => {
  const header = 'area,rooms,town,garden\n';
  const cases: readonly [string | Uint8Array, RegExp | string][] = [
    [`${header}1,2,Ulm,true\nx,2,Ulm,true`, 'Expected a number at row 2, column "area". Received: "x".'],
    [`${header},2,Ulm,true`, /^Expected a value, since the training rows all have one at row 1, column "area"\./],
    ['rooms,town,garden\n2,Ulm,true', /at row 1, column "area"\. Received: nothing\.$/],
    [`${header}1,2,Ulm,maybe`, 'Expected true or false at row 1, column "garden". Received: "maybe".'],
    [`${header}0x10,2,Ulm,true`, /Expected a number at row 1/],
    [`${header}1e999,2,Ulm,true`, /Expected a number at row 1/],
    [`${header}1,2,Ulm`, 'Expected 4 values in row 1. Received: 3.'],
    ['1,2,3\n', 'Expected 4 values in row 1. Received: 3.'],
    [
      'area,rooms,town,gardn\n1,2,Ulm,true',
      /^Expected columns of the dataset in the header\. Received: "gardn"; the nearest is "garden"\.$/,
    ],
    ['area,area,town,garden\n1,2,Ulm,true', 'Expected column "area" once in the header. Received: it twice.'],
    [header, 'Expected at least one row. Received: none.'],
    ['', 'Expected at least one row. Received: none.'],
    [`${header}${'1,2,Ulm,true\n'.repeat(101)}`, 'Expected at most 100 rows. Received: more.'],
    [`${header}"1,2,Ulm,true\n`, /^Expected lines of CSV\./],
    [Buffer.from([0x61, 0xff, 0xfe]), 'Expected a text in UTF-8. Received: bytes that are none.'],
  ];
  for (const [csv, message] of cases)
    await assert.rejects(() => encodeCsv(csv), refusal(message), String(csv).slice(0, 60));
});

test('bytes of any kind are refused without taking time', { timeout: 20_000 }, async () => {
  for (const csv of ['"'.repeat(1_000_000), ','.repeat(1_000_000), 'a\n'.repeat(500_000), '\0'.repeat(1_000_000)])
    await assert.rejects(() => encodeCsv(csv), refusal(/^Expected /));
});

test('whatever is sent, the answer is finite inputs or a refusal', async () => {
  const random = randomStream(1, 'anything');
  const any = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const pieces = [
    'area',
    'rooms',
    'town',
    'garden',
    'price',
    ',',
    ',',
    ',',
    '\n',
    '\r\n',
    '"',
    ';',
    '1',
    '-2.5e3',
    'Ulm',
    'true',
    ' ',
    '\0',
    'é',
    '1e400',
  ];
  const values = [
    null,
    undefined,
    1,
    -0.5,
    1e38,
    '',
    'Ulm',
    '3',
    true,
    [],
    {},
    Number.NaN,
    Number.POSITIVE_INFINITY,
    [[1]],
    { b64: '' },
  ];
  const keys = ['area', 'rooms', 'town', 'garden', 'price', '__proto__', 'toString', ''];
  let encoded = 0;
  const check = async (run: () => Promise<Float32Array>): Promise<void> => {
    try {
      assert.ok((await run()).every(Number.isFinite));
      encoded += 1;
    } catch (error) {
      assert.ok(error instanceof AppError && error.code === 'ERR_INSTANCES', String(error));
    }
  };
  for (let round = 0; round < 1500; round++) {
    const header = any(['', 'area,rooms,town,garden\n', 'garden;area\n']);
    const csv = header + Array.from({ length: random.below(20) }, () => any(pieces)).join('');
    await check(() => encodeFile(HOUSES, Buffer.from(csv), 'text/csv', 5));
    const row = Object.fromEntries(Array.from({ length: random.below(6) }, () => [any(keys), any(values)]));
    await check(() =>
      encodeInstances(HOUSES, [
        any([row, { area: 1, garden: 1, rooms: any(values) }, Object.values(row), any(values)]),
      ]),
    );
  }
  assert.ok(encoded > 100, `${encoded} were encoded`);
});

test('a time is read in the forms of ISO 8601, as UTC unless it names a zone', async () => {
  const columns: TabularPreprocessing['columns'] = [
    { as: 'number', name: 'at', type: 'timestamp', nullable: true, subtract: 0, divideBy: 86_400, fill: 0 },
  ];
  const days = async (value: unknown): Promise<number> =>
    (await encodeInstances({ kind: 'tabular', columns, others: [] }, [[value]]))[0] as number;
  assert.equal(await days('1970-01-02'), 1);
  assert.equal(await days('1970-01-01 12:00'), 0.5);
  assert.equal(await days('1970-01-02T01:00:00+01:00'), 1);
  assert.equal(await days('1970-01-02T00:00:00.000Z'), 1);
  assert.equal(await days('1972/3/1'), 2 * 365 + 31 + 29);
  assert.equal(await days(43_200), 0.5);
  for (const text of ['', 'today', '1970-02-30', '1970-13-01', '1970-01-01T25:00:00', '12', '1/2/1970'])
    await assert.rejects(() => days(text), refusal(/^Expected a time such as/), text);
});

test('a time is read in the form in which the dataset had it, too', async () => {
  const days = async (value: unknown, dateFormat: string): Promise<number> => {
    const column = {
      as: 'number',
      name: 'at',
      type: 'timestamp',
      nullable: true,
      subtract: 0,
      divideBy: 86_400,
      fill: 0,
    } as const;
    const encoded = await encodeInstances({ kind: 'tabular', columns: [{ ...column, dateFormat }], others: [] }, [
      [value],
    ]);
    return encoded[0] as number;
  };
  assert.equal(await days('02.01.1970', 'day.month.year'), 1);
  assert.equal(await days('2.1.1970 12:00', 'day.month.year'), 1.5);
  assert.equal(await days('1/2/1970', 'month/day/year'), 1);
  assert.equal(await days('02-Jan-1970', 'day-Mon-year'), 1);
  assert.equal(await days('2 january 70, 06:00 PM', '%d %B %y, %I:%M %p'), 1.75);
  assert.equal(await days('1970-01-03', 'day.month.year'), 2);
  for (const [text, format] of [
    ['31.02.1970', 'day.month.year'],
    ['2.1.70', 'day.month.year'],
    ['5', '%q'],
    ['5 5', '%d %d'],
    ['x', '(%d'],
  ] as const)
    await assert.rejects(() => days(text, format), refusal(/^Expected a time such as/), text);
});

test('a date is told by its place in day, week and year', async () => {
  const column = { as: 'date', name: 'at', type: 'timestamp', nullable: true, mean: 0, deviation: 86_400 } as const;
  const encodeDate = async (value: unknown): Promise<number[]> => [
    ...(await encodeInstances({ kind: 'tabular', columns: [column], others: [] }, [[value]])),
  ];
  const [time, daySine, dayCosine, weekSine] = await encodeDate('1970-01-01T06:00:00Z');
  assert.equal(time, 0.25);
  assert.equal(daySine, 1);
  assert.ok(Math.abs(dayCosine as number) < 1e-6);
  assert.ok(Math.abs((weekSine as number) - Math.sin((2 * Math.PI) / 28)) < 1e-6);
  assert.deepEqual(await encodeDate(null), [0, 0, 0, 0, 0, 0, 0, 1]);
  // Milliseconds are beyond all calendars.
  await assert.rejects(() => encodeDate(1.7e13), refusal(/a number nearer to those of the training rows/));
});
