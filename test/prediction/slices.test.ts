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
