/** What becomes of a delivery by what came of its attempts, and when the next one is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, begun, exhausted, isExhausted, newDelivery, renewed } from '../../src/webhooks/delivery.ts';
import { ATTEMPTS_MAX, RETRY_DELAYS_MS, readRetryAfter, retryDelayMs } from '../../src/webhooks/schedule.ts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const JOB = '0193a4c8-0000-7000-8000-000000000000';
const FRESH = newDelivery({
  ...{ jobId: JOB, event: 'job.failed', at: new Date(NOW).toISOString(), data: { id: JOB } },
  webhook: { url: 'https://example.org/', events: ['job.failed'] },
});

const attempt = (delivery: typeof FRESH, status: number | null, now: number, retryAfterMs?: number) =>
  answered(
    begun(delivery, now),
    { status, error: status === null ? 'none' : null, durationMs: 5, ...(retryAfterMs && { retryAfterMs }) },
    now,
  );

test('the id follows from job and event, so it is the same whoever announces it and however often', () => {
  assert.equal(FRESH.id, `msg_${JOB}_failed`);
  assert.deepEqual(JSON.parse(FRESH.body), {
    type: 'job.failed',
    timestamp: '2026-03-01T12:00:00.000Z',
    data: { id: JOB },
  });
});

test('any 2xx delivers; 410 is the end; everything else is tried again', () => {
  for (const status of [200, 201, 204, 299]) assert.equal(attempt(FRESH, status, NOW).state, 'delivered');
  assert.equal(attempt(FRESH, 410, NOW).state, 'gone');
  for (const status of [null, 199, 300, 301, 308, 400, 401, 404, 409, 429, 500, 503]) {
    const { state, nextAttemptAt } = attempt(FRESH, status, NOW);
    assert.equal(state, 'pending');
    assert.ok(nextAttemptAt && Date.parse(nextAttemptAt) >= NOW + 4500, `${status} ${nextAttemptAt}`);
  }
});

test('attempts follow the schedule over three days, each pause within a tenth, and then it has failed', () => {
  let delivery = FRESH;
  let now = NOW;
  for (const [index, delay] of RETRY_DELAYS_MS.entries()) {
    delivery = attempt(delivery, 500, now);
    const pause = Date.parse(delivery.nextAttemptAt ?? '') - now;
    assert.ok(Math.abs(pause - delay) <= delay / 10 + 1, `pause ${index}: ${pause}`);
    now += pause;
  }
  delivery = attempt(delivery, 500, now);
  assert.deepEqual([delivery.state, delivery.nextAttemptAt, delivery.tries], ['failed', null, ATTEMPTS_MAX]);
  const days = (now - NOW) / (24 * 3600 * 1000);
  assert.ok(days > 2.8 && days < 3.5, `${days} days`);
  const again = renewed(delivery, now);
  assert.deepEqual([again.state, again.tries, again.attempts.length], ['pending', 0, ATTEMPTS_MAX]);
});

test('the pause is drawn, and longer where the receiver asks for it or is overloaded', () => {
  assert.deepEqual(
    [0, 0.5, 1].map((random) => retryDelayMs(2, { status: 500 }, random)),
    [270_000, 300_000, 330_000],
  );
  for (const status of [429, 502, 504]) assert.equal(retryDelayMs(1, { status }), 60_000);
  assert.equal(retryDelayMs(1, { status: 503, retryAfterMs: 120_000 }), 120_000);
  assert.equal(retryDelayMs(3, { status: 429, retryAfterMs: 1000 }, 0.5), 1_800_000);
  assert.equal(retryDelayMs(1, { status: 503, retryAfterMs: 1e15 }), 24 * 3600 * 1000);
});

test('Retry-After is read as seconds or as a date of HTTP; anything else is none', () => {
  assert.equal(readRetryAfter('120', NOW), 120_000);
  assert.equal(readRetryAfter('0', NOW), 0);
  assert.equal(readRetryAfter('Sun, 01 Mar 2026 12:01:00 GMT', NOW), 60_000);
  assert.equal(readRetryAfter('Sun, 01 Mar 2020 12:01:00 GMT', NOW), 0);
  for (const header of [undefined, '', '-1', '1.5', '1e9', 'soon', '99999999999', '2026-03-01', 'Mon, nonsense'])
    assert.equal(readRetryAfter(header, NOW), undefined, header);
});

test('an attempt is counted before it is made: one whose sender dies is over, and the next has its time', () => {
  let delivery = begun(FRESH, NOW);
  assert.deepEqual([delivery.tries, delivery.attempts.length, delivery.attempts[0]?.status], [1, 1, null]);
  assert.match(delivery.attempts[0]?.error ?? '', /before the sender ended/);
  assert.equal(Date.parse(delivery.nextAttemptAt ?? ''), NOW + 20_000, 'not while the attempt may still go on');
  while (!isExhausted(delivery)) delivery = begun(delivery, NOW);
  assert.equal(delivery.tries, ATTEMPTS_MAX);
  assert.deepEqual([exhausted(delivery).state, exhausted(delivery).nextAttemptAt], ['failed', null]);
});

test('of many attempts the newest twenty are kept', () => {
  let delivery = FRESH;
  for (let count = 1; count <= 50; count++) delivery = attempt(renewed(delivery, NOW), 500, NOW + count);
  assert.equal(delivery.attempts.length, 20);
  assert.equal(delivery.attempts.at(-1)?.at, new Date(NOW + 50).toISOString());
});
