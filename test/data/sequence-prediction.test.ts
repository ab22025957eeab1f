import assert from 'node:assert/strict';
import test from 'node:test';
import { type SequencePreprocessing, sequenceKind } from '../../src/data/preprocessing/sequence.ts';
import type { AppError } from '../../src/errors.ts';

const TWO: SequencePreprocessing = {
  ...{ kind: 'sequence', length: 3, padded: true, precision: 'float64' },
  features: [
    { name: 'x', subtract: 1, divideBy: 2, fill: 1 },
    { name: 'y', subtract: 0, divideBy: 1, fill: 5 },
  ],
};
const ONE: SequencePreprocessing = {
  ...{ kind: 'sequence', length: 3, padded: false, precision: 'float64' },
  features: [{ name: 'sales', subtract: 10, divideBy: 10, fill: 20 }],
};
const WIDE: SequencePreprocessing = { ...ONE, columns: ['t0', 't1', 't2'] };

const encode = async (preprocessing: SequencePreprocessing, ...instances: unknown[]): Promise<number[]> => [
  ...(await sequenceKind.encodeInstances(preprocessing, instances)),
];
const file = async (preprocessing: SequencePreprocessing, text: string | Buffer, countMax = 10): Promise<number[]> => [
  ...(await sequenceKind.encodeFile(preprocessing, Buffer.from(text), 'text/csv', countMax)),
];

test('a series may be lists of steps, objects of steps, or an object of lists', async () => {
  const expected = [0, 0, 0, 0, 7, 1, 1, 8, 1];
  assert.deepEqual(
    await encode(TWO, [
      [1, 7],
      [3, 8],
    ]),
    expected,
  );
  assert.deepEqual(
    await encode(TWO, [
      { x: 1, y: 7, day: 'Monday' },
      { y: 8, x: 3 },
    ]),
    expected,
  );
  assert.deepEqual(await encode(TWO, { x: [1, 3], y: [7, 8] }), expected);
});

test('a series of one feature may be plain numbers', async () => {
  const expected = [0, 1, 2];
  assert.deepEqual(await encode(ONE, [10, 20, 30]), expected);
  assert.deepEqual(await encode(ONE, [[10], [20], [30]]), expected);
  assert.deepEqual(await encode(ONE, [{ sales: 10 }, { sales: 20 }, { sales: 30 }]), expected);
  assert.deepEqual(await encode(ONE, { sales: [10, 20, 30] }), expected);
  assert.deepEqual(await encode(WIDE, { t0: 10, t1: 20, t2: 30 }), expected);
  assert.deepEqual(await encode(WIDE, [10, 20, 30]), expected);
});

test('of a longer series the last steps are taken, and missing numbers repeat those before, even the ones not taken', async () => {
  assert.deepEqual(await encode(ONE, [90, 50, null, 20, 30]), [4, 1, 2]);
  assert.deepEqual(await encode(ONE, [null, 20, null]), [1, 1, 1]);
});

test('numbers are rounded to 32 bits first where those of the training were', async () => {
  const [exact] = await encode({ ...ONE, features: [{ name: 'v', subtract: 1e8, divideBy: 1, fill: 0 }] }, [
    1e8 + 1,
    0,
    0,
  ]);
  const single: SequencePreprocessing = {
    ...{ kind: 'sequence', length: 3, padded: false, precision: 'float32' },
    features: [{ name: 'v', subtract: 1e8, divideBy: 1, fill: 0 }],
  };
  assert.equal(exact, 1);
  assert.equal((await encode(single, [1e8 + 1, 0, 0]))[0], 0);
});

test('a CSV file is a series of its rows, in any order of columns, with any delimiter, other columns aside', async () => {
  assert.deepEqual(await file(ONE, 'day,sales\n1,10\n2,20\n3,30\n'), [0, 1, 2]);
  assert.deepEqual(await file(ONE, '\uFEFFsales;day\r\n10;"a;b"\r\n;2\r\n30;3\r\n'), [0, 0, 2]);
  assert.deepEqual(await file(TWO, 'y\tx\n7\t1\n8\t3\n'), [0, 0, 0, 0, 7, 1, 1, 8, 1]);
});

test('each row of a CSV file is a series where rows were', async () => {
  assert.deepEqual(await file(WIDE, 't0,t1,t2,beat\n10,20,30,1\n30,NA,10,0\n'), [0, 1, 2, 2, 2, 0]);
});

const REFUSED: readonly [string, () => Promise<unknown>, RegExp][] = [
  [
    'too few steps',
    () => encode(ONE, [1, 2, 3], [1, 2]),
    /^Expected at least 3 steps at instances\[1\]\. Received: 2\.$/,
  ],
  ['no step', () => encode(TWO, []), /at least 1 step/],
  ['a text among numbers', () => encode(ONE, [1, 'two', 3]), /a number, or null.*instances\[0\]\[1\].*"two"/],
  ['a missing feature', () => encode(TWO, [{ x: 1 }]), /a field "y" at instances\[0\]\[0\].*"x"/],
  ['a step of too few numbers', () => encode(TWO, [[1, 2], [3]]), /a list of 2 \("x", "y"\) at instances\[0\]\[1\]/],
  [
    'lists of different lengths',
    () => encode(TWO, { x: [1, 2], y: [1] }),
    /a list of 2, as of "x" at instances\[0\]\.y/,
  ],
  ['no series at all', () => encode(ONE, 'abc'), /a list of steps or an object.*instances\[0\]/],
  ['an infinite number', () => encode(ONE, JSON.parse('[1e999, 1, 2]')), /a number.*instances\[0\]\[0\].*Infinity/],
  [
    'a number that 32 bits cannot hold',
    () => encode(ONE, [1e300, 1, 2]),
    /can be scaled.*"sales" of instances\[0\].*1e\+300/,
  ],
  ['a CSV file without the column', () => file(ONE, 'day\n1\n'), /a column "sales" at the header.*"day"/],
  ['a CSV file with a text', () => file(ONE, 'sales\n1\nx\n'), /a number at column "sales" of row 2.*"x"/],
  ['a ragged CSV file', () => file(ONE, 'sales,day\n1,2\n3\n'), /2 values at row 2. Received: 1/],
  ['a CSV file whose quote never ends', () => file(ONE, `sales\n"${'1\n'.repeat(9)}`), /lines of CSV/],
  ['a CSV file that is not UTF-8', () => file(ONE, Buffer.from('sales\n\xff\n', 'latin1')), /a text in UTF-8/],
  ['an empty file', () => file(ONE, ''), /a header and a row/],
  ['too many rows of series', () => file(WIDE, `t0,t1,t2\n${'1,2,3\n'.repeat(11)}`), /at most 10 rows/],
  ['a row without a step', () => encode(WIDE, { t0: 1, t2: 3 }), /a field "t1" at instances\[0\]/],
];

for (const [name, predict, message] of REFUSED) {
  test(`prediction refuses ${name}`, async () => {
    await assert.rejects(predict(), (error: AppError) => {
      assert.equal(error.code, 'ERR_INSTANCES');
      assert.match(error.message, message);
      return true;
    });
  });
}
