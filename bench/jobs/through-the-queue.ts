/**
 * Jobs that do nothing, through our queue and through BullMQ alone, on the same Redis: what records, events and storage cost. No
 * HTTP, no trainer.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { openQueue } from '../../test/support/queue.ts';

export interface QueueFigures {
  /** Milliseconds from submitting one job to the news that it is done. */
  readonly latencies: Readonly<Record<'ours' | 'bullmq', readonly number[]>>;
  /** Jobs a minute of one worker, with so many in the line; a figure a round. */
  readonly perMinute: Readonly<Record<'ours' | 'bullmq', readonly number[]>>;
  readonly jobs: number;
}

const PAUSE_MS = 30;

/** Rounds alternate. */
export async function measureQueue(rounds: number, latencies: number, jobs: number): Promise<QueueFigures> {
  const queue = await openQueue({ queueLimitJobs: jobs + 10 });
  const worker = queue.startWorker(async () => ({ model: 'digits', version: 1 }));
  const bullmq = await openBullMQ(queue.redis.socket);
  const ours = {
    async one() {
      const id = await queue.submit();
      await queue.jobs.untilEnded(id, 60_000, new AbortController().signal);
    },
    async many() {
      const ids = await Promise.all(Array.from({ length: jobs }, () => queue.submit()));
      // They run while they are submitted, so the slowest of them counts.
      for (const id of ids) await queue.jobs.untilEnded(id, 600_000, new AbortController().signal);
    },
  };
  const figures = {
    latencies: { ours: [] as number[], bullmq: [] as number[] },
    perMinute: { ours: [] as number[], bullmq: [] as number[] },
  };
  try {
    await ours.one();
    for (let round = 0; round < rounds; round++) {
      for (const [name, candidate] of [
        ['ours', ours],
        ['bullmq', bullmq],
      ] as const) {
        for (let count = 0; count < latencies; count++) {
          figures.latencies[name].push(await millisecondsOf(candidate.one));
          await sleep(PAUSE_MS);
        }
        figures.perMinute[name].push((jobs / (await millisecondsOf(candidate.many))) * 60_000);
      }
    }
    return { ...figures, jobs };
  } finally {
    await worker.close();
    await bullmq.close();
    await queue.close();
  }

  async function openBullMQ(socket: string) {
    const connections = [0, 1, 2].map(() => new Redis(socket, { maxRetriesPerRequest: null }));
    const [first, second, third] = connections as [Redis, Redis, Redis];
    const line = new Queue('no-op', { connection: first });
    const noOp = new Worker('no-op', async () => undefined, { connection: second });
    const events = new QueueEvents('no-op', { connection: third });
    await Promise.all([line.waitUntilReady(), noOp.waitUntilReady(), events.waitUntilReady()]);
    const one = async (): Promise<void> => void (await (await line.add('a', {})).waitUntilFinished(events, 60_000));
    await one();
    return {
      one,
      async many() {
        const added = await Promise.all(Array.from({ length: jobs }, () => line.add('a', {})));
        for (const job of added) await job.waitUntilFinished(events, 600_000);
      },
      async close() {
        await Promise.all([noOp.close(), events.close(), line.close()]);
        for (const connection of connections) connection.disconnect();
      },
    };
  }
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
