/** docs/fine-tuning.md is true: its commands work as they stand, with real trainings, and the answers are what the page says. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Json } from './support/client.ts';
import { blockAfter } from './support/markdown.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('fine-tuning.md');
  },
  { timeout: 600_000 },
);

const answersOf = (heading: string): Json[] => (page.lines.get(heading) ?? []).map((line) => JSON.parse(line));

test('the plan tells what the page shows, and the training does it', () => {
  const [plan, head, whole, version] = answersOf('From digits to shapes');
  const shown = JSON.parse(blockAfter(page.text, "The plan's `base`"));
  const { weightsDigest: _, ...planned } = plan.base;
  assert.deepEqual(planned, shown);
  assert.deepEqual([head.status, head.base, head.version.version], ['succeeded', { model: 'digits', version: 1 }, 1]);
  assert.deepEqual(
    [whole.status, whole.base, whole.version.version],
    ['succeeded', { model: 'shapes', version: 1 }, 2],
  );
  assert.deepEqual(version.labels, ['circle', 'square', 'triangle']);
  assert.deepEqual([version.lineage.base.fresh, version.lineage.base.frozen], [[], []]);
  assert.ok(head.evaluation.accuracy > 0.7, `${head.evaluation.accuracy}`);
  assert.ok(version.evaluation.accuracy > 0.8, `${version.evaluation.accuracy}`);
});

test('another dataset validates', () => {
  const [, , job] = answersOf('A dataset that validates');
  assert.equal(job.status, 'succeeded', JSON.stringify(job.error));
  assert.deepEqual(job.training.validation, { dataset: 'later' });
  for (const { valLoss } of job.history) assert.ok(valLoss > 0);
});
