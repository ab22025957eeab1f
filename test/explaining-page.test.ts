/** docs/explaining.md is true: its commands work as they stand, and what they tell sums up. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Json } from './support/client.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('explaining.md');
  },
  { timeout: 300_000 },
);

const answersOf = (heading: string): Json[] => (page.lines.get(heading) ?? []).map((line) => JSON.parse(line));

test('an answer is explained by its columns, against a typical row and against another', () => {
  const [typical, other] = answersOf('An answer').map(({ explanations: [explanation] }) => explanation);
  for (const { columns, outputs, sum, delta, complete } of [typical, other]) {
    assert.ok(complete);
    const total = columns.reduce((all: number, { attribution }: Json) => all + attribution, 0);
    assert.ok(Math.abs(total - sum) < 1e-4 && Math.abs(sum + delta - (outputs.input - outputs.baseline)) < 1e-6);
  }
  assert.deepEqual([typical.baseline, other.baseline, other.output], ['typical', 'given', 'logit']);
  const counting = other.columns.filter(({ attribution }: Json) => attribution !== 0).map(({ name }: Json) => name);
  assert.deepEqual(counting, ['support_calls']);
});

test('heat maps are files, which the page does not show', () => {
  assert.deepEqual(answersOf('Heat maps'), []);
});

test('importances are of every column, and stay with the version', () => {
  const [job, kept] = answersOf('Which columns count');
  const { permutationImportance } = job.evaluation;
  const { scoring, repeats, seed, baselineScore, columns } = permutationImportance;
  assert.deepEqual([scoring, repeats, seed, baselineScore], ['accuracy', 10, 1, job.evaluation.accuracy]);
  assert.deepEqual(
    columns.map(({ name, importances }: Json) => [name, importances.length]),
    ['age', 'plan', 'city', 'minutes', 'since', 'support_calls'].map((name) => [name, 10]),
  );
  const best = columns.toSorted((a: Json, b: Json) => b.importancesMean - a.importancesMean)[0];
  assert.ok(best.importancesMean > 0.02, JSON.stringify(columns));
  assert.deepEqual(kept.data[0].evaluation, job.evaluation);
});
