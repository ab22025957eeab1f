/** docs/releases.md is true: its commands work as they stand, one after the other. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Json } from './support/client.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('releases.md');
  },
  { timeout: 300_000 },
);

const answersOf = (heading: string): Json[] => (page.lines.get(heading) ?? []).map((line) => JSON.parse(line));

test('an alias is set, and two versions are compared', () => {
  const [alias, comparison] = answersOf('Aliases');
  assert.deepEqual([alias.version, alias.revision, alias.by.reason], [1, 1, 'the first one']);
  assert.deepEqual([comparison.base.version, comparison.candidate.version], [1, 2]);
});

test('canaries and shadows answer, compute, and are told of', () => {
  const canaries = answersOf('Canaries');
  assert.deepEqual(canaries[0].canaries, [{ version: 2, share: 0.2 }]);
  assert.ok(canaries.slice(1, 5).every(({ predictions }) => predictions[0].label === '7'));
  const { versions } = canaries[5];
  assert.deepEqual(
    versions.map(({ version, role }: Json) => [version, role]),
    [
      [1, 'answers'],
      [2, 'canary'],
    ],
  );
  const shadow = answersOf('A shadow').at(-1).versions[1];
  assert.equal(shadow.role, 'shadow');
  assert.ok(shadow.compared.instances >= 1, JSON.stringify(shadow));
});

test('a rollback goes to the canary, and the history says so', () => {
  const [back, history] = answersOf('Back');
  assert.deepEqual([back.canaries, back.shadow], [[{ version: 2, share: 0.2 }], undefined]);
  assert.equal(history.data.length, 4);
});

test('a gate moves the alias to the better version, and versions are kept by rule', () => {
  const gate = answersOf('A gate').at(-1);
  const [decision] = gate.decisions;
  assert.deepEqual(
    [gate.part, decision.outcome, decision.candidate.version, decision.incumbent.version],
    [...['test', 'promoted'], ...[2, 1]],
  );
  assert.ok(decision.candidate.value > decision.incumbent.value + 0.005);
  assert.deepEqual(answersOf('What is kept'), [{ keepLast: 10, keepDays: 90, removed: [] }]);
});
