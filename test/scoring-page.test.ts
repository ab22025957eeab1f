/** docs/scoring-and-schedules.md is true: its commands work as they stand, one after the other. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Json } from './support/client.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('scoring-and-schedules.md');
  },
  { timeout: 600_000 },
);

const objects = (block: number): Json[] => (page.blocks[block] ?? []).map((line) => JSON.parse(line));

test('a batch prediction is a file of CSV', () => {
  const [header, first, second] = page.blocks[1] ?? [];
  const labels = 'prediction.probabilities.no,prediction.probabilities.yes';
  assert.equal(header, `row,age,city,prediction.label,prediction.probability,${labels},prediction.error`);
  assert.match(first ?? '', /^0,\d+,[^,]*,(no|yes),0\.\d+,/);
  assert.match(second ?? '', /^1,/);
});

test('an evaluation has the figures of the training, and stays with the version', () => {
  const [, trained] = objects(0);
  const [job, kept] = objects(2);
  assert.deepEqual(job.evaluation, trained.evaluation);
  assert.deepEqual(kept.data[0].evaluation, trained.evaluation);
});

test('a schedule is put, run and looked at', () => {
  const [put, job, schedule] = objects(3);
  assert.deepEqual([put.name, put.enabled, put.runs], ['nightly', true, []]);
  assert.deepEqual(job.metadata, { schedule: 'nightly' });
  const [run] = schedule.runs;
  assert.deepEqual([run.trigger, run.outcome, run.job], ['manual', 'submitted', job.id]);
});
