/** What an evaluation is asked to shuffle, with nothing left open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppError } from '../../src/errors.ts';
import { type ImportanceVersion, planImportance } from '../../src/submission/plan-importance.ts';

const version = (columns: number, changes: Partial<ImportanceVersion> = {}): ImportanceVersion => ({
  ...{ task: 'classification', training: { metrics: ['accuracy', 'auc'] } },
  preprocessing: { kind: 'tabular', columns: Array(columns).fill({ name: 'x' }) } as ImportanceVersion['preprocessing'],
  ...changes,
});

const refused = (pointer: string) => (error: AppError) =>
  error.code === 'ERR_DATASET_MISFIT' && error.problems[0]?.pointer === `/permutationImportance${pointer}`;

test('five repeats by the score of the task, unless asked otherwise', () => {
  assert.deepEqual(planImportance(version(3), {}), { repeats: 5, seed: 0, scoring: 'accuracy' });
  const numbers = version(3, { task: 'regression', training: { metrics: ['r2Score'] } });
  assert.deepEqual(planImportance(numbers, { seed: 4 }), { repeats: 5, seed: 4, scoring: 'r2Score' });
  assert.deepEqual(planImportance(version(3), { repeats: 2, scoring: 'loss' }).scoring, 'loss');
});

test('a score that the version has not, too many numbers, and what has no columns are refused', () => {
  assert.throws(() => planImportance(version(3), { scoring: 'f1Score' }), refused('/scoring'));
  assert.throws(() => planImportance(version(1000), { repeats: 11 }), refused('/repeats'));
  assert.deepEqual(planImportance(version(1000), { repeats: 10 }).repeats, 10);
  assert.throws(() => planImportance(version(1, { preprocessing: { kind: 'image' } }), {}), refused(''));
});
