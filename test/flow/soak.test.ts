/** Up to sixty small jobs while workers, trainers, an api and Redis are killed at random; `npm run bench -- jobs` runs hundreds. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomStream } from '../../src/random.ts';
import { type ProcessService, startProcesses, type TestProcess } from '../support/processes.ts';
import { type Holding, runSoak } from '../support/soak.ts';
import { startVictims, type Victims } from '../support/victims.ts';

const WORKER = 'test/support/tiny-worker.ts';
const JOBS = 60;
const SECONDS_MAX = 40;
const MIB = 2 ** 20;
/** A garbage collector takes its time. */
const GROWTH_MAX = 100 * MIB;
/** Connections that are being made anew. */
const HANDLES_MAX = 10;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const random = randomStream(seed, 'soak');

let service: ProcessService;
let victims: Victims;
let survivor: TestProcess;

before(
  async () => {
    service = await startProcesses({ TINY_TRAINER: 'yes', RATE_LIMIT_PER_MINUTE: '1000000' });
    survivor = await service.startWorker(WORKER);
    // Trainers die with their workers often enough: three in a row would be a job's end.
    victims = await startVictims({ service, random, workers: 1, program: WORKER, mayLoseTrainer: () => false });
  },
  { timeout: 120_000 },
);

after(() => service?.close());

function assertFlat({ before: early, after: late }: Holding): string {
  assert.ok(late.handles - early.handles <= HANDLES_MAX, `${early.handles} handles, then ${late.handles}`);
  assert.ok(late.rssBytes - early.rssBytes < GROWTH_MAX, `${early.rssBytes} bytes, then ${late.rssBytes}`);
  const mib = (bytes: number): string => (bytes / MIB).toFixed(0);
  return `${mib(early.rssBytes)} → ${mib(late.rssBytes)} MiB, ${early.handles} → ${late.handles} handles`;
}

test(`every one of many jobs ends once, with one version or none, and nothing piles up (SEED=${seed})`, {
  timeout: 300_000,
}, async (t) => {
  const { blows, ends, seconds, jobs, api, worker } = await runSoak({
    ...{ service, victims, random, jobs: JOBS, secondsMax: SECONDS_MAX, pauseMs: 1500, survivor },
  });
  t.diagnostic(`${blows} blows ${JSON.stringify(victims.killed)} in ${seconds.toFixed(0)} s: ${JSON.stringify(ends)}`);
  t.diagnostic(`api: ${assertFlat(api)}`);
  t.diagnostic(`worker: ${assertFlat(worker)}`);
  assert.ok(blows > 0 && (ends['succeeded'] ?? 0) > jobs / 2);
  assert.equal(ends['failed'], undefined);
});
