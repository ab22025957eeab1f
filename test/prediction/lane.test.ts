/** The line before a model: who is computed with whom, who waits for what, and who is not computed at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BatchSettings, createLane } from '../../src/prediction/lane.ts';
import { createSlices } from '../../src/prediction/slices.ts';

const SETTINGS: BatchSettings = { rowsMax: 256, delayMs: 0, waitingMax: 8 };
const WANTED = () => true;

/** A network of one number that doubles it, each call ended by the test; it never likes -1. */
function createDoubling() {
  const calls: { rows: number; end(): void }[] = [];
  const news: (() => void)[] = [];
  const double = (inputs: Float32Array, count: number): Float32Array =>
    inputs.slice(0, count).map((value) => value * 2);
  return {
    calls,
    /** Until so many calls have begun. */
    async begun(count: number): Promise<void> {
      while (calls.length < count) await new Promise<void>((resolve) => news.push(resolve));
    },
    inference: {
      ...{ inputSize: 1, outputSize: 1, predict: double },
      async predictLater(inputs: Float32Array, count: number) {
        const outputs = double(inputs, count);
        await new Promise<void>((resolve) => {
          calls.push({ rows: count, end: resolve });
          for (const tell of news.splice(0)) tell();
        });
        if (outputs.includes(-2)) throw new Error('Expected another number.');
        return { outputs, milliseconds: 10 * count };
      },
    },
  };
}

const one = (value: number): Float32Array => Float32Array.of(value);

test('what comes in the same turn, and what comes during a call, is one call each; everyone gets their own', async () => {
  const network = createDoubling();
  const lane = createLane(network.inference, createSlices(256), SETTINGS);
  const first = [1, 2, 3].map((value) => lane.compute(one(value), WANTED));
  await network.begun(1);
  const second = [lane.compute(Float32Array.of(4, 5), WANTED), lane.compute(one(6), WANTED)];
  network.calls[0]?.end();
  await network.begun(2);
  network.calls[1]?.end();
  assert.deepEqual(
    network.calls.map(({ rows }) => rows),
    [3, 3],
  );
  const answers = await Promise.all([...first, ...second]);
  assert.deepEqual(
    answers.map((outputs) => [...outputs]),
    [[2], [4], [6], [8, 10], [12]],
  );
});

test('who wants one row does not wait for all the rows of whoever came before', async () => {
  const network = createDoubling();
  const lane = createLane(network.inference, createSlices(4), SETTINGS);
  const ended: string[] = [];
  const many = lane.compute(
    Float32Array.from({ length: 12 }, (_, index) => index),
    WANTED,
  );
  await network.begun(1);
  const few = lane.compute(one(100), WANTED);
  void many.then(() => ended.push('many'));
  void few.then(() => ended.push('few'));
  for (let call = 1; ended.length < 2; call++) {
    network.calls[call - 1]?.end();
    await Promise.race([network.begun(call + 1), Promise.all([many, few])]);
  }
  assert.deepEqual(ended, ['few', 'many']);
  assert.deepEqual(
    [...(await many)],
    Array.from({ length: 12 }, (_, index) => 2 * index),
  );
});

test('who has gone is not computed, and is no more in the way', async () => {
  const network = createDoubling();
  const lane = createLane(network.inference, createSlices(256), SETTINGS);
  const running = lane.compute(one(1), WANTED);
  await network.begun(1);
  let wanted = true;
  const gone = lane.compute(one(2), () => wanted);
  const staying = lane.compute(one(3), WANTED);
  wanted = false;
  network.calls[0]?.end();
  await assert.rejects(gone, { code: 'ERR_CANCELLED' });
  await network.begun(2);
  network.calls[1]?.end();
  assert.deepEqual([...(await staying)], [6]);
  assert.equal(network.calls[1]?.rows, 1);
  await running;
});

test('a full line refuses, and takes the next when it has emptied', async () => {
  const network = createDoubling();
  const lane = createLane(network.inference, createSlices(256), SETTINGS);
  const running = lane.compute(one(0), WANTED);
  await network.begun(1);
  const waiting = Array.from({ length: 8 }, (_, index) => lane.compute(one(index), WANTED));
  await assert.rejects(lane.compute(one(9), WANTED), { code: 'ERR_LINE_FULL' });
  network.calls[0]?.end();
  await network.begun(2);
  const late = lane.compute(one(10), WANTED);
  network.calls[1]?.end();
  await network.begun(3);
  network.calls[2]?.end();
  assert.deepEqual([...(await late)], [20]);
  await Promise.all([running, ...waiting]);
});

test('only whoever is to blame for a failed call hears of it', async () => {
  const network = createDoubling();
  const lane = createLane(network.inference, createSlices(256), SETTINGS);
  const answers = [1, -1, 3].map((value) => lane.compute(one(value), WANTED));
  const settled = Promise.allSettled(answers);
  for (let call = 1; call <= 4; call++) {
    await network.begun(call);
    network.calls[call - 1]?.end();
  }
  assert.deepEqual(
    (await settled).map((each) => (each.status === 'fulfilled' ? [...each.value] : String(each.reason))),
    [[2], 'Error: Expected another number.', [6]],
  );
});

test('a delay waits for more rows only between calls, and no longer than the rows need to come', {
  timeout: 10_000,
}, async () => {
  const network = createDoubling();
  const lane = createLane(network.inference, createSlices(256), { ...SETTINGS, rowsMax: 3, delayMs: 3_600_000 });
  const first = lane.compute(one(1), WANTED);
  // Idle: it is computed at once.
  await network.begun(1);
  const second = lane.compute(one(2), WANTED);
  network.calls[0]?.end();
  await first;
  const third = [3, 4].map((value) => lane.compute(one(value), WANTED));
  await network.begun(2);
  assert.equal(network.calls[1]?.rows, 3);
  network.calls[1]?.end();
  await Promise.all([second, ...third]);
});
