/**
 * Many small jobs while parts of the service are killed at random: what became of each, and what an api and a worker that nobody
 * kills hold of memory and of files meanwhile.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../src/queue/index.ts';
import type { RandomStream } from '../../src/random.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { assertSeen } from './crashes.ts';
import { persistently, requireOk, untilEnded } from './endings.ts';
import type { ProcessService, TestProcess } from './processes.ts';
import type { Victims } from './victims.ts';
import { waitFor } from './waiting.ts';

export interface SoakOptions {
  readonly service: ProcessService;
  readonly victims: Victims;
  readonly random: RandomStream;
  readonly jobs: number;
  /** No more are submitted after so long: a busy machine runs fewer. */
  readonly secondsMax: number;
  /** Before each blow at most. */
  readonly pauseMs: number;
  /** A worker that nobody kills. */
  readonly survivor: TestProcess;
}

export interface SoakFigures {
  readonly seconds: number;
  readonly jobs: number;
  readonly blows: number;
  readonly ends: Readonly<Record<string, number>>;
  /** Of the api and of the worker that nobody killed: after a third of the jobs, and after all. */
  readonly api: Holding;
  readonly worker: Holding;
}

export interface Holding {
  readonly before: Held;
  readonly after: Held;
}

export interface Held {
  readonly rssBytes: number;
  readonly handles: number;
}

const MODELS = 4;
const CANCELLED_IN = 10;
/** As many as wait and run at once: the others come when these have ended. */
const AT_ONCE = 6;

/** @throws AssertionError where a job ended twice or never, or has another number of versions than it should. */
export async function runSoak(options: SoakOptions): Promise<SoakFigures> {
  const { service, victims, random, jobs, secondsMax, pauseMs, survivor } = options;
  const started = performance.now();
  const ended: Job[] = [];
  let before: readonly [Held, Held] | undefined;
  const holding = () => [heldBy(service.api.pid), heldBy(survivor.pid)] as const;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < jobs && secondsSince(started) < secondsMax) {
      ended.push(await runOne(options, next++));
      if (ended.length >= jobs / 3 || secondsSince(started) > secondsMax / 3) before ??= holding();
    }
  };
  let done = false;
  const working = Promise.all(Array.from({ length: AT_ONCE }, work)).finally(() => (done = true));
  let blows = 0;
  for (; !done; blows++) {
    await Promise.race([sleep(random.below(pauseMs)), working.catch(() => undefined)]);
    if (done) break;
    const reached = ended.length;
    await victims.blow();
    // However slow the machine is, something goes on between two blows.
    await waitFor('a job to end', () => done || ended.length > reached, 120_000);
  }
  await working;
  await assertVersions(service, ended);
  const [apiBefore, workerBefore] = before ?? holding();
  const [api, worker] = holding();
  return {
    ...{ seconds: secondsSince(started), jobs: ended.length, blows, ends: countEnds(ended) },
    api: { before: apiBefore, after: api },
    worker: { before: workerBefore, after: worker },
  };
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

/** As a client that does not give up: it submits under a key, until it is answered, and follows to the end. */
async function runOne({ service, victims, random }: SoakOptions, index: number): Promise<Job> {
  // Half of them by the api that is killed.
  const client = index % 2 === 0 ? victims.client : () => service.client;
  const body = {
    ...{ model: `soak-${index % MODELS}`, dataset: 'mnist', network: 'mlp' },
    training: { epochs: 1, seed: index },
  };
  const headers = { 'idempotency-key': `soak-${index}` };
  const { id } = await persistently(() => client().submit(body, headers));
  const ending = untilEnded(client, id);
  if (random.below(CANCELLED_IN) === 0) {
    await sleep(random.below(1000));
    // It may have ended by itself: that is a refusal, and fine.
    await persistently(() => requireAnswer(client().post(`/v1/jobs/${id}/cancel`)));
  }
  const end = await ending;
  assertSeen(end);
  return end.job;
}

async function requireAnswer(answer: Promise<{ readonly status: number; readonly text: string }>): Promise<void> {
  if ((await answer).status !== 409) await requireOk(answer);
}

/** Each job that succeeded has one version, and no other has any. */
async function assertVersions({ dataDir }: ProcessService, jobs: readonly Job[]): Promise<void> {
  const registry = createRegistry(await openFileStorage(path.join(dataDir, 'storage')));
  const makers: string[] = [];
  for (const model of await registry.models())
    for (const version of await registry.versions(model)) {
      const manifest = await registry.manifest({ model, version });
      if (model.startsWith('soak-')) makers.push(manifest?.lineage.job ?? '');
    }
  const succeeded = jobs.filter(({ status }) => status === 'succeeded').map(({ id }) => id);
  assert.deepEqual(makers.sort(), succeeded.sort());
  assert.equal(new Set(jobs.map(({ id }) => id)).size, jobs.length);
}

function countEnds(jobs: readonly Job[]): Record<string, number> {
  const ends: Record<string, number> = {};
  for (const { status } of jobs) ends[status] = (ends[status] ?? 0) + 1;
  return ends;
}

/** By Linux's `/proc`. */
export function heldBy(pid: number): Held {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { rssBytes: Number(kilobytes) * 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}
