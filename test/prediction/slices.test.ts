import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSlices } from '../../src/prediction/slices.ts';

test('slices grow while calls are short, up to what fits into memory', () => {
  const slices = createSlices(100);
  for (let call = 0; call < 10; call++) slices.took(1);
  assert.equal(slices.size, 64);
});

test('slices shrink while calls are long, to one example at last', () => {
  const slices = createSlices(256);
  for (let call = 0; call < 10; call++) slices.took(100);
  assert.equal(slices.size, 1);
  slices.took(1);
  assert.equal(slices.size, 2, 'and they grow again');
});

test('slices stay as they are where twice as many would take too long', () => {
  const slices = createSlices(256);
  const { size } = slices;
  slices.took(20);
  assert.equal(slices.size, size);
});

test('what has room for one example computes one', () => {
  const slices = createSlices(1);
  slices.took(1);
  assert.equal(slices.size, 1);
});

test('no example is computed alone, unless it is the only one or there is no room for two', () => {
  const slices = createSlices(100);
  assert.equal(slices.size, 16);
  assert.deepEqual([1, 2, 16, 17, 18, 100].map(slices.next), [1, 2, 16, 17, 16, 16]);
  for (let call = 0; call < 10; call++) slices.took(100);
  assert.deepEqual([slices.size, slices.next(5), slices.next(3), slices.next(1)], [1, 2, 3, 1]);
  assert.deepEqual([createSlices(1).next(5), createSlices(1).next(2), createSlices(2).next(3)], [1, 1, 1]);
  for (let left = 1; left < 300; left++) {
    let [rest, calls] = [left, 0];
    for (; rest > 0; calls++) rest -= slices.next(rest);
    assert.ok(rest === 0 && calls <= left);
  }
});
