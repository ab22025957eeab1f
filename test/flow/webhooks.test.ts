/** Webhooks of real processes, some of which are killed: what became of a job is told, by whoever is left. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../support/client.ts';
import { type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { type Receiver, SECRET, startReceiver } from '../support/receiver.ts';
import { waitFor } from '../support/waiting.ts';

const WORKER = 'test/support/tiny-worker.ts';
const JOB = { model: 'tiny', dataset: 'mnist', network: 'mlp', training: { epochs: 2 } };

let service: ProcessService;
let worker: TestProcess;
let hook: Receiver;

before(
  async () => {
    hook = await startReceiver();
    service = await startProcesses({
      ...{ TINY_TRAINER: 'yes', WEBHOOK_SECRETS: SECRET, WEBHOOK_PRIVATE_HOSTS: '127.0.0.1' },
    });
    worker = await service.startWorker(WORKER);
  },
  { timeout: 90_000 },
);

after(async () => {
  await service?.close();
  await hook?.close();
});

const deliveries = async (job: string): Promise<Json[]> =>
  (await service.client.get(`/v1/jobs/${job}/deliveries`)).body.data;

function untilDelivered(job: string, count = 1): Promise<Json[]> {
  return waitFor(
    'all to be delivered',
    async () => {
      const all = await deliveries(job);
      return all.length === count && all.every(({ state }) => state === 'delivered') && all;
    },
    90_000,
  );
}

test('a training and an upload tell how they go, signed, from start to end', { timeout: 120_000 }, async () => {
  const events = ['job.started', 'job.succeeded'];
  const { id } = await service.client.submit({ ...JOB, webhook: { url: hook.url, events } });
  await untilDelivered(id, 2);
  assert.deepEqual(
    hook.received.map(({ payload }) => [payload.type, payload.data.id]),
    events.map((event) => [event, id]),
  );
  assert.deepEqual(hook.received[1]?.payload.data.version, { model: 'tiny', version: 1 });
  const form = new FormData();
  form.append('name', 'bytes');
  form.append('webhook', hook.url);
  form.append('file', new Blob(['123']), 'a.bin');
  const { body } = await service.client.request('POST', '/v1/datasets', { body: form });
  await untilDelivered(body.job);
  const { payload } = hook.received.at(-1) ?? assert.fail();
  assert.deepEqual([payload.type, payload.data.kind, payload.data.dataset], ['job.succeeded', 'import', 'bytes']);
});

test('the worker is killed as its job ends, and Redis emptied: the end is told by the next worker', {
  timeout: 180_000,
}, async () => {
  // Whoever sends before it is killed gets no answer.
  hook.answer(() => undefined);
  const { id } = await service.client.submit({ ...JOB, webhook: hook.url });
  await waitFor('the end', async () => (await service.client.job(id)).finishedAt !== null, 60_000);
  await worker.end('SIGKILL');
  await service.redis.kill();
  await service.redis.start();
  hook.answer(204);
  worker = await service.startWorker(WORKER);
  const [delivery] = await untilDelivered(id);
  assert.equal(delivery.event, 'job.succeeded');
  const told = hook.received.filter(({ payload }) => payload.data.id === id);
  assert.deepEqual([...new Set(told.map((each) => each.id))], [delivery.id]);
});

test('a worker that is killed while it sends costs that attempt', { timeout: 180_000 }, async () => {
  hook.answer(() => undefined);
  const { id } = await service.client.submit({ ...JOB, webhook: hook.url });
  const before = hook.received.length;
  await hook.until(before + 1, 60_000);
  await worker.end('SIGKILL');
  hook.answer(204);
  worker = await service.startWorker(WORKER);
  const [{ attempts, id: messageId }] = await untilDelivered(id);
  assert.equal(attempts.length, 2, JSON.stringify([attempts, hook.received.slice(before - 2)]));
  assert.match(attempts[0].error, /before the sender ended/);
  assert.deepEqual(
    hook.received.slice(before).map((each) => each.id),
    [messageId, messageId],
  );
});
