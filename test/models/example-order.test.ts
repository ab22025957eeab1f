/** In which order examples are trained on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epochOrder } from '../../src/models/example-order.ts';

test('every epoch goes through the same examples in an order of its own, which seed and epoch give again', () => {
  const indices = Uint32Array.from({ length: 100 }, (_, index) => 2 * index);
  const first = epochOrder(indices, 7, 1);
  assert.deepEqual(first.toSorted(), indices);
  assert.deepEqual(epochOrder(indices, 7, 1), first);
  assert.notDeepEqual(epochOrder(indices, 7, 2), first);
  assert.notDeepEqual(epochOrder(indices, 8, 1), first);
});

test('every position is as likely as any other for an example', () => {
  const indices = Uint32Array.from({ length: 5 }, (_, index) => index);
  const counts = new Array<number>(5).fill(0);
  for (let epoch = 1; epoch <= 5000; epoch++) {
    const position = epochOrder(indices, 3, epoch).indexOf(0);
    counts[position] = (counts[position] as number) + 1;
  }
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 110, counts.join());
});
