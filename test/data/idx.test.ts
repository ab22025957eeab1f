import assert from 'node:assert/strict';
import test from 'node:test';
import { readIdx } from '../../src/data/idx.ts';

const HEADER = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3];
const VALUES = [1, 2, 3, 4, 5, 255];

test('an IDX file gives its shape and its values', () => {
  const { shape, values } = readIdx(Uint8Array.from([...HEADER, ...VALUES]));
  assert.deepEqual(shape, [2, 3]);
  assert.deepEqual([...values], VALUES);
});

test('values are a view of the file wherever it starts in its memory', () => {
  const memory = Uint8Array.from([9, 9, 9, ...HEADER, ...VALUES, 9]);
  const { shape, values } = readIdx(memory.subarray(3, memory.length - 1));
  assert.deepEqual(shape, [2, 3]);
  assert.equal(values.buffer, memory.buffer);
  assert.deepEqual([...values], VALUES);
});

test('an array without an element is an array', () => {
  assert.deepEqual(readIdx(Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 0])).shape, [0]);
});

test('a file that is none, or of other elements than bytes, is refused by its header', () => {
  const files = [
    [],
    [0],
    [0, 0, 8],
    [0, 0, 8, 1],
    [0, 0, 8, 2, 0, 0, 0, 2],
    [1, 0, 8, 1, 0, 0, 0, 0],
    [0, 0, 13, 1, 0, 0, 0, 0],
    [...Buffer.from('<html>')],
  ];
  for (const bytes of files) {
    assert.throws(
      () => readIdx(Uint8Array.from(bytes)),
      { name: 'RangeError', message: /^Expected an IDX file/ },
      String(bytes),
    );
  }
});

test('a file with too few or too many values is refused with both sizes', () => {
  const expected = { name: 'RangeError', message: /^Expected 6 bytes for IDX of shape \[2, 3\]\. Received: (5|7)\.$/ };
  assert.throws(() => readIdx(Uint8Array.from([...HEADER, ...VALUES.slice(1)])), expected);
  assert.throws(() => readIdx(Uint8Array.from([...HEADER, ...VALUES, 0])), expected);
});

test('a header that declares more than memory holds is refused without an allocation', () => {
  const huge = Uint8Array.from([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
  assert.throws(() => readIdx(huge), RangeError);
});
