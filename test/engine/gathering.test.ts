/** Inputs that a graph gathers from a larger array are those that JavaScript would copy together, or are refused. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type GatheredRows, type GraphFunction, openGraphSession, type Tensor, tf } from '../../src/engine/index.ts';

type NumberArray = GatheredRows['values'];
type DataType = 'float32' | 'int32' | 'uint8';

const NUMBERS = Float32Array.from({ length: 12 }, (_, index) => index);

/** Calls `use` with a graph that gives back what it is given. */
function withIdentity(shape: number[], dtype: DataType, use: (identity: GraphFunction) => void): void {
  const session = openGraphSession([], { intraOp: 1, interOp: 0 });
  try {
    use(session.trace([{ shape, dtype }], ([given]) => [tf.add(given as Tensor, tf.zerosLike(given as Tensor))]));
  } finally {
    session.close();
  }
}

function gathered(values: NumberArray, rows: number[], from = 0, to = rows.length): GatheredRows {
  return { values, rows: Uint32Array.from(rows), from, to };
}

describe('gathered rows', () => {
  test('are the rows that the list names between its two positions, in its order', () => {
    withIdentity([3, 2], 'float32', (identity) => {
      const [numbers] = identity([gathered(NUMBERS, [9, 5, 0, 5, 9], 1, 4)]);
      assert.deepEqual([...(numbers ?? [])], [10, 11, 0, 1, 10, 11]);
    });
  });

  test('may be of integers or bytes, and may be an array of numbers without further dimensions', () => {
    withIdentity([3], 'int32', (identity) =>
      assert.deepEqual([...(identity([gathered(Int32Array.of(7, -8, 9), [2, 0, 1])])[0] ?? [])], [9, 7, -8]),
    );
    withIdentity([2, 2], 'uint8', (identity) =>
      assert.deepEqual([...(identity([gathered(Uint8Array.of(1, 2, 3, 4), [1, 0])])[0] ?? [])], [3, 4, 1, 2]),
    );
  });

  test('begin where a view of a larger buffer begins', () => {
    withIdentity([1, 2], 'float32', (identity) => {
      const rows = Uint32Array.of(99, 1).subarray(1);
      const [numbers] = identity([{ values: NUMBERS.subarray(4), rows, from: 0, to: 1 }]);
      assert.deepEqual([...(numbers ?? [])], [6, 7]);
    });
  });

  test('are the same when they are many, and several threads copy them', () => {
    const [count, size] = [33, 20_011];
    const values = Float32Array.from({ length: 50 * size }, (_, index) => index % 65_521);
    const rows = Array.from({ length: count }, (_, index) => (index * 17 + 3) % 50);
    withIdentity([count, size], 'float32', (identity) => {
      const [numbers] = identity([gathered(values, rows)]);
      const expected = new Float32Array(count * size);
      for (const [at, row] of rows.entries()) expected.set(values.subarray(row * size, (row + 1) * size), at * size);
      assert.ok(Buffer.from(expected.buffer).equals(Buffer.from((numbers as Float32Array).buffer)));
    });
  });

  test('are refused where they do not fit, and the graph goes on', () => {
    const refused: [given: unknown, why: RegExp][] = [
      [gathered(NUMBERS, [0, 1, 6]), /Expected rows below 6. Received: 6/],
      [gathered(NUMBERS.subarray(0, 3), [0, 1, 0]), /Expected rows below 1. Received: 1/],
      [gathered(new Float32Array(0), [0, 0, 0]), /Expected rows below 0. Received: 0/],
      [gathered(NUMBERS, [0, 1]), /Expected 3 rows for an input. Received: 0 to 2/],
      [gathered(NUMBERS, [0, 1, 2, 3], 3, 0), /Expected 3 rows for an input. Received: 3 to 0/],
      [gathered(NUMBERS, [0, 1, 2], 0, 4), /Expected "to" to be a position among 3 rows/],
      [gathered(NUMBERS, [0, 1, 2], -1, 2), /Expected "from" to be a position/],
      [gathered(NUMBERS, [0, 1, 2], 0.5, 3.5), /Expected "from" to be a position/],
      [gathered(NUMBERS, [0, 1, 2], Number.NaN, 3), /Expected "from" to be a position/],
      [gathered(Int32Array.from(NUMBERS), [0, 1, 2]), /typed array of the input's own type/],
      [{ ...gathered(NUMBERS, [0, 1, 2]), values: [...NUMBERS] }, /typed array of the input's own type/],
      [{ ...gathered(NUMBERS, [0, 1, 2]), rows: Int32Array.of(0, 1, 2) }, /Uint32Array/],
      [{ ...gathered(NUMBERS, [0, 1, 2]), to: undefined }, /Expected "to" to be a position/],
      [null, /Expected 24 bytes for an input. Received: 0/],
      [7, /Expected 24 bytes for an input. Received: 0/],
      [{}, /typed array of the input's own type/],
    ];
    withIdentity([3, 2], 'float32', (identity) => {
      for (const [given, why] of refused) assert.throws(() => identity([given as GatheredRows]), why);
      assert.deepEqual([...(identity([gathered(NUMBERS, [0, 1, 2])])[0] ?? [])], [0, 1, 2, 3, 4, 5]);
    });
    withIdentity([], 'float32', (identity) =>
      assert.throws(() => identity([gathered(NUMBERS, [0])]), /Expected 0 rows for an input. Received: 0 to 1/),
    );
  });

  test('whose properties throw, throw that', () => {
    const spiteful = {
      ...gathered(NUMBERS, [0, 1, 2]),
      get from(): number {
        throw new RangeError('not today');
      },
    };
    withIdentity([3, 2], 'float32', (identity) => assert.throws(() => identity([spiteful]), /not today/));
  });
});
