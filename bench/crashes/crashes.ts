/**
 * The long run of the tests that kill: real trainings compared to the byte, then hundreds of small jobs, each for minutes.
 * `SEED=n` repeats a run's draws. @throws AssertionError where a promise does not hold: then there is no section.
 */
import { randomStream } from '../../src/random.ts';
import { assertSame, runDisturbed, runUndisturbed } from '../../test/support/crashes.ts';
import { startProcesses } from '../../test/support/processes.ts';
import { type Holding, runSoak } from '../../test/support/soak.ts';
import { createTrainerBudget } from '../../test/support/trainer-budget.ts';
import { type Part, startVictims } from '../../test/support/victims.ts';
import { type BenchOptions, type BenchSection, table } from '../section.ts';

const MINUTES = 10;
const SOAK_JOBS = 300;
const WORKER = 'test/support/tiny-worker.ts';
const REQUEST = {
  ...{ model: 'crashes', dataset: 'mnist', network: 'mlp' },
  training: { epochs: 8, batchSize: 16, seed: 7, checkpointSeconds: 1 },
};
const BLOWS_A_JOB = 8;

/** @returns the section for `docs/benchmarks.md`. */
export async function run({ quick, minutes = MINUTES }: BenchOptions): Promise<BenchSection> {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const crashes = await crash(seed, quick ? 1 : (minutes * 60) / 2);
  const soak = await soakFor(seed, quick ? 10 : SOAK_JOBS, quick ? 60 : (minutes * 60) / 2);
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const row = (name: string, { before, after }: Holding) => [
    name,
    ...[before, after].flatMap(({ rssBytes, handles }) => [mib(rssBytes), String(handles)]),
  ];
  const ends = Object.entries(soak.ends).map(([status, count]) => `${count} ${status}`);
  return {
    title: 'Crashes',
    body: [
      `Seed ${seed}. ${crashes.jobs} trainings (an MLP, checkpoints every second) were hit ${crashes.hits} times, each time by SIGKILL of what was drawn`,
      `of trainer, worker, api and Redis, or all of them at once (${killed(crashes.killed)}). Every one ended with the bytes of the`,
      'undisturbed run: weights, history, evaluation; once, with one version; and whoever followed saw each event once.',
      '',
      `${soak.jobs} small jobs in ${soak.seconds.toFixed(0)} s, ${soak.blows} blows meanwhile (${killed(soak.killed)}): ${ends.join(', ')}. Each ended once; each`,
      'that succeeded has one version, no other has any. An api and a worker that nobody killed held meanwhile:',
      '',
      table(
        ['', 'memory, after a third', 'handles', 'memory, at the end', 'handles'],
        [row('api', soak.api), row('worker', soak.worker)],
      ),
    ].join('\n'),
  };
}

async function crash(seed: number, secondsMax: number) {
  const random = randomStream(seed, 'crashes');
  const budget = createTrainerBudget();
  const service = await startProcesses({ LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '1000000' });
  try {
    const victims = await startVictims({ service, random, workers: 2, mayLoseTrainer: budget.spend });
    const options = { service, victims, random, request: REQUEST, pauseMs: 3000, blows: BLOWS_A_JOB };
    const expected = await runUndisturbed(options);
    const until = performance.now() + secondsMax * 1000;
    let [jobs, hits] = [0, 0];
    do {
      budget.begin();
      const received = await runDisturbed({ ...options, progressed: budget.progressed });
      await assertSame(service, expected, received);
      jobs += 1;
      hits += received.hits;
      process.stderr.write(`  job ${jobs}: ${received.hits} blows, ${received.job.attempts} attempts\n`);
    } while (performance.now() < until);
    return { jobs, hits, killed: victims.killed };
  } finally {
    await service.close();
  }
}

async function soakFor(seed: number, jobs: number, secondsMax: number) {
  const random = randomStream(seed, 'soak');
  const service = await startProcesses({ TINY_TRAINER: 'yes', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '1000000' });
  try {
    const survivor = await service.startWorker(WORKER);
    const victims = await startVictims({ service, random, workers: 1, program: WORKER, mayLoseTrainer: () => false });
    const figures = await runSoak({ service, victims, random, jobs, secondsMax, pauseMs: 4000, survivor });
    return { ...figures, killed: victims.killed };
  } finally {
    await service.close();
  }
}

function killed(counts: Readonly<Record<Part, number>>): string {
  return Object.entries(counts)
    .map(([part, count]) => `${part} ${count}`)
    .join(', ');
}
