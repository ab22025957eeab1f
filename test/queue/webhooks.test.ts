/** Webhooks of jobs, from the queue to a real receiver: none is lost, whoever dies, and none blocks a job. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Redis } from 'ioredis';
import type { WebhookEvent } from '../../src/models/specification/index.ts';
import { createJobArchive } from '../../src/queue/archive.ts';
import { changeJob, defineChangeJob } from '../../src/queue/change-job.ts';
import { type JobWorker, newJobId } from '../../src/queue/index.ts';
import { prune } from '../../src/queue/prune.ts';
import { MOVES } from '../../src/queue/states.ts';
import type { Storage } from '../../src/storage/index.ts';
import { newDelivery } from '../../src/webhooks/delivery.ts';
import { begun, createOutbox, type Delivery, type Outbox } from '../../src/webhooks/index.ts';
import { openQueue, submissionOf, type TestQueue } from '../support/queue.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { waitFor } from '../support/waiting.ts';

const VERSION = { model: 'digits', version: 1 };
const ENDS: readonly WebhookEvent[] = ['job.succeeded', 'job.failed', 'job.cancelled'];

let queue: TestQueue;
let redis: Redis;
let outbox: Outbox;
let hook: Receiver;
let workers: JobWorker[] = [];

before(async () => {
  queue = await openQueue();
  redis = new Redis(queue.redis.socket);
  defineChangeJob(redis);
  outbox = createOutbox(queue.storage);
  hook = await startReceiver();
});

afterEach(async () => {
  // What is broken off would be sent again, in the next test.
  await untilNoneDue();
  await Promise.all(workers.map((worker) => worker.close()));
  workers = [];
  hook.answer(204);
  hook.received.length = 0;
});

after(async () => {
  await hook.close();
  redis.disconnect();
  await queue.close();
});

function startSending(storage?: Storage): JobWorker {
  const worker = queue.startWebhookWorker(storage);
  workers.push(worker);
  return worker;
}

function startTraining(...run: Parameters<TestQueue['startWorker']>): JobWorker {
  const worker = queue.startWorker(...run);
  workers.push(worker);
  return worker;
}

async function submit(events = ENDS, url = hook.url): Promise<string> {
  return (await queue.jobs.submit({ ...submissionOf(), webhook: { url, events } })).id;
}

/** A job that ended, and whose end storage knows. */
async function cancelled(): Promise<string> {
  const id = await submit();
  await queue.jobs.cancel(id);
  return id;
}

function untilState(jobId: string, state: Delivery['state'], millisecondsMax?: number): Promise<Delivery> {
  return waitFor(
    `a delivery that is ${state}`,
    async () => (await queue.jobs.deliveries.list(jobId)).find((delivery) => delivery.state === state),
    millisecondsMax,
  );
}

/** After so many attempts. */
function untilTried(jobId: string, attempts: number): Promise<Delivery> {
  return waitFor(`${attempts} attempts`, async () => {
    const [delivery] = await queue.jobs.deliveries.list(jobId);
    const isOver = delivery?.attempts.length === attempts && delivery.attempts.at(-1)?.durationMs !== null;
    return isOver && delivery;
  });
}

const untilNoneDue = () => waitFor('no marks to be left', async () => (await outbox.due()).length === 0);

test('each end is told once, with the job as it ended, and nothing of jobs that have no webhook', {
  timeout: 60_000,
}, async () => {
  startSending();
  startTraining(async ({ jobId, log }) => {
    log('at work');
    if (jobId === failing) throw Object.assign(new Error('Expected data. Received: none.'), { code: 'ERR_DATA' });
    return VERSION;
  });
  const failing = await submit();
  const succeeding = await submit();
  await queue.until(await queue.submit(), 'succeeded');
  await hook.until(2);
  const cancelling = await cancelled();
  await hook.until(3);
  const byJob = new Map(hook.received.map((each) => [each.payload.data.id, each]));
  const expected = [
    [failing, 'failed'],
    [succeeding, 'succeeded'],
    [cancelling, 'cancelled'],
  ] as const;
  for (const [id, status] of expected) {
    const { payload, id: messageId, text } = byJob.get(id) ?? assert.fail();
    const { history: _h, network: _n, training: _t, scoring: _s, pausing: _p, ...job } = await queue.jobs.get(id);
    assert.equal(messageId, `msg_${id}_${status}`);
    assert.deepEqual(payload, { type: `job.${status}`, timestamp: job.finishedAt, data: job });
    assert.ok(text.length < 20_000);
    const { attempts, state, nextAttemptAt } = await untilState(id, 'delivered');
    assert.deepEqual([state, nextAttemptAt, attempts.length, attempts[0]?.status], ['delivered', null, 1, 204]);
  }
  await untilNoneDue();
  assert.equal(hook.received.length, 3);
});

test('starts and pauses are told where they are asked for, each pause by itself, in their order', {
  timeout: 60_000,
}, async () => {
  startSending();
  let end = false;
  startTraining(async ({ signal, pauseAsked }) => {
    await waitFor('the end', () => end || signal.aborted || pauseAsked.aborted);
    return pauseAsked.aborted ? 'paused' : VERSION;
  });
  const id = await submit(['job.started', 'job.paused', 'job.succeeded']);
  for (let count = 0; count < 2; count++) {
    await queue.until(id, 'running');
    await queue.jobs.pause(id);
    // At once, so that nobody else has looked at it while it was paused.
    await queue.jobs.resume(id);
  }
  await queue.until(id, 'running');
  end = true;
  await hook.until(4);
  const types = hook.received.map(({ payload }) => payload.type);
  assert.deepEqual(types, ['job.started', 'job.paused', 'job.paused', 'job.succeeded']);
  assert.equal(new Set(hook.received.map((each) => each.id)).size, 4);
  for (const { id: messageId, payload } of hook.received) {
    assert.match(messageId, /^[A-Za-z0-9_-]+$/);
    assert.equal(payload.data.status, { 'job.started': 'running' }[payload.type as string] ?? payload.type.slice(4));
  }
});

test('an event waits while an earlier one of its job is being sent, but not for its retries', {
  timeout: 60_000,
}, async () => {
  startSending();
  let answeredAt = 0;
  hook.answer((response, count) => {
    const answer = (): void => {
      if (count === 1) answeredAt = Date.now();
      response.writeHead(count === 1 ? 500 : 204).end();
    };
    setTimeout(answer, count === 1 ? 1000 : 0);
  });
  const id = await submit(['job.started', 'job.cancelled']);
  startTraining(async ({ signal }) => {
    await waitFor('the end', () => signal.aborted);
    return VERSION;
  });
  await hook.until(1);
  await queue.jobs.cancel(id);
  await hook.until(2);
  const [first, second] = hook.received;
  assert.deepEqual([first?.payload.type, second?.payload.type], ['job.started', 'job.cancelled']);
  assert.ok((second?.at ?? 0) >= answeredAt, 'after the first was answered');
  assert.ok((second?.at ?? 0) < answeredAt + 4000, 'and before its retry');
  await hook.until(3);
});

test('an import tells of its end, too', { timeout: 30_000 }, async () => {
  startSending();
  workers.push(queue.startImportWorker(async () => undefined));
  const id = newJobId();
  const specification = { dataset: 'd', digest: 'sha256:1', upload: `uploads/${id}`, files: [], options: {} };
  await queue.jobs.submitImport({ id, specification, requestId: 'r', webhook: { url: hook.url, events: ENDS } });
  const [{ payload } = assert.fail()] = await hook.until(1);
  assert.deepEqual([payload.type, payload.data.kind, payload.data.dataset], ['job.succeeded', 'import', 'd']);
});

test('a pause that was told is not told again by a Redis that was emptied', { timeout: 60_000 }, async () => {
  startSending();
  startTraining(async ({ pauseAsked }) => {
    await waitFor('the pause', () => pauseAsked.aborted || over);
    return over ? VERSION : 'paused';
  });
  let over = false;
  const id = await submit(['job.started', 'job.paused', 'job.succeeded']);
  await queue.until(id, 'running');
  await queue.jobs.pause(id);
  await hook.until(2);
  await redis.flushall();
  await waitFor('the job to be back', () => redis.exists(`{epochd}:job:${id}`));
  over = true;
  await queue.jobs.resume(id);
  await queue.until(id, 'succeeded');
  await hook.until(3);
  await untilNoneDue();
  assert.deepEqual(
    hook.received.map(({ payload }) => payload.type),
    ['job.started', 'job.paused', 'job.succeeded'],
  );
});

test('Redis is emptied before anything was sent: it is sent all the same, once', { timeout: 60_000 }, async () => {
  const ids = [await cancelled(), await cancelled()];
  await redis.flushall();
  startSending();
  startSending();
  await hook.until(2);
  await untilNoneDue();
  assert.deepEqual(hook.received.map(({ payload }) => payload.data.id).sort(), ids.sort());
});

test('Redis is emptied under a worker while a retry waits: the line is filled again', { timeout: 60_000 }, async () => {
  startSending();
  hook.answer(500);
  const id = await cancelled();
  const { nextAttemptAt } = await untilTried(id, 1);
  await redis.flushall();
  hook.answer(204);
  await untilState(id, 'delivered');
  const pause = Date.parse(nextAttemptAt ?? '') - (hook.received[0]?.at ?? 0);
  assert.ok(pause > 3500 && pause < 6500, `five seconds, about: ${pause}`);
  assert.ok((hook.received[1]?.at ?? 0) >= Date.parse(nextAttemptAt ?? '') - 50, 'and not before its time');
});

test('a receiver that is down gets it when it is up again, with the same id and body', {
  timeout: 60_000,
}, async () => {
  startSending();
  const down = await startReceiver();
  await down.close();
  const id = await submit(ENDS, down.url);
  await queue.jobs.cancel(id);
  const { attempts } = await untilTried(id, 1);
  assert.match(attempts[0]?.error ?? '', /ECONNREFUSED/);
  const up = await startReceiver({ port: down.port });
  const [{ id: messageId } = assert.fail()] = await up.until(1);
  assert.equal(messageId, `msg_${id}_cancelled`);
  assert.equal((await untilState(id, 'delivered')).attempts.length, 2);
  await up.close();
});

test('whoever ended a job died before storage knew: a worker tells storage, and the webhook', {
  timeout: 60_000,
}, async () => {
  const id = await submit();
  const fields = { finishedAt: new Date().toISOString() };
  await changeJob(redis, { id, move: MOVES.cancel, fields, events: [] });
  assert.equal((await queue.jobs.deliveries.list(id)).length, 0);
  startSending();
  startTraining(async () => VERSION);
  const [{ payload } = assert.fail()] = await hook.until(1);
  assert.deepEqual([payload.type, payload.data.id], ['job.cancelled', id]);
  await waitFor('its record to be of one that ended', async () => {
    return (await queue.storage.get(`unfinished/${id}.json`)) === undefined;
  });
});

test('a delivery whose mark was not written any more is announced again, and one that is over is not', async () => {
  const announcement = {
    ...{ jobId: newJobId(), event: 'job.failed' as const, at: new Date().toISOString(), data: {} },
    webhook: { url: hook.url, events: ENDS },
  };
  const first = await outbox.announce(announcement);
  assert.ok(first);
  await queue.storage.delete(`webhooks/due/${first.id}`);
  assert.deepEqual(await outbox.announce({ ...announcement, data: { other: true } }), first);
  assert.ok((await outbox.due()).includes(first.id));
  await outbox.save({ ...first, state: 'delivered' });
  await outbox.settle(first.id);
  assert.equal(await outbox.announce(announcement), undefined);
  assert.ok(!(await outbox.due()).includes(first.id));
});

test('of a job that is paused over and over the newest fifty are kept, and all that wait', async () => {
  const jobId = newJobId();
  const webhook = { url: hook.url, events: ENDS };
  const pause = (count: number) => {
    const at = new Date(1_764_000_000_000 + count).toISOString();
    return { jobId, event: 'job.paused' as const, suffix: `${count}-0`, webhook, at, data: {} };
  };
  for (let count = 0; count < 54; count++)
    await outbox.save({ ...newDelivery(pause(count)), state: count > 2 ? 'delivered' : 'pending' });
  assert.ok(await outbox.announce(pause(54)));
  const kept = await outbox.list(jobId);
  assert.equal(kept.length, 50);
  assert.deepEqual(
    kept.slice(0, 4).map(({ id }) => id.split('_').at(-1)),
    ['0-0', '1-0', '2-0', '8-0'],
  );
  await queue.storage.deleteAll(`jobs/${jobId}`);
  for (const { id } of kept) await outbox.settle(id);
});

test('several workers send each webhook once, and several at a time', { timeout: 60_000 }, async () => {
  for (let count = 0; count < 3; count++) startSending();
  let open = 0;
  let most = 0;
  hook.answer((response) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open -= 1;
      response.writeHead(200).end();
    }, 50);
  });
  const ids = await Promise.all(Array.from({ length: 30 }, cancelled));
  await hook.until(30);
  await untilNoneDue();
  assert.equal(hook.received.length, 30);
  assert.deepEqual(hook.received.map(({ payload }) => payload.data.id).sort(), ids.sort());
  assert.ok(most > 3, `${most} at a time`);
});

test('410 is the end of it for this job, until it is asked for by hand', { timeout: 60_000 }, async () => {
  startSending();
  hook.answer(410);
  let end = false;
  startTraining(async () => {
    await waitFor('the end', () => end);
    return VERSION;
  });
  const id = await submit(['job.started', 'job.succeeded']);
  await untilState(id, 'gone');
  end = true;
  await queue.until(id, 'succeeded');
  const later = await waitFor('the second event', async () => (await queue.jobs.deliveries.list(id))[1]);
  assert.deepEqual([later.event, later.state, later.attempts.length], ['job.succeeded', 'gone', 0]);
  hook.answer(204);
  await queue.jobs.deliveries.retry(id, later.id);
  await untilState(id, 'delivered');
  await untilNoneDue();
  assert.equal(hook.received.length, 2);
});

test('by hand a webhook is sent at once, though its next attempt is far', { timeout: 60_000 }, async () => {
  startSending();
  hook.answer((response) => response.writeHead(503, { 'retry-after': '3600' }).end());
  const id = await cancelled();
  const { nextAttemptAt, id: messageId } = await untilTried(id, 1);
  assert.ok(Date.parse(nextAttemptAt ?? '') > Date.now() + 3_500_000);
  hook.answer(204);
  const again = await queue.jobs.deliveries.retry(id, messageId);
  assert.deepEqual([again.state, again.tries], ['pending', 0]);
  await untilState(id, 'delivered');
  assert.deepEqual(
    hook.received.map((each) => [each.id, each.text]),
    Array(2).fill([messageId, hook.received[0]?.text]),
  );
  await assert.rejects(queue.jobs.deliveries.retry(id, `msg_${id}_nothing`), { code: 'ERR_NOT_FOUND' });
  await assert.rejects(queue.jobs.deliveries.retry(id, '../../secret'), { code: 'ERR_NOT_FOUND' });
  await assert.rejects(queue.jobs.deliveries.retry(await queue.submit(), messageId), { code: 'ERR_NOT_FOUND' });
  await assert.rejects(queue.jobs.deliveries.list(newJobId()), { code: 'ERR_NOT_FOUND' });
});

test('a worker that ends breaks off what it sends, and the next one sends it at once', {
  timeout: 60_000,
}, async () => {
  const first = startSending();
  hook.answer(() => undefined);
  const id = await cancelled();
  await hook.until(1);
  const began = performance.now();
  await first.close();
  assert.ok(performance.now() - began < 5000, 'it does not wait for the receiver');
  hook.answer(204);
  startSending();
  assert.equal((await untilState(id, 'delivered')).attempts.length, 1);
  assert.equal(hook.received[0]?.id, hook.received[1]?.id);
});

test('a worker that died while it was sending: the attempt is told as broken off, and another is made', {
  timeout: 60_000,
}, async () => {
  const id = await cancelled();
  const [delivery = assert.fail()] = await queue.jobs.deliveries.list(id);
  await outbox.save(begun(delivery, Date.now() - 21_000));
  startSending();
  const { attempts } = await untilState(id, 'delivered');
  assert.match(attempts[0]?.error ?? '', /before the sender ended/);
  assert.deepEqual([attempts.length, attempts[1]?.status], [2, 204]);
});

test('a disk that takes nothing any more stops the sending, rather than repeat it', { timeout: 60_000 }, async () => {
  let full = true;
  const put: Storage['put'] = async (key, bytes) => {
    if (full && key.includes('/deliveries/')) throw new Error('the disk is full');
    await queue.storage.put(key, bytes);
  };
  startSending({ ...queue.storage, put });
  const first = await cancelled();
  await waitFor('the failure', () => queue.log.text().includes('the disk is full'));
  assert.equal(hook.received.length, 0, 'nothing is sent of which nothing can be kept');
  full = false;
  await untilState(first, 'delivered');
  hook.answer((response) => {
    full = true;
    response.writeHead(500).end();
  });
  const second = await cancelled();
  await hook.until(2);
  await waitFor('the entry to wait for the time that the record names', async () => {
    const entry = await queue.jobs.deliveries.line.getJob(`msg_${second}_cancelled`);
    return (entry?.delay ?? 0) > 10_000;
  });
  assert.equal(hook.received.length, 2);
  await outbox.save({ ...((await outbox.get(`msg_${second}_cancelled`)) as Delivery), state: 'failed' });
  await outbox.settle(`msg_${second}_cancelled`);
});

test('what was told goes with its job, and a mark that is left without a delivery is removed', {
  timeout: 60_000,
}, async () => {
  const id = await cancelled();
  await prune(redis, createJobArchive(queue.storage), new Date(Date.now() + 1000));
  assert.deepEqual(await outbox.list(id), []);
  assert.ok((await outbox.due()).includes(`msg_${id}_cancelled`));
  await redis.del('{epochd}:webhooks:swept');
  startSending();
  await untilNoneDue();
  assert.equal(hook.received.length, 0);
});

test('what came of attempts is counted', async () => {
  const { delivered, retried, gone, failed } = await queue.jobs.deliveries.outcomes();
  assert.ok(delivered > 5 && retried > 0 && gone > 0, JSON.stringify({ delivered, retried, gone }));
  assert.equal(failed, 0);
});
