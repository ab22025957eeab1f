import assert from 'node:assert/strict';
import test from 'node:test';
import type { Parts } from '../../src/data/examples.ts';
import { type SplitRows, splitRows } from '../../src/data/split.ts';
import { AppError } from '../../src/errors.ts';
import type { SplitPlan } from '../../src/models/specification/index.ts';
import { type RandomStream, randomStream } from '../../src/random.ts';

function planOf(plan: Partial<SplitPlan> & Pick<SplitPlan, 'by'>): SplitPlan {
  return { validation: 0.1, test: 0.2, ...plan };
}

function countsOf(parts: Parts): number[] {
  return partsOf(parts).map((part) => part.length);
}

function partsOf({ training, validation, test: tested }: Parts): Uint32Array[] {
  return [training, validation, tested];
}

/** Every row once, ascending in its part. */
function assertDivides(parts: Parts, count: number): void {
  const all = [...parts.training, ...parts.validation, ...parts.test];
  assert.equal(all.length, count);
  assert.equal(new Set(all).size, count);
  assert.ok(all.every((row) => row < count));
  for (const part of partsOf(parts)) assert.deepEqual(part, part.slice().sort());
}

function partOf(parts: Parts, row: number): keyof Parts {
  if (parts.training.includes(row)) return 'training';
  return parts.validation.includes(row) ? 'validation' : 'test';
}

function refusal(message: RegExp | string): { code: string; message: RegExp | string } {
  return { code: 'ERR_TRAINING', message };
}

/** Any rows that a split may meet, hostile ones too. */
function anyRows(by: SplitPlan['by'], random: RandomStream): SplitRows {
  const count = 1 + random.below(200);
  const classes = Int32Array.from({ length: count }, () => random.below(1 + random.below(count)));
  const values: Record<string, () => string | number | null> = {
    group: () => [null, '', 'a', 1, '1', `group ${random.below(count)}`][random.below(6)] ?? null,
    time: () => [null, 0, -5, random.below(20), random.uniform() * 1e9][random.below(5)] ?? null,
    column: () => ['train', 'TEST', ' val ', 'dev', 'training', 'testing'][random.below(6)] ?? null,
  };
  const train = random.below(count + 1);
  const validation = random.below(count - train + 1);
  return {
    count,
    ...(random.below(2) === 0 && { classes }),
    ...(values[by] && { column: Array.from({ length: count }, values[by]) }),
    ...(by === 'given' && { own: { train, validation, test: count - train - validation } }),
  };
}

test('whatever is split, no row is in two parts, none is lost, and the same seed splits alike', () => {
  const random = randomStream(2, 'any rows');
  let split = 0;
  for (const by of ['stratified', 'random', 'group', 'time', 'column', 'given'] as const) {
    for (let round = 0; round < 150; round++) {
      const rows = anyRows(by, random);
      const plan = planOf({ by, column: 'c', validation: 0.4 * random.uniform(), test: 0.5 * random.uniform() });
      try {
        const parts = splitRows(plan, rows, round);
        assertDivides(parts, rows.count);
        assert.ok(parts.training.length > 0 && parts.test.length > 0);
        assert.deepEqual(splitRows(plan, rows, round), parts);
        split += 1;
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'ERR_TRAINING', String(error));
      }
    }
  }
  assert.ok(split > 600, `${split} of 900 were split`);
});

test('a stratified split has the same shares of every class', () => {
  const classes = Int32Array.from({ length: 1000 }, (_, row) => (row % 10 === 0 ? 1 : 0));
  const parts = splitRows(planOf({ by: 'stratified' }), { count: 1000, classes }, 5);
  assertDivides(parts, 1000);
  assert.deepEqual(countsOf(parts), [700, 100, 200]);
  for (const part of partsOf(parts)) assert.equal(part.filter((row) => classes[row] === 1).length, part.length / 10);
});

test('every class keeps a row to be trained on', () => {
  const random = randomStream(9, 'classes');
  for (let round = 0; round < 100; round++) {
    const classes = Int32Array.from({ length: 50 }, () => random.below(20));
    const { training } = splitRows(
      planOf({ by: 'stratified', validation: 0.3, test: 0.5 }),
      { count: 50, classes },
      round,
    );
    assert.deepEqual(new Set([...training].map((row) => classes[row])), new Set(classes));
  }
});

test('classes too small for a share of a row give some rows to the test all the same', () => {
  const classes = Int32Array.from({ length: 400 }, (_, row) => row % 100);
  const parts = splitRows(planOf({ by: 'stratified', validation: 0.1, test: 0.1 }), { count: 400, classes }, 1);
  assertDivides(parts, 400);
  assert.equal(parts.test.length, 40);
  assert.ok(parts.validation.length >= 30);
  assert.equal(new Set([...parts.training].map((row) => classes[row])).size, 100);
  const few = splitRows(planOf({ by: 'random', validation: 0.1, test: 0.1 }), { count: 4 }, 1);
  assert.deepEqual(countsOf(few), [3, 0, 1]);
});

test('another seed splits otherwise, and what is tested is not where it was', () => {
  const rows = { count: 100 };
  const one = splitRows(planOf({ by: 'random' }), rows, 1);
  assert.deepEqual(countsOf(one), [70, 10, 20]);
  assert.notDeepEqual(splitRows(planOf({ by: 'random' }), rows, 2), one);
  assert.notDeepEqual(
    [...one.test],
    Array.from({ length: 20 }, (_, index) => 80 + index),
  );
});

test('the same rows are tested whatever the share that is validated with', () => {
  const classes = Int32Array.from({ length: 300 }, (_, row) => row % 3);
  const tests = [0, 0.1, 0.3].map(
    (validation) => splitRows(planOf({ by: 'stratified', validation }), { count: 300, classes }, 4).test,
  );
  assert.deepEqual(tests[1], tests[0]);
  assert.deepEqual(tests[2], tests[0]);
});

test('rows of a group stay together', () => {
  const column = Array.from({ length: 600 }, (_, row) => `patient ${(row * 7) % 60}`);
  const parts = splitRows(planOf({ by: 'group', column: 'patient' }), { count: 600, column }, 3);
  assertDivides(parts, 600);
  assert.deepEqual(countsOf(parts), [420, 60, 120]);
  const homes = new Map<string, Set<string>>();
  for (const [row, group] of column.entries()) {
    homes.set(group, (homes.get(group) ?? new Set()).add(partOf(parts, row)));
  }
  assert.ok([...homes.values()].every((home) => home.size === 1));
});

test('a few large groups are split too: one of the smaller is tested', () => {
  const column = Array.from({ length: 100 }, (_, row) => (row < 45 ? 'a' : row < 75 ? 'b' : 'c'));
  const parts = splitRows(planOf({ by: 'group', column: 'c', test: 0.1, validation: 0 }), { count: 100, column }, 3);
  assert.ok(parts.test.length === 25 || parts.test.length === 30, 'the last group in a drawn order is trained on');
  assert.equal(parts.training.length, 100 - parts.test.length);
  assert.throws(
    () => splitRows(planOf({ by: 'group', column: 'who' }), { count: 3, column: ['a', 'a', 'a'] }, 1),
    refusal('Expected several groups in column "who". Received: 1.'),
  );
});

test('groups without a name, and those whose names are numbers, are groups of their own', () => {
  const column = Array.from({ length: 90 }, (_, row) => ([null, 1, '1'] as const)[row % 3] ?? null);
  const parts = splitRows(planOf({ by: 'group', column: 'c', test: 0.34, validation: 0.33 }), { count: 90, column }, 3);
  assert.deepEqual(countsOf(parts), [30, 30, 30]);
});

test('by time the latest rows are tested and those before them validated with; one moment is not divided', () => {
  const column = Array.from({ length: 100 }, (_, row) => (row * 37) % 100);
  const parts = splitRows(planOf({ by: 'time', column: 't' }), { count: 100, column }, 1);
  assertDivides(parts, 100);
  const times = (part: Uint32Array): number[] => [...part].map((row) => column[row] as number).sort((a, b) => a - b);
  assert.deepEqual([times(parts.test)[0], times(parts.test).length], [80, 20]);
  assert.deepEqual([times(parts.validation)[0], times(parts.validation).length], [70, 10]);
  const days = Array.from({ length: 100 }, (_, row) => Math.floor(row / 30));
  assert.deepEqual(
    countsOf(splitRows(planOf({ by: 'time', column: 't' }), { count: 100, column: days }, 1)),
    [60, 0, 40],
  );
});

test('rows without a time are the earliest; one time only cannot be split', () => {
  const column = Array.from({ length: 20 }, (_, row) => (row % 4 === 0 ? null : row));
  const { training, test: tested } = splitRows(planOf({ by: 'time', column: 't' }), { count: 20, column }, 1);
  assert.ok([0, 4, 8, 12, 16].every((row) => training.includes(row)));
  assert.deepEqual([...tested], [15, 17, 18, 19]);
  const same = { count: 9, column: Array.from({ length: 9 }, () => 5) };
  assert.throws(
    () => splitRows(planOf({ by: 'time', column: 't' }), same, 1),
    refusal(/^Expected a row to train with/),
  );
});

test('a column tells the parts, by the words that people use', () => {
  const column = ['train', 'Training', ' test ', 'TESTING', 'val', 'valid', 'validation', 'dev'];
  const parts = splitRows(planOf({ by: 'column', column: 'part' }), { count: 8, column }, 1);
  assert.deepEqual([...parts.training], [0, 1]);
  assert.deepEqual([...parts.test], [2, 3]);
  assert.deepEqual([...parts.validation], [4, 5, 6, 7]);
  for (const stray of ['holdout', '', null, 5])
    assert.throws(
      () => splitRows(planOf({ by: 'column', column: 'part' }), { count: 2, column: ['train', stray] }, 1),
      refusal(/^Expected "train", "validation" or "test" in column "part"\. Received: .* in row 2\.$/),
    );
});

test('a part that the column does not tell is held back from those to train with', () => {
  const column = Array.from({ length: 100 }, (_, row) => (row < 30 ? 'test' : 'train'));
  const parts = splitRows(planOf({ by: 'column', column: 'part' }), { count: 100, column }, 1);
  assertDivides(parts, 100);
  assert.deepEqual(countsOf(parts), [63, 7, 30]);
  const none = splitRows(planOf({ by: 'column', column: 'part', validation: 0 }), { count: 100, column }, 1);
  assert.deepEqual(countsOf(none), [70, 0, 30]);
});

test("the dataset's own parts are kept, and those that it lacks are held back", () => {
  const given = planOf({ by: 'given' });
  const all = splitRows(given, { count: 10, own: { train: 6, validation: 1, test: 3 } }, 1);
  assert.deepEqual([[...all.training], [...all.validation], [...all.test]], [[0, 1, 2, 3, 4, 5], [6], [7, 8, 9]]);
  const lacking = splitRows(given, { count: 120, own: { train: 100, test: 20 } }, 1);
  assertDivides(lacking, 120);
  assert.deepEqual(countsOf(lacking), [90, 10, 20]);
  assert.ok(lacking.test.every((row) => row >= 100) && lacking.validation.every((row) => row < 100));
  const untested = splitRows(given, { count: 100, own: { train: 90, validation: 10 } }, 1);
  assert.deepEqual(countsOf(untested), [72, 10, 18]);
});

test('a part that must not be empty is refused where it would be', () => {
  assert.throws(() => splitRows(planOf({ by: 'random' }), { count: 1 }, 1), refusal(/^Expected a row to test with/));
  assert.throws(() => splitRows(planOf({ by: 'random' }), { count: 0 }, 1), refusal(/^Expected a row to train with/));
  assert.throws(
    () => splitRows(planOf({ by: 'random', test: 0 }), { count: 9 }, 1),
    refusal(/^Expected a row to test with/),
  );
});

test('a million rows are split within seconds', { timeout: 20_000 }, () => {
  const count = 1_000_000;
  const classes = Int32Array.from({ length: count }, (_, row) => row % 1000);
  const column = Array.from({ length: count }, (_, row) => row % 5000);
  for (const by of ['stratified', 'group', 'time'] as const)
    assert.equal(
      countsOf(splitRows(planOf({ by, column: 'c' }), { count, classes, column }, 1)).reduce((a, b) => a + b),
      count,
    );
});
