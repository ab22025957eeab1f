/**
 * How long the api keeps others waiting while it takes the largest requests of each kind: the longest delay of its event
 * loop, as it measures that itself, and the answers that another client gets meanwhile. About a minute.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { startSupervisor } from '../../src/supervisor/supervisor.ts';
import { type Probing, startProbing } from '../data/probing.ts';
import { type BenchOptions, type BenchSection, quantile, table } from '../section.ts';
import { publishModels } from './models.ts';
import { type LargeRequest, REQUESTS } from './requests.ts';

const ROUNDS = 3;
const GOAL_MS = 50;
const IDLE_MS = 3000;
const LAG = /^epochd_nodejs_eventloop_lag_max_seconds (\S+)$/m;

interface Figures {
  readonly name: string;
  readonly bytes: number;
  /** From the request to its answer, of each round. */
  readonly tookMs: number[];
  readonly lagMs: number[];
  readonly probes: number[];
}

/** @returns the section for `docs/benchmarks.md`. */
export async function run({ quick, rounds = quick ? 1 : ROUNDS }: BenchOptions): Promise<BenchSection> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'epochd-bench-'));
  const limits = { RATE_LIMIT_PER_MINUTE: '1000000' };
  const environment = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', ...limits };
  await publishModels(await openFileStorage(path.join(folder, 'storage')));
  const config = loadConfig({ ...process.env, ...environment });
  const service = await startSupervisor(config, createLogger('bench', 'warn'));
  const probing = startProbing(service.url);
  try {
    return sectionOf(await measure(service.url, probing, rounds), rounds);
  } finally {
    probing.close();
    await service.close();
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, probing: Probing, rounds: number): Promise<Figures[]> {
  const idle: Figures = { name: 'nothing', bytes: 0, tookMs: [], lagMs: [], probes: [] };
  // What an api does in its first seconds is not what requests cost.
  await probing.during(() => sleep(IDLE_MS));
  await record(idle, url, probing, () => sleep(IDLE_MS));
  const figures = [idle];
  for (const request of REQUESTS) {
    const body = Buffer.from(request.body());
    const each: Figures = { name: request.name, bytes: body.length, tookMs: [], lagMs: [], probes: [] };
    // The first prediction loads its model.
    if (request.path.includes('/models/')) await send(url, request, body);
    for (let round = 0; round < rounds; round++) await record(each, url, probing, () => send(url, request, body));
    figures.push(each);
  }
  return figures;
}

async function record(figures: Figures, url: string, probing: Probing, work: () => Promise<void>): Promise<void> {
  // The api counts anew after each time that it was asked.
  await lagOf(url);
  const started = performance.now();
  const { samples } = await probing.during(work);
  figures.tookMs.push(performance.now() - started);
  figures.lagMs.push(await lagOf(url));
  figures.probes.push(...samples);
}

async function send(
  url: string,
  { path: at, type, status, name, headers: more }: LargeRequest,
  body: Buffer,
): Promise<void> {
  const headers = { 'content-type': type, prefer: 'wait=60', ...more };
  const response = await fetch(url + at, { method: 'POST', headers, body }).catch((error) => {
    // Refused by its length before all was sent: whether a client still sees the answer is a matter of luck.
    if (status === 413) return undefined;
    throw error;
  });
  if (!response) return;
  const text = await response.text();
  if (response.status !== status && !(status === 202 && response.ok))
    throw new Error(`Expected ${status} of "${name}". Received: ${response.status} ${text.slice(0, 300)}`);
}

async function lagOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return 1000 * Number(LAG.exec(text)?.[1]);
}

function sectionOf(figures: readonly Figures[], rounds: number): BenchSection {
  const milliseconds = (value: number): string => value.toFixed(0);
  const rows = figures.map(({ name, bytes, tookMs, lagMs, probes }) => [
    ...[name, bytes === 0 ? '–' : `${(bytes / 1e6).toFixed(1)} MB`, milliseconds(quantile(tookMs, 0.5))],
    ...[milliseconds(Math.max(...lagMs)), milliseconds(quantile(probes, 0.5)), milliseconds(Math.max(...probes))],
  ]);
  const longest = Math.max(...figures.flatMap(({ lagMs }) => lagMs));
  return {
    title: 'What large requests cost others',
    body: [
      'The service as `npm start` runs it. While the api takes one large request, another client asks for `/health/live` and',
      `\`/v1/jobs\` in turn, fifty times a second. The delay is the longest of the api's event loop, by Node's own histogram`,
      `(which counts the ten milliseconds of its timer); milliseconds, of ${rounds} rounds. The machine did other work, too: its load was`,
      `${os.loadavg()[0]?.toFixed(0)} on ${os.availableParallelism()} processors at the end.`,
      '',
      table(['the api takes', 'body', 'its answer', 'longest delay', "others' median", "others' longest"], rows),
      '',
      `The goal of no delay above ${GOAL_MS} ms: ${longest <= GOAL_MS ? '**reached**' : 'missed'}.`,
    ].join('\n'),
  };
}
