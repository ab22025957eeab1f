import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Redis } from 'ioredis';
import {
  allIndexKey,
  changeJob,
  createJob,
  defineChangeJob,
  jobKey,
  modelIndexKey,
  statusIndexKey,
} from '../../src/queue/change-job.ts';
import { connect, waitUntilReady } from '../../src/queue/connection.ts';
import { allEvents } from '../../src/queue/event-log.ts';
import { JOB_PHASES, JOB_STATUSES, type JobPhase, type JobStatus, MOVES, type Move } from '../../src/queue/states.ts';
import { createTestLog } from '../support/log.ts';
import { jobOf } from '../support/queue.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let server: TestRedis;
let redis: Redis;

before(async () => {
  server = await startRedis();
  redis = connect({ url: server.url, patience: 'fail fast', logger: createTestLog().logger });
  defineChangeJob(redis);
  await waitUntilReady(redis, 5000);
});

after(async () => {
  redis.disconnect();
  await server.kill();
});

/** A job that came to a state by the moves that lead there. */
async function jobIn(status: JobStatus, phase?: JobPhase): Promise<string> {
  const id = randomUUID();
  await createJob(redis, ...jobOf(id));
  if (status === 'queued') return id;
  if (status === 'paused') {
    await changeJob(redis, { id, move: MOVES.pause });
    return id;
  }
  await changeJob(redis, { id, move: MOVES.start, add: { attempts: 1 }, phase: 'preparing' });
  if (phase) await changeJob(redis, { id, move: MOVES.proceed, phase });
  const last: Partial<Record<JobStatus, Move>> = {
    succeeded: MOVES.succeed,
    failed: MOVES.fail,
    cancelled: MOVES.cancel,
  };
  const move = last[status];
  if (move) assert.equal((await changeJob(redis, { id, move })).changed, true);
  return id;
}

async function statusesOf(id: string): Promise<JobStatus[]> {
  const scores = await Promise.all(JOB_STATUSES.map((status) => redis.zscore(statusIndexKey(status), id)));
  return JOB_STATUSES.filter((_, index) => scores[index] !== null);
}

test('every move is allowed from the states that are written down, and from no other', {
  timeout: 30_000,
}, async () => {
  const event = { type: 'status' as const, data: { told: true } };
  for (const [name, move] of Object.entries(MOVES) as [string, Move][]) {
    for (const status of JOB_STATUSES) {
      const id = await jobIn(status);
      const result = await changeJob(redis, { id, move, fields: { mark: name }, events: [event] });
      const allowed = move.from.includes(status);
      assert.equal(result.changed, allowed, `${name} from ${status}`);
      assert.equal(result.status, allowed ? move.to : status);
      assert.equal(await redis.hget(jobKey(id), 'status'), allowed ? move.to : status);
      assert.deepEqual(
        await statusesOf(id),
        [allowed ? move.to : status],
        'a job is in the index of its own status only',
      );
      assert.equal(await redis.hget(jobKey(id), 'mark'), allowed ? JSON.stringify(name) : null);
      assert.equal((await allEvents(redis, id)).filter(({ data }) => data['told']).length, allowed ? 1 : 0);
    }
  }
});

test('a running job can be cancelled in every phase but publishing', async () => {
  for (const phase of JOB_PHASES) {
    const result = await changeJob(redis, { id: await jobIn('running', phase), move: MOVES.cancel });
    assert.equal(result.changed, phase !== 'publishing', phase);
    assert.deepEqual([result.status, result.phase], [phase === 'publishing' ? 'running' : 'cancelled', phase]);
  }
});

test('a job that does not exist cannot be moved, and no move makes one', async () => {
  for (const move of Object.values(MOVES)) {
    const id = randomUUID();
    const result = await changeJob(redis, { id, move, fields: { id }, events: [{ type: 'log', data: {} }] });
    assert.deepEqual(result, {
      ...{ changed: false, status: undefined, phase: undefined },
      ...{ attempts: 0, turn: 0, tries: 0, pausing: false },
    });
    assert.equal(await redis.exists(jobKey(id)), 0);
    assert.equal(await redis.zscore(allIndexKey, id), null);
  }
});

test('a job is made once: the second with its id changes nothing', async () => {
  const id = randomUUID();
  const results = await Promise.all(
    Array.from({ length: 5 }, (_, index) => createJob(redis, ...jobOf(id, `model-${index}`, new Date(1000 + index)))),
  );
  assert.deepEqual(
    results.map(({ changed }) => changed),
    [true, false, false, false, false],
  );
  assert.equal(await redis.hget(jobKey(id), 'model'), '"model-0"');
  assert.equal(await redis.zscore(modelIndexKey('model-0'), id), '1000');
  assert.equal(await redis.zscore(modelIndexKey('model-1'), id), null);
  assert.equal((await allEvents(redis, id)).length, 1);
});

test('of contrary moves at once exactly one ends the job', { timeout: 30_000 }, async () => {
  for (let round = 0; round < 20; round++) {
    const id = await jobIn('running');
    const moves = [MOVES.cancel, MOVES.succeed, MOVES.fail, MOVES.cancel, MOVES.succeed];
    const results = await Promise.all(
      moves.map((move) => changeJob(redis, { id, move, events: [{ type: 'status', data: { status: move.to } }] })),
    );
    const won = results.findIndex(({ changed }) => changed);
    assert.equal(results.filter(({ changed }) => changed).length, 1);
    assert.equal(await redis.hget(jobKey(id), 'status'), moves[won]?.to);
    assert.equal((await allEvents(redis, id)).filter(({ data }) => data['status'] === moves[won]?.to).length, 1);
  }
});

test('each start counts an attempt, and what an earlier attempt still writes is refused', async () => {
  const id = await jobIn('running');
  const second = await changeJob(redis, { id, move: MOVES.start, add: { attempts: 1 }, fields: { holder: 'second' } });
  assert.equal(second.attempts, 2);
  for (const move of [MOVES.proceed, MOVES.succeed, MOVES.fail, MOVES.handBack, MOVES.settle]) {
    assert.equal((await changeJob(redis, { id, move, holder: 'first', fields: { late: true } })).changed, false);
  }
  assert.equal(await redis.hget(jobKey(id), 'late'), null);
  assert.equal((await changeJob(redis, { id, move: MOVES.succeed, holder: 'second' })).changed, true);
});

test('values of fields and events may hold anything that JSON does', async () => {
  const id = await jobIn('running');
  const value = {
    text: 'ünïcode \u0000 " \\ \n 🎲',
    deep: [[[{ a: null }]]],
    number: 1e-300,
    big: 12_345_678_901_234,
    empty: {},
    none: [],
  };
  await changeJob(redis, { id, move: MOVES.proceed, fields: { value }, events: [{ type: 'log', data: value }] });
  assert.deepEqual(JSON.parse((await redis.hget(jobKey(id), 'value')) ?? ''), value);
  assert.deepEqual((await allEvents(redis, id)).at(-1)?.data, value);
});
