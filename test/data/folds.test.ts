import assert from 'node:assert/strict';
import test from 'node:test';
import { foldsOf } from '../../src/data/folds.ts';
import { type SplitRows, splitRows } from '../../src/data/split.ts';
import type { SplitPlan } from '../../src/models/specification/index.ts';
import { type RandomStream, randomStream } from '../../src/random.ts';

const TIMES = 200;

/** Rows that can be divided into so many folds, in every way that is not by time. */
function anyRows(random: RandomStream, folds: number): { rows: SplitRows; plan: SplitPlan } {
  const count = folds * 4 + random.below(200);
  const by = (['random', 'stratified', 'group', 'given', 'column'] as const)[random.below(5)] ?? 'random';
  const classes = Int32Array.from({ length: count }, () => random.below(3));
  const group = (): string => `group ${random.below(count)}`;
  const word = (): string => ['train', 'validation', 'test'][random.below(3)] ?? 'train';
  const test = 1 + random.below(folds);
  return {
    plan: { by, test: 0.2, validation: 0.1, ...(by === 'group' && { column: 'who' }) },
    rows: {
      count,
      classes,
      ...(by === 'group' && { column: Array.from({ length: count }, group) }),
      ...(by === 'column' && { column: Array.from({ length: count }, (_, row) => ['test', 'train'][row] ?? word()) }),
      ...(by === 'given' && { own: { train: count - test - 1, validation: 1, test } }),
    },
  };
}

test('each row that is not tested is validated with in one fold and trained on in the others, whatever the split', () => {
  const random = randomStream(5, 'rows for folds');
  for (let time = 0; time < TIMES; time++) {
    const count = 2 + random.below(5);
    const { rows, plan } = anyRows(random, count);
    const seed = random.uint32();
    const tested = splitRows(plan, rows, seed).test;
    const validated = new Uint8Array(rows.count);
    for (let index = 0; index < count; index++) {
      const parts = splitRows({ ...plan, fold: { count, index } }, rows, seed);
      const all = [...parts.training, ...parts.validation, ...parts.test];
      assert.equal(new Set(all).size, rows.count, `no row twice, none lost (${plan.by})`);
      assert.equal(all.length, rows.count);
      assert.deepEqual(parts.test, tested, `the test is what it is without folds (${plan.by})`);
      for (const row of parts.validation) validated[row] = (validated[row] ?? 0) + 1;
    }
    for (const row of tested) validated[row] = (validated[row] ?? 0) + 1;
    assert.ok(
      validated.every((times) => times === 1),
      plan.by,
    );
  }
});

test('folds differ by a row at most, those of each class too, as with StratifiedKFold', () => {
  const random = randomStream(6, 'classes for folds');
  for (let time = 0; time < TIMES; time++) {
    const count = 2 + random.below(9);
    const rows = Uint32Array.from({ length: count + random.below(300) }, (_, row) => row * 2);
    const classes = Array.from(rows, () => random.below(1 + random.below(5)));
    const classOf = (row: number): number => classes[row / 2] ?? 0;
    const folds = foldsOf(rows, { count, classOf, seed: time });
    for (const label of [undefined, ...new Set(classes)]) {
      const sizes = Array.from(
        { length: count },
        (_, fold) =>
          folds.filter((each, place) => each === fold && (label === undefined || classes[place] === label)).length,
      );
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `${sizes} of class ${label}`);
    }
    assert.deepEqual(foldsOf(rows, { count, classOf, seed: time }), folds);
  }
});

test('groups stay whole, and every fold has some, as with GroupKFold', () => {
  const random = randomStream(7, 'groups for folds');
  for (let time = 0; time < TIMES; time++) {
    const count = 2 + random.below(4);
    const groups = Array.from({ length: count * 5 }, (_, row) => (row < count ? `own ${row}` : `g${random.below(9)}`));
    const rows = Uint32Array.from(groups.keys());
    const folds = foldsOf(rows, { count, groupOf: (row) => groups[row] ?? '', seed: time });
    assert.equal(new Set(folds).size, count);
    for (const group of new Set(groups))
      assert.equal(new Set(folds.filter((_, row) => groups[row] === group)).size, 1, group);
  }
});

test('too few rows or groups for the folds are refused', () => {
  const rows = Uint32Array.of(0, 1, 2);
  const refusal = { code: 'ERR_TRAINING', message: /for each of 4 folds.* Received: 3 rows/ };
  assert.throws(() => foldsOf(rows, { count: 4, seed: 1 }), refusal);
  assert.throws(() => foldsOf(rows, { count: 3, groupOf: (row) => `${row % 2}`, seed: 1 }), {
    code: 'ERR_TRAINING',
    message: /Received: 2 groups/,
  });
});
