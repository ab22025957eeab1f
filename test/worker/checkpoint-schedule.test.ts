/** When checkpoints are due, on a clock that the test sets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCheckpointSchedule } from '../../src/worker/trainer/checkpoint-schedule.ts';

const STEP = 0.01;

interface Walk {
  readonly seconds: number;
  /** What a checkpoint that is tried at this time costs. */
  costAt(time: number): number;
  readonly epochSeconds?: number;
  readonly untilSeconds: number;
}

/** Trains by the clock alone. @returns when checkpoints were tried, and the share of the time that they took. */
function walk({ seconds, costAt, epochSeconds = Number.POSITIVE_INFINITY, untilSeconds }: Walk) {
  let time = 1000;
  const schedule = createCheckpointSchedule(seconds, () => time);
  const times: number[] = [];
  let spent = 0;
  let epochEnd = time + epochSeconds;
  while (time < 1000 + untilSeconds) {
    time += STEP;
    const after = time >= epochEnd ? 'epoch' : 'step';
    if (after === 'epoch') epochEnd += epochSeconds;
    if (!schedule.isDue(after)) continue;
    const cost = costAt(time - 1000);
    times.push(time - 1000);
    time += cost;
    spent += cost;
    schedule.tried(cost);
  }
  return { times, share: spent / (time - 1000), gaps: times.map((at, index) => at - (times[index - 1] ?? 0)) };
}

test('one is due every so many seconds', () => {
  const { times, gaps } = walk({ seconds: 30, costAt: () => 0.1, untilSeconds: 300 });
  assert.equal(times.length, 9);
  for (const gap of gaps) assert.ok(gap >= 30 && gap < 30.2, `${gap} s`);
});

test('one is due at the end of an epoch too, but not every second', () => {
  const { gaps } = walk({ seconds: 3600, epochSeconds: 7, costAt: () => 0.1, untilSeconds: 100 });
  assert.equal(gaps.length, 14);
  const short = walk({ seconds: 3600, epochSeconds: 0.05, costAt: () => 0.001, untilSeconds: 100 });
  assert.ok(short.gaps.every((gap) => gap >= 1));
  assert.ok(short.times.length > 80);
});

test('the slower the store, the rarer they are: never more than 2 % of the time', () => {
  for (const cost of [0.05, 0.2, 1, 5]) {
    const { share, times } = walk({ seconds: 1, epochSeconds: 1, costAt: () => cost, untilSeconds: 1000 });
    assert.ok(times.length >= 2, `${cost} s each`);
    assert.ok(share <= 0.0201, `${share} of the time, at ${cost} s each`);
  }
});

test('a store that gets slow is paid for afterwards', () => {
  const costAt = (time: number): number => (time > 100 && time < 110 ? 5 : 0.02);
  const { share, times } = walk({ seconds: 2, costAt, untilSeconds: 1000 });
  assert.ok(share <= 0.02, `${share}`);
  assert.ok(times.some((time) => time > 900));
});

test('a short training has none', () => {
  assert.deepEqual(walk({ seconds: 1, epochSeconds: 0.5, costAt: () => 0.05, untilSeconds: 2 }).times, []);
});
