/**
 * How long from submitting a job to its first training step, with a warm trainer; beside it, in the same run and on the
 * same Redis, a BullMQ queue whose jobs do nothing.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type Client, createClient } from '../../demo/client.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import type { Job } from '../../src/queue/index.ts';
import { startEmbeddedRedis } from '../../src/supervisor/embedded-redis.ts';
import { startSupervisor } from '../../src/supervisor/supervisor.ts';
import { type BenchSection, quantile, table } from '../section.ts';

const ROUNDS = 12;
/** The next trainer is warmed 3 s after the last was taken, and loads TensorFlow in about one. */
const UNTIL_WARM_MS = 6000;
const GOAL_MS = 150;
const NETWORKS = ['mlp', 'cnn', 'lstm'] as const;

/** @returns the section for `docs/benchmarks.md`. */
export async function run(): Promise<BenchSection> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), 'epochd-bench-'));
  const logger = createLogger('bench', 'warn');
  const redis = await startEmbeddedRedis(dataDir, logger);
  const environment = { DATA_DIR: dataDir, REDIS_URL: redis.url, PORT: '0', LOG_LEVEL: 'warn' };
  const service = await startSupervisor(loadConfig({ ...process.env, ...environment }), logger);
  try {
    const client = createClient(service.url, undefined);
    const samples = new Map<string, number[]>(['BullMQ', ...NETWORKS].map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const network of NETWORKS) {
        await sleep(UNTIL_WARM_MS);
        samples.get('BullMQ')?.push(await noOpMs(redis.url));
        samples.get(network)?.push(await firstStepMs(client, network));
      }
    }
    return sectionOf(samples);
  } finally {
    await service.close();
    await redis.close();
    await fs.rm(dataDir, { recursive: true, force: true });
  }
}

/** From before the request until the event of the first step has come, both at the client; then the job is cancelled. */
async function firstStepMs(client: Client, network: string): Promise<number> {
  const started = performance.now();
  const job = await client.post<Job>('/v1/jobs', {
    model: 'bench',
    dataset: 'mnist',
    network,
    training: { epochs: 50, seed: 1 },
  });
  for await (const { type } of client.events(job)) {
    if (type !== 'progress') continue;
    const elapsed = performance.now() - started;
    await client.post(`/v1/jobs/${job.id}/cancel`, {});
    return elapsed;
  }
  throw new Error('Expected a first step. Received: the end of the events.');
}

/** From adding a job to a queue until the news that it is done. */
async function noOpMs(redisUrl: string): Promise<number> {
  const connect = (): Redis => new Redis(redisUrl.replace('unix://', ''), { maxRetriesPerRequest: null });
  const connections = [connect(), connect(), connect()] as const;
  const queue = new Queue('bench-no-op', { connection: connections[0] });
  const worker = new Worker('bench-no-op', async () => undefined, { connection: connections[1] });
  const events = new QueueEvents('bench-no-op', { connection: connections[2] });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady(), events.waitUntilReady()]);
  await (await queue.add('first', {})).waitUntilFinished(events, 5000);
  const started = performance.now();
  await (await queue.add('measured', {})).waitUntilFinished(events, 5000);
  const elapsed = performance.now() - started;
  await Promise.all([worker.close(), events.close(), queue.close()]);
  for (const connection of connections) connection.disconnect();
  return elapsed;
}

function sectionOf(samples: ReadonlyMap<string, readonly number[]>): BenchSection {
  const rows = [...samples].map(([name, values]) => [
    name === 'BullMQ' ? 'BullMQ alone, a job that does nothing' : `\`${name}\` on MNIST, batch 32`,
    ...[0.5, 0.9, 1].map((share) => `${quantile(values, share).toFixed(1)} ms`),
    String(values.length),
  ]);
  return {
    title: 'From submitting a job to its first training step',
    body: [
      'Measured at the client: from before `POST /v1/jobs` until the server-sent event of the first step has come. The',
      'trainer is warm (it has loaded TensorFlow), the service otherwise idle, Redis embedded, all on one machine.',
      `Goal: under ${GOAL_MS} ms.`,
      '',
      table(['', 'median', 'p90', 'longest', 'samples'], rows),
    ].join('\n'),
  };
}
