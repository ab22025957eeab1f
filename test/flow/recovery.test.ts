/**
 * Everything is killed or emptied at random moments, alone and together, while jobs of a trainer that learns nothing, fast,
 * wait and run: each of them ends once, and has learnt each of its epochs.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Job } from '../../src/queue/index.ts';
import { randomStream } from '../../src/random.ts';
import type { Client } from '../support/client.ts';
import { type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const WORKER = 'test/support/tiny-worker.ts';
const JOBS = 8;
const EPOCHS = 6;
const BLOWS = 5;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

let service: ProcessService;
let workers: TestProcess[] = [];

before(
  async () => {
    service = await startProcesses({ TINY_TRAINER: 'yes' });
    workers = [await service.startWorker(WORKER), await service.startWorker(WORKER)];
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const submit = (client: Client, model: string, epochs: number) =>
  client.submit({ model, dataset: 'mnist', network: 'mlp', training: { epochs, seed: 7 } });

/** As a client that tries again while the service is away. */
function until(client: Client, id: string, what: string, holds: (job: Job) => boolean, ms = 40_000): Promise<Job> {
  return waitFor(
    what,
    async () => {
      const job = await client.job(id).catch(() => undefined);
      return job !== undefined && holds(job) && job;
    },
    ms,
  );
}

test('a job whose worker is killed goes on in another within seconds', { timeout: 60_000 }, async () => {
  const { client } = service;
  const { id } = await submit(client, 'long', 400);
  const { history } = await until(client, id, 'an epoch', (job) => job.history.length > 1);
  const holder = workers.find((worker) => worker.text().includes(id)) as TestProcess;
  const killed = performance.now();
  await holder.end('SIGKILL');
  const further = (job: Job) => job.attempts === 2 && job.history.length > history.length;
  const job = await until(client, id, 'a new epoch', further, 20_000);
  assert.ok(performance.now() - killed < 15_000, `${performance.now() - killed} ms`);
  assert.equal(job.history[0]?.epoch, 1);
  await client.post(`/v1/jobs/${id}/cancel`);
  workers = workers.map((worker) => (worker === holder ? undefined : worker)).filter((worker) => worker !== undefined);
  workers.push(await service.startWorker(WORKER));
});

test('a job that kills its trainer three times is failed, with the reason, and leaves the line', {
  timeout: 60_000,
}, async () => {
  const { client } = service;
  const { id } = await submit(client, 'crash', 3);
  const job = await until(client, id, 'the job to fail', ({ status }) => status === 'failed');
  assert.deepEqual([job.attempts, job.error?.code], [3, 'ERR_TRAINER_DIED']);
  assert.match(job.error?.message ?? '', /^The trainer ended before the job did: SIGSEGV\.$/);
});

test(`whatever is killed or emptied, each job ends once (SEED=${seed})`, { timeout: 150_000 }, async () => {
  const random = randomStream(seed, 'blows');
  let api = await service.startApi();
  const redis = new Redis(service.redis.socket, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const ids: string[] = [];
  for (let count = 0; count < JOBS; count++) ids.push((await submit(api.client, 'digits', EPOCHS)).id);
  const paused = ids[JOBS - 1] as string;
  await api.client.post(`/v1/jobs/${paused}/pause`);
  let trainersKilled = 0;
  const blows: Record<string, () => Promise<unknown>> = {
    async worker() {
      const index = random.below(workers.length);
      await workers[index]?.end('SIGKILL');
      workers[index] = await service.startWorker(WORKER);
    },
    async trainers() {
      // Three in a row would be the job's end.
      if (++trainersKilled > 2) return;
      for (const pid of workers[random.below(workers.length)]?.trainers() ?? []) process.kill(pid, 'SIGKILL');
    },
    emptied: () => redis.flushall(),
    async redis() {
      await service.redis.kill();
      await service.redis.start();
    },
    async api() {
      await api.end('SIGKILL');
      api = await service.startApi();
    },
    async everything() {
      await Promise.all([service.redis.kill(), api.end('SIGKILL'), ...workers.map((worker) => worker.end('SIGKILL'))]);
      await service.redis.start();
      api = await service.startApi();
      workers = await Promise.all(workers.map(() => service.startWorker(WORKER)));
    },
  };
  const names = Object.keys(blows);
  for (let count = 0; count < BLOWS; count++) {
    await sleep(random.below(700));
    await blows[names[random.below(names.length)] as string]?.();
  }
  redis.disconnect();
  const { status } = await until(api.client, paused, 'the paused job', () => true);
  assert.equal(status, 'paused');
  assert.equal((await api.client.post(`/v1/jobs/${paused}/resume`)).status, 200);
  for (const id of ids) {
    const job = await until(api.client, id, 'the job to end', ({ finishedAt }) => finishedAt !== null);
    const epochs = job.history.map(({ epoch }) => epoch);
    assert.deepEqual([job.status, epochs], ['succeeded', [1, 2, 3, 4, 5, 6]]);
    const { body } = await api.client.get(`/v1/jobs/${id}/events`, { accept: 'application/json' });
    const ends = (body.data as { data: { status?: string } }[]).filter(({ data }) => data.status === 'succeeded');
    assert.equal(ends.length, 1);
  }
});
