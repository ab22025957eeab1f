/** docs/drift.md is true: its commands work as they stand, one after the other. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Json } from './support/client.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('drift.md');
  },
  { timeout: 600_000 },
);

const object = (block: number): Json => JSON.parse(page.blocks[block]?.at(-1) ?? '');

test('a training leaves a contract, and a prediction is compared with it', () => {
  const { predictions, warnings, novelty } = object(1);
  assert.equal(predictions.length, 2);
  const [usual, strange] = warnings;
  assert.deepEqual(usual, []);
  const [example = ''] = /age: 212 is above \d+…\d+, all that training saw/.exec(page.text) ?? [];
  assert.deepEqual(strange.slice(0, 3), [example, 'plan: "gold" was never seen', 'city: "Roma" was never seen']);
  assert.ok(novelty[0] < 0.9 && novelty[1] > 0.99, `${novelty}`);
});

test('what has changed is told: the ages, and nothing that has not', () => {
  const { verdict, instances, columns, outputs, novel } = object(2);
  assert.deepEqual([verdict, instances], ['major', 802]);
  assert.deepEqual([columns[0].name, columns[0].verdict], ['age', 'major']);
  for (const { name, verdict: each } of columns.slice(1)) assert.equal(each, 'stable', name);
  assert.ok(outputs.some(({ name }: Json) => name === 'label'));
  assert.ok(novel.share > 0.01, `${novel.share}`);
});

test('Prometheus reads the same', () => {
  const lines = page.blocks[3]?.join('\n') ?? '';
  assert.match(lines, /^epochd_drift_psi\{model="customers",version="1",column="age"\} [\d.]+$/m);
  assert.match(lines, /^epochd_predictions_watched_total\{model="customers",version="1"\} 802$/m);
});
