/** Workers whose clock is an hour off, either way, and whose disk is slow: jobs go on as anywhere else. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isLater } from '../../src/queue/event-log.ts';
import type { Job } from '../../src/queue/index.ts';
import { assertSeen } from '../support/crashes.ts';
import { untilEnded } from '../support/endings.ts';
import { type ProcessService, preloading, startProcesses } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const WORKER = 'test/support/tiny-worker.ts';
const HOUR_MS = 3_600_000;

let service: ProcessService;

before(
  async () => {
    service = await startProcesses({ TINY_TRAINER: 'yes' });
  },
  { timeout: 120_000 },
);

after(() => service?.close());

const submit = (epochs: number) =>
  service.client.submit({ model: 'hard', dataset: 'mnist', network: 'mlp', training: { epochs, seed: 7 } });
const end = (id: string) => untilEnded(() => service.client, id, undefined, 120);
const until = (id: string, what: string, holds: (job: Job) => boolean) =>
  waitFor(what, async () => holds(await service.client.job(id)), 60_000);

for (const [own, others] of [
  [HOUR_MS, -HOUR_MS],
  [-HOUR_MS, HOUR_MS],
] as const)
  test(`a job of a worker whose clock is ${own > 0 ? 'ahead' : 'behind'} goes on at once in one whose clock is not`, {
    timeout: 300_000,
  }, async () => {
    const clock = (shift: number) => ({ ...preloading('shifted-clock'), CLOCK_SHIFT_MS: String(shift) });
    const first = await service.startWorker(WORKER, clock(own));
    const { id } = await submit(40);
    await until(id, 'two epochs', ({ history }) => history.length >= 2);
    const line = first.lines().find(({ jobId }) => jobId === id);
    assert.ok(Math.abs(Number(line?.['time']) - Date.now() - own) < 120_000, 'its clock is off');
    for (const trainer of first.trainers()) process.kill(trainer, 'SIGKILL');
    await until(id, 'the job to be repeated', ({ attempts }) => attempts === 2);
    await first.end('SIGTERM');
    const second = await service.startWorker(WORKER, clock(others));
    await until(id, 'the other to have it', ({ attempts }) => attempts === 3);
    const ended = await end(id);
    assertSeen(ended);
    assert.deepEqual([ended.job.status, ended.job.attempts, ended.job.history.length], ['succeeded', 3, 40]);
    for (const [index, { id: each }] of ended.kept.entries())
      if (index > 0) assert.ok(isLater(each, ended.kept[index - 1]?.id ?? ''));
    // What ended before is not taken for old.
    assert.equal((await service.client.job(id)).status, 'succeeded');
    await second.end('SIGTERM');
  });

test('a disk that takes long for everything costs time, and nothing else', { timeout: 300_000 }, async () => {
  const slow = { ...preloading('slow-disk'), DISK_DELAY_MS: '150' };
  const api = await service.startApi(slow);
  const worker = await service.startWorker(WORKER, slow);
  const { id } = await api.client.submit({
    ...{ model: 'slow-disk', dataset: 'mnist', network: 'mlp' },
    training: { epochs: 5, seed: 7 },
  });
  await until(id, 'an epoch', ({ history }) => history.length >= 1);
  assert.equal((await api.client.post(`/v1/jobs/${id}/pause`)).body.status, 'paused');
  assert.equal((await api.client.post(`/v1/jobs/${id}/resume`)).status, 200);
  const ended = await end(id);
  assertSeen(ended);
  assert.deepEqual([ended.job.status, ended.job.version?.version, ended.job.history.length], ['succeeded', 1, 5]);
  const { id: other } = await submit(400);
  await until(other, 'an epoch', ({ history }) => history.length >= 1);
  const asked = performance.now();
  assert.equal((await service.client.post(`/v1/jobs/${other}/cancel`)).body.status, 'cancelled');
  assert.ok(performance.now() - asked < 5000);
  await worker.end('SIGTERM');
});
