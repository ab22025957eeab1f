/** Which examples are trained on, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epochOrder, splitExamples } from '../../src/models/example-order.ts';

const LABELS = Int32Array.from({ length: 1000 }, (_, index) => (index % 10 < 8 ? 0 : index % 10 === 8 ? 1 : 2));

test('a split holds back the same share of every class, and no example twice', () => {
  const { training, validation } = splitExamples(LABELS, 0.1, 7);
  assert.deepEqual(countByLabel(validation), [80, 10, 10]);
  assert.deepEqual(countByLabel(training), [720, 90, 90]);
  assert.deepEqual(
    [...training, ...validation].sort((a, b) => a - b),
    Array.from(LABELS.keys()),
  );
});

test('a split follows from its seed alone', () => {
  assert.deepEqual(splitExamples(LABELS, 0.1, 7), splitExamples(LABELS, 0.1, 7));
  assert.notDeepEqual(splitExamples(LABELS, 0.1, 7), splitExamples(LABELS, 0.1, 8));
});

test('a class of one example is trained on, never only validated', () => {
  const { training, validation } = splitExamples(Int32Array.of(0, 0, 0, 1), 0.9, 1);
  assert.equal(training.length, 2);
  assert.ok(!validation.includes(3));
});

test('no split holds nothing back', () => {
  assert.equal(splitExamples(LABELS, 0, 7).validation.length, 0);
});

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

function countByLabel(indices: Uint32Array): number[] {
  const counts = [0, 0, 0];
  for (const index of indices) counts[LABELS[index] as number] = (counts[LABELS[index] as number] as number) + 1;
  return counts;
}
