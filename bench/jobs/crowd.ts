/** A thousand queued jobs and a hundred watchers, then thousands of watchers: what the api's answers take, and what it holds. */
import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobEvent } from '../../src/queue/index.ts';
import { startProcesses } from '../../test/support/processes.ts';
import { heldBy } from '../../test/support/soak.ts';
import { waitFor } from '../../test/support/waiting.ts';
import { startProbing } from '../data/probing.ts';

export interface CrowdFigures {
  /** Milliseconds of requests with nobody about, and with the queue and the watchers. */
  readonly idle: readonly number[];
  readonly busy: readonly number[];
  readonly queued: number;
  readonly watchers: number;
  readonly many: {
    readonly asked: number;
    readonly connected: number;
    readonly bytesEach: number;
    /** From an event's own time until the last watcher had it, in milliseconds. */
    readonly reachedMs: readonly number[];
  };
}

export interface CrowdSettings {
  readonly queued: number;
  readonly watchers: number;
  readonly many: number;
  readonly probedMs: number;
}

/** The watched job trains all the time, in a trainer that needs no processor: the api alone is asked. */
export async function measureCrowd({ queued, watchers, many, probedMs }: CrowdSettings): Promise<CrowdFigures> {
  const unlimited = { RATE_LIMIT_PER_MINUTE: '100000000', TINY_TRAINER: 'yes', LOG_LEVEL: 'warn' };
  const service = await startProcesses(unlimited);
  const probing = startProbing(service.client.url);
  const request = { model: 'crowd', dataset: 'mnist', network: 'mlp', training: { epochs: 10_000, seed: 1 } };
  try {
    const { samples: idle } = await probing.during(() => sleep(probedMs));
    await service.startWorker('test/support/tiny-worker.ts');
    const { id } = await service.client.submit(request);
    for (let count = 0; count < queued; count += 50)
      await Promise.all(Array.from({ length: 50 }, () => service.client.submit(request)));
    await waitFor('the job to train', async () => (await service.client.job(id)).history.length > 0, 60_000);
    const url = `${service.client.url}/v1/jobs/${id}/events`;
    const few = await startWatchers(url, watchers);
    const { samples: busy } = await probing.during(() => sleep(probedMs));
    few.close();
    // Events so far are read by each who comes: a new job has few.
    await service.client.post(`/v1/jobs/${id}/cancel`);
    const other = await waitFor(
      'the next job to train',
      async () => {
        const { body } = await service.client.get('/v1/jobs?status=running&limit=1');
        return body.data?.[0]?.history.length > 0 && (body.data[0].id as string);
      },
      60_000,
    );
    const before = heldBy(service.api.pid).rssBytes;
    const crowd = await startWatchers(`${service.client.url}/v1/jobs/${other}/events`, many);
    await sleep(5000);
    const bytesEach = (heldBy(service.api.pid).rssBytes - before) / Math.max(1, crowd.connected);
    const reached = crowd.takeReached();
    await sleep(5000);
    const events = (await service.client.get(`/v1/jobs/${other}/events`, { accept: 'application/json' })).body
      .data as JobEvent[];
    const told = new Map(events.map((event) => [event.id, Date.parse(event.at)]));
    const reachedMs = [...reached, ...crowd.takeReached()].flatMap(
      ({ id: each, at }) => at - (told.get(each) ?? Number.NaN),
    );
    crowd.close();
    return { idle, busy, queued, watchers, many: { asked: many, connected: crowd.connected, bytesEach, reachedMs } };
  } finally {
    probing.close();
    await service.close();
  }
}

interface Reached {
  readonly id: string;
  readonly at: number;
}

async function startWatchers(url: string, count: number) {
  const program = path.join(import.meta.dirname, 'watchers.js');
  const child = fork(program, [url, String(count)]);
  let reached: Reached[] = [];
  const connected = await new Promise<number>((resolve, reject) => {
    child.on('message', (message: { type: string; connected: number } & Reached) => {
      if (message.type === 'connected') resolve(message.connected);
      else reached.push({ id: message.id, at: message.at });
    });
    child.once('exit', (code) => reject(new Error(`The watchers ended: ${code}.`)));
  });
  return {
    connected,
    /** Since it was asked last. */
    takeReached() {
      const taken = reached;
      reached = [];
      return taken;
    },
    close: () => child.disconnect(),
  };
}
