/** Gates: when a version passes, and what is kept of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGates, type Gate, type GateDecision, passes } from '../src/registry/index.ts';
import { openFileStorage } from '../src/storage/index.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const rule = (rest: object) => ({ metric: 'accuracy' as const, margin: 0, ...rest });

test('a version passes that is better by the margin, and reaches what is asked of any', () => {
  assert.equal(passes(rule({}), 0.91, 0.9).passes, true);
  assert.equal(passes(rule({}), 0.9, 0.9).passes, false, 'no better is not better');
  assert.equal(passes(rule({ margin: 0.02 }), 0.91, 0.9).passes, false);
  assert.equal(passes(rule({ margin: 0.25 }), 0.75, 0.5).passes, true, 'by the margin itself');
  assert.equal(passes(rule({ minimum: 0.95 }), 0.91, 0.9).passes, false);
  assert.equal(passes(rule({ minimum: 0.95 }), 0.95, undefined).passes, true);
  assert.equal(passes(rule({}), 0.1, undefined).passes, true, 'the first one');
});

test('of losses and errors less is better', () => {
  for (const metric of ['loss', 'meanAbsoluteError', 'rootMeanSquaredError'] as const) {
    assert.equal(passes(rule({ metric, margin: 0.25 }), 0.5, 0.75).passes, true);
    assert.equal(passes(rule({ metric }), 0.75, 0.5).passes, false);
    assert.equal(passes(rule({ metric, minimum: 0.4 }), 0.5, undefined).passes, false, 'minimum is the most then');
    assert.equal(passes(rule({ metric, minimum: 0.6 }), 0.5, undefined).passes, true);
  }
  assert.equal(passes(rule({ metric: 'r2Score' }), 0.75, 0.5).passes, true);
});

test('gates and what they decided are found again, by version', async () => {
  const gates = createGates(await openFileStorage(await makeTemporaryFolder()));
  const gate: Gate = {
    ...{ dataset: { name: 'held', digest: 'sha256:0' }, part: 'all', metric: 'accuracy', margin: 0.1 },
    ...{ since: 2, at: '2026-01-01T00:00:00.000Z' },
  };
  const decision = (version: number): GateDecision => ({
    ...{ outcome: 'kept', job: null, at: gate.at, metric: 'accuracy', candidate: { version, value: 0.5 } },
    ...{ incumbent: null, reason: 'no' },
  });
  assert.deepEqual(await gates.all(), []);
  await gates.set('digits', 'production', gate);
  await gates.set('digits', 'production.json', gate);
  for (const version of [9, 10]) await gates.keepDecision('digits', 'production', decision(version));
  assert.deepEqual(
    (await gates.all()).map(({ alias }) => alias),
    ['production', 'production.json'],
  );
  assert.deepEqual(await gates.decided('digits', 'production'), [9, 10]);
  assert.deepEqual(await gates.decisions('digits', 'production', 1), [decision(10)]);
  await gates.set('digits', 'production', undefined);
  assert.deepEqual(
    [await gates.get('digits', 'production'), await gates.decided('digits', 'production')],
    [undefined, []],
  );
});
