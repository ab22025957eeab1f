/** Canaries and shadows: who answers, by key, by chance, and while one is not in memory yet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createShadows } from '../../src/prediction/shadows.ts';
import { createTraffic } from '../../src/prediction/traffic.ts';
import type { Manifest, Route } from '../../src/registry/index.ts';
import { waitFor } from '../support/waiting.ts';

const DIGITS = { model: 'digits' };
const version = (number: number, rest: Partial<Manifest> = {}) =>
  ({ model: 'digits', version: number, labels: ['a', 'b'], task: 'classification', ...rest }) as Manifest;
const route = (rest: Partial<Route>): Route => ({
  ...{ manifest: version(1), canaries: [], shadow: undefined, alias: 'production' },
  ...rest,
});
/** Holds a version as soon as its load was asked for, if it can be loaded. */
function memory(broken: readonly number[] = []) {
  const loads: number[] = [];
  const held = new Set<number>();
  return {
    loads,
    has: (manifest: Manifest) => held.has(manifest.version),
    async load(manifest: Manifest) {
      loads.push(manifest.version);
      if (broken.includes(manifest.version)) throw new Error('broken');
      held.add(manifest.version);
    },
  };
}

test('a canary answers its share by chance, and always the same keys; the first request loads it', () => {
  const models = memory();
  let drawn = 0;
  const traffic = createTraffic(models, () => drawn);
  const divided = route({ canaries: [{ manifest: version(2), share: 0.25 }] });
  const answers = (key?: string) => traffic.canaryFor(DIGITS, divided, key)?.version;
  assert.equal(answers(), undefined, 'while it is loaded');
  assert.equal(answers(), 2);
  drawn = 0.25;
  assert.equal(answers(), undefined);
  const all = Array.from({ length: 400 }, (_, index) => answers(`user-${index}`));
  const count = all.filter((each) => each === 2).length;
  assert.ok(count > 60 && count < 140, `${count}`);
  assert.deepEqual(
    all,
    Array.from({ length: 400 }, (_, index) => answers(`user-${index}`)),
  );
  assert.deepEqual(models.loads, [2]);
});

test('a canary that cannot be loaded costs no request, and is not tried for each', () => {
  const models = memory([2]);
  const traffic = createTraffic(models, () => 0);
  const divided = route({ canaries: [{ manifest: version(2), share: 0.5 }] });
  for (let request = 0; request < 5; request++) assert.equal(traffic.canaryFor(DIGITS, divided, undefined), undefined);
  assert.deepEqual(models.loads, [2]);
});

test('a shadow is compared by label, whatever the order of its labels; failures and those let go are counted', async () => {
  const seen: string[] = [];
  const shadows = createShadows({ answered() {}, shadowed: (_version, outcome) => seen.push(outcome) });
  const shadow = version(2, { labels: ['b', 'c', 'a'] });
  const rows = [
    [0.9, 0.1],
    [0.2, 0.8],
  ];
  shadows.follow(version(1), rows, shadow, async () => [
    [0.1, 0.1, 0.8],
    [0.3, 0.1, 0.6],
  ]);
  shadows.follow(version(1), rows, shadow, async () => {
    throw new Error('no');
  });
  await waitFor('both to be counted', () => seen.length === 3);
  const { outcomes, difference } = shadows.statistics(shadow);
  assert.deepEqual(outcomes, { agreed: 1, differed: 1, compared: 0, failed: 1, dropped: 0 });
  assert.ok(Math.abs(difference - (0.1 + 0.5)) < 1e-9, `${difference}`);
  const never = () => new Promise<number[][]>(() => undefined);
  for (let request = 0; request < 10; request++) shadows.follow(version(1), rows, version(3), never);
  assert.equal(shadows.statistics(version(3)).outcomes.dropped, 2);
  const number = version(4, { labels: ['y'], task: 'regression' });
  shadows.follow(version(1, { labels: ['y'], task: 'regression' }), [[3]], number, async () => [[3.5]]);
  assert.equal(shadows.statistics(number).outcomes.dropped, 1, 'the others still compute');
});
