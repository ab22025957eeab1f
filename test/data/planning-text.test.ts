import assert from 'node:assert/strict';
import test from 'node:test';
import { planText } from '../../src/data/planning/text.ts';
import type { DataRequest, TextPlan } from '../../src/models/specification/index.ts';
import { problemsOf } from '../support/refused-plan.ts';
import { manifestOf, type TestTable } from '../support/table-dataset.ts';

const TEXTS = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? 'a good film' : 'not worth seeing, really'));
const REVIEWS = {
  review: { type: 'text', values: TEXTS, becomes: 'text' },
  mood: { type: 'text', values: TEXTS.map((_, row) => (row % 2 === 0 ? 'good' : 'bad')) },
  stars: { type: 'number', values: TEXTS.map((_, row) => row / 8) },
} as const;

function plan(request: DataRequest = {}, table: Partial<TestTable> = {}): TextPlan {
  const manifest = manifestOf({ kind: 'text', columns: REVIEWS, target: 'mood', text: 'review', ...table });
  return planText(manifest, { request, validation: 0.1 });
}

test('texts are words, as long as nearly all of them are', () => {
  const { trainingRows, measuredRows, ...rest } = plan();
  assert.deepEqual([trainingRows, measuredRows], [32, 4]);
  assert.deepEqual(rest, {
    kind: 'text',
    task: { type: 'classification', labels: ['bad', 'good'] },
    target: { columns: ['mood'] },
    ...{ column: 'review', tokens: 'words', lowercase: true },
    ...{ vocabularySize: 2 * 5 + 2, length: 5, inputShape: [5] },
    split: { by: 'stratified', validation: 0.1, test: 0.1 },
  });
});

test('long texts are cut at 256 words or 1024 characters, unless the request says otherwise', () => {
  const long = { ...REVIEWS.review, values: TEXTS.map((_, row) => `word${row} `.repeat(2000).trim()) };
  const columns = { ...REVIEWS, review: long };
  const of = (preprocessing: DataRequest['preprocessing'] = {}): number[] => {
    const { length, vocabularySize } = plan({ preprocessing }, { columns });
    return [length, vocabularySize];
  };
  assert.deepEqual(of(), [256, 10_000]);
  assert.deepEqual(of({ tokens: 'characters' }), [1024, 1000]);
  assert.deepEqual(of({ length: 300, vocabularySize: 50 }), [300, 50]);
});

test("the column with the texts is the named one, else the dataset's, else the only one", () => {
  assert.equal(plan().column, 'review');
  const { text, ...none } = { text: undefined, columns: REVIEWS };
  assert.equal(text, undefined);
  const manifest = manifestOf({ kind: 'text', target: 'mood', ...none });
  assert.equal(planText(manifest, { request: {}, validation: 0.1 }).column, 'review');
  const columns = { ...REVIEWS, title: REVIEWS.review };
  assert.equal(plan({ preprocessing: { text: 'title' } }, { columns }).column, 'title');
  const several = manifestOf({ kind: 'text', columns, target: 'mood' });
  const problems = problemsOf(() => planText(several, { request: {}, validation: 0.1 }));
  assert.deepEqual(
    problems.map(({ pointer }) => pointer),
    ['/preprocessing/text'],
  );
  assert.match(problems[0]?.detail ?? '', /several: "review", "title"\.$/);
});

test('numbers can be learnt from texts, too', () => {
  assert.deepEqual(plan({ target: 'stars' }).task, { type: 'regression', labels: ['stars'] });
});

test('everything that is wrong is told at once', () => {
  const problems = problemsOf(() =>
    plan({ target: 'moot', features: ['stars'], preprocessing: { text: 'stars', scaling: 'none' } }),
  );
  assert.deepEqual(
    problems.map(({ pointer }) => pointer),
    ['/preprocessing/scaling', '/features', '/target', '/preprocessing/text'],
  );
  assert.equal(problemsOf(() => plan({ target: 'review' }))[0]?.pointer, '/target');
});
