/** Dividing the requests of an alias: what may be divided, and where a key falls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canaryAt, faultOf, pointOf } from '../src/registry/index.ts';

test('a division leaves a share to the version, and each takes part once', () => {
  const canary = (version: number, share: number) => ({ version, share });
  assert.equal(faultOf({ version: 1 }), undefined);
  assert.equal(faultOf({ version: 1, canaries: [canary(2, 0.5), canary(3, 0.49)], shadow: canary(4, 1) }), undefined);
  assert.equal(faultOf({ version: 1, canaries: [canary(2, 0.5), canary(3, 0.5)] })?.pointer, '/canaries');
  assert.equal(faultOf({ version: 1, canaries: [canary(2, 0.1), canary(2, 0.1)] })?.pointer, '/canaries/1/version');
  assert.equal(faultOf({ version: 1, canaries: [canary(1, 0.1)] })?.pointer, '/canaries/0/version');
  assert.equal(faultOf({ version: 1, shadow: canary(1, 0.1) })?.pointer, '/shadow/version');
});

test('keys fall evenly, stay where they are, and a canary that grows keeps those it had', () => {
  const points = Array.from({ length: 20_000 }, (_, index) => pointOf('digits', 'production', `user-${index}`));
  assert.ok(points.every((point) => point >= 0 && point < 1));
  const having = (share: number) => points.flatMap((point, index) => (canaryAt([{ share }], point) ? index : []));
  const [few, more] = [having(0.1), having(0.3)];
  // Of a fair division the standard deviation is 42 and 65.
  assert.ok(Math.abs(few.length - 2000) < 250, `${few.length}`);
  assert.ok(Math.abs(more.length - 6000) < 350, `${more.length}`);
  const kept = new Set(more);
  assert.ok(few.every((index) => kept.has(index)));
  assert.equal(pointOf('digits', 'production', 'user-1'), points[1]);
  assert.notEqual(pointOf('digits', 'staging', 'user-1'), points[1]);
});
