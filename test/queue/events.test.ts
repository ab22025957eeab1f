import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type ChangeChannel, createChangeChannel } from '../../src/queue/change-channel.ts';
import { changeJob, createJob, defineChangeJob } from '../../src/queue/change-job.ts';
import { connect, waitUntilReady } from '../../src/queue/connection.ts';
import { allEvents, createFollowing, type Following, isEventId } from '../../src/queue/event-log.ts';
import type { JobEvent } from '../../src/queue/index.ts';
import { MOVES } from '../../src/queue/states.ts';
import { createTestLog } from '../support/log.ts';
import { jobOf } from '../support/queue.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { waitFor } from '../support/waiting.ts';

let server: TestRedis;
let redis: Redis;
let subscriber: Redis;
let channel: ChangeChannel;
let following: Following;

before(async () => {
  server = await startRedis();
  const { logger } = createTestLog();
  redis = connect({ url: server.url, patience: 'fail fast', logger });
  subscriber = connect({ url: server.url, patience: 'wait', logger });
  channel = createChangeChannel(subscriber);
  following = createFollowing(redis, channel);
  defineChangeJob(redis);
  await waitUntilReady(redis, 5000);
});

after(async () => {
  redis.disconnect();
  subscriber.disconnect();
  await server.kill();
});

async function runningJob(): Promise<string> {
  const id = randomUUID();
  await createJob(redis, ...jobOf(id));
  await changeJob(redis, {
    id,
    move: MOVES.start,
    add: { attempts: 1 },
    events: [{ type: 'status', data: { status: 'running' } }],
  });
  return id;
}

const tell = (id: string, ...numbers: number[]) =>
  changeJob(redis, {
    id,
    move: MOVES.proceed,
    events: numbers.map((number) => ({ type: 'log' as const, data: { number } })),
  });
const succeed = (id: string) =>
  changeJob(redis, { id, move: MOVES.succeed, events: [{ type: 'status', data: { status: 'succeeded' } }] });
const follow = (jobId: string, after?: string, signal = AbortSignal.timeout(10_000), heartbeatMs = 5000) =>
  following.follow({ jobId, after, heartbeatMs, signal });
const numbersOf = (events: (JobEvent | undefined)[]): unknown[] =>
  events.filter((event) => event?.type === 'log').map((event) => event?.data['number']);

async function collect(events: AsyncGenerator<JobEvent | undefined>): Promise<(JobEvent | undefined)[]> {
  const all: (JobEvent | undefined)[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('who listens is told to look again once changes can be heard, not before', async () => {
  for (let count = 0; count < 30; count++) {
    const fresh = connect({ url: server.url, patience: 'wait', logger: createTestLog().logger });
    const heard: (string | undefined)[] = [];
    createChangeChannel(fresh).listen('job', (status) => {
      heard.push(status);
      if (status === undefined) void redis.publish('{epochd}:changed', 'job running');
    });
    await waitFor('what changed after that', () => heard.includes('running'), 5000);
    assert.deepEqual(heard, [undefined, 'running']);
    fresh.disconnect();
  }
});

test('events come in the order in which they were told, with rising ids', async () => {
  const id = await runningJob();
  await tell(id, 1, 2, 3);
  await tell(id, 4);
  await succeed(id);
  const events = await allEvents(redis, id);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['status', 'status', 'log', 'log', 'log', 'log', 'status'],
  );
  assert.deepEqual(numbersOf(events), [1, 2, 3, 4]);
  assert.ok(
    events.every(
      (event) => event.jobId === id && isEventId(event.id) && Math.abs(Date.parse(event.at) - Date.now()) < 10_000,
    ),
  );
  const ids = events.map((event) => event.id.split('-').map(Number) as [number, number]);
  for (const [index, [time, count]] of ids.entries()) {
    const [timeBefore, countBefore] = ids[index - 1] ?? [0, 0];
    assert.ok(time > timeBefore || (time === timeBefore && count > countBefore));
  }
});

test('a log of more events than a page holds is read whole', async () => {
  const id = await runningJob();
  const numbers = Array.from({ length: 1234 }, (_, index) => index);
  await tell(id, ...numbers);
  await succeed(id);
  assert.deepEqual(numbersOf(await allEvents(redis, id)), numbers);
  assert.deepEqual(numbersOf(await collect(follow(id))), numbers);
});

test('who follows gets what was and what comes, and is let go after the last event', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  await tell(id, 1);
  const following = collect(follow(id));
  for (let number = 2; number <= 50; number++) {
    await tell(id, number);
    if (number % 10 === 0) await sleep(5);
  }
  await succeed(id);
  const events = await following;
  assert.deepEqual(
    numbersOf(events),
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
  assert.equal(events.at(-1)?.data['status'], 'succeeded');
});

test('an event reaches who follows within a tenth of a second', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  const delays: number[] = [];
  const following = (async () => {
    for await (const event of follow(id))
      if (event?.type === 'log') delays.push(Date.now() - Number(event.data['number']));
  })();
  for (let count = 0; count < 20; count++) {
    await tell(id, Date.now());
    await sleep(10);
  }
  await succeed(id);
  await following;
  delays.sort((a, b) => a - b);
  assert.equal(delays.length, 20);
  assert.ok((delays[10] as number) < 100, `median ${delays[10]} ms`);
});

test('who comes back after any event goes on without a gap or a repeat', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  await tell(id, 1, 2, 3, 4, 5);
  await succeed(id);
  const all = (await collect(follow(id))) as JobEvent[];
  for (const [index, event] of all.slice(0, -1).entries()) {
    assert.deepEqual(await collect(follow(id, event.id)), all.slice(index + 1));
  }
});

test('an id beyond the newest event, as of a lost log, gives the events from the first one again', {
  timeout: 15_000,
}, async () => {
  const id = await runningJob();
  await tell(id, 1);
  const beyond = `${Date.now() + 60_000}-0`;
  assert.deepEqual(numbersOf(await allEvents(redis, id, beyond)), [1]);
  const following = collect(follow(id, beyond));
  await tell(id, 2);
  await succeed(id);
  assert.deepEqual(numbersOf(await following), [1, 2]);
  const largest = `${2n ** 64n - 1n}-${2n ** 64n - 1n}`;
  assert.deepEqual(numbersOf(await collect(follow(id, largest))), [1, 2]);
});

test('an id that a killed Redis has lost is gone on from, without a repeat', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  await tell(id, 1, 2);
  const lost = (await allEvents(redis, id)).at(-1)?.id as string;
  await redis.xdel(`{epochd}:job:${id}:events`, lost);
  await sleep(5);
  assert.deepEqual(await allEvents(redis, id, lost), []);
  const following = collect(follow(id, lost));
  await tell(id, 3);
  await succeed(id);
  assert.deepEqual(numbersOf(await following), [3]);
  // Of a job that has ended nothing would come any more.
  const end = (await allEvents(redis, id)).at(-1)?.id as string;
  await redis.xdel(`{epochd}:job:${id}:events`, end);
  assert.deepEqual(numbersOf(await allEvents(redis, id, end)), [1, 3]);
});

test('who has seen the newest event of a running job gets only those to come', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  await tell(id, 1);
  const newest = (await allEvents(redis, id)).at(-1)?.id as string;
  assert.deepEqual(await allEvents(redis, id, newest), []);
  const following = collect(follow(id, newest));
  await tell(id, 2);
  await succeed(id);
  assert.deepEqual(numbersOf(await following), [2]);
});

test('twenty who follow at once all see the same', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  const followers = Array.from({ length: 20 }, () => collect(follow(id)));
  for (let number = 0; number < 20; number++) await tell(id, number);
  await succeed(id);
  const [first, ...others] = await Promise.all(followers);
  assert.deepEqual(
    numbersOf(first ?? []),
    Array.from({ length: 20 }, (_, index) => index),
  );
  for (const other of others) assert.deepEqual(other, first);
});

test('a change costs a few readings, however many watch', { timeout: 30_000 }, async () => {
  const id = await runningJob();
  await tell(id, 0);
  const seen: number[] = [];
  const readings = async () => Number(/cmdstat_xrange:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1]);
  const watchers = Array.from({ length: 500 }, async (_, index) => {
    for await (const event of follow(id, undefined, AbortSignal.timeout(25_000)))
      if (event?.type === 'log') seen[index] = Number(event.data['number']);
  });
  const all = (number: number) => seen.filter((each) => each === number).length === 500;
  await waitFor('all to watch', () => all(0));
  const before = await readings();
  for (let number = 1; number <= 10; number++) {
    await tell(id, number);
    await waitFor('all to see it', () => all(number));
  }
  const each = ((await readings()) - before) / 10;
  assert.ok(each < 20, `${each} readings for an event`);
  await succeed(id);
  await Promise.all(watchers);
});

test('silence is filled with heartbeats', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  const following = collect(follow(id, undefined, AbortSignal.timeout(10_000), 30));
  await sleep(200);
  await succeed(id);
  const events = await following;
  const beats = events.filter((event) => event === undefined).length;
  assert.ok(beats >= 2 && beats <= 7, `${beats} heartbeats`);
  assert.equal(events.at(-1)?.data['status'], 'succeeded');
});

test('an aborted follower ends at once, in the middle of its wait', { timeout: 15_000 }, async () => {
  const id = await runningJob();
  const aborter = new AbortController();
  const following = collect(follow(id, undefined, aborter.signal));
  await sleep(100);
  const aborted = performance.now();
  aborter.abort();
  await following;
  assert.ok(performance.now() - aborted < 100);
});
