/**
 * What it costs that jobs survive: the queue beside BullMQ alone, small jobs a minute, checkpoints and events, cancelling, the
 * way back after a kill, and an api with a full line and a crowd that watches. About ten minutes.
 */

import { type BenchOptions, type BenchSection, quantile, table } from '../section.ts';
import { goFirst } from '../training/disturbance.ts';
import { type CostFigures, measureCost } from './cost-of-safety.ts';
import { type CrowdFigures, measureCrowd } from './crowd.ts';
import { measureQueue, type QueueFigures } from './through-the-queue.ts';
import { measureService, type ServiceFigures } from './through-the-service.ts';

const FULL = {
  ...{ queueRounds: 5, latencies: 20, queueJobs: 100, smallJobs: 10, rounds: 5, costRounds: 5, epochs: 8 },
  crowd: { queued: 1000, watchers: 100, many: 9000, probedMs: 10_000 },
};
const QUICK = {
  ...{ queueRounds: 1, latencies: 5, queueJobs: 50, smallJobs: 2, rounds: 1, costRounds: 1, epochs: 6 },
  crowd: { queued: 100, watchers: 20, many: 500, probedMs: 3000 },
};
const GOALS = { share: 0.02, backSeconds: 10, p99Ms: 50, cancelMs: 1000 };

/** @returns the section for `docs/benchmarks.md`. */
export async function run(options: BenchOptions): Promise<BenchSection> {
  const takeBack = await goFirst();
  try {
    return await measure(options);
  } finally {
    takeBack?.();
  }
}

async function measure(options: BenchOptions): Promise<BenchSection> {
  const settings = options.quick ? QUICK : FULL;
  const rounds = options.rounds ?? settings.rounds;
  const body: string[] = [];
  // Each part is shown once it is measured: an interrupted run has told what it had.
  const add = (lines: readonly string[]): void => {
    body.push(...lines);
    note(lines.join('\n'));
  };
  note('through the queue');
  add(ofQueue(await measureQueue(options.rounds ?? settings.queueRounds, settings.latencies, settings.queueJobs)));
  note('through the service');
  add(ofService(await measureService(settings.smallJobs, rounds)));
  note('checkpoints and events');
  add(ofCost(await measureCost(options.rounds ?? settings.costRounds, settings.epochs)));
  note('a full line, and watchers');
  add(ofCrowd(await measureCrowd(settings.crowd)));
  return { title: 'Jobs', body: body.join('\n') };
}

function ofQueue({ latencies, perMinute, jobs }: QueueFigures): string[] {
  const row = (name: string, which: 'ours' | 'bullmq') => [
    name,
    ...[0.5, 0.9].map((share) => milliseconds(quantile(latencies[which], share))),
    perMinute[which].map((each) => Math.round(each).toLocaleString('en')).join(', '),
  ];
  const ratio = quantile(perMinute.bullmq, 0.5) / quantile(perMinute.ours, 0.5);
  const slower = quantile(latencies.ours, 0.5) / quantile(latencies.bullmq, 0.5);
  return [
    'Jobs that do nothing, without HTTP and without a trainer, on the same Redis in the same run; rounds alternate.',
    '',
    table(
      ['', 'submitted until done, median', 'p90', `jobs a minute, one worker, ${jobs} in the line`],
      [row('our queue: record, events, storage', 'ours'), row('BullMQ alone, a no-op processor', 'bullmq')],
    ),
    '',
    `A job takes ${slower.toFixed(1)} times as long as in BullMQ alone, and BullMQ alone runs ${ratio.toFixed(1)} times as many a minute: ours writes each`,
    'job four times to a disk that is flushed. From submitting to the first training step: see the section of that name.',
    '',
  ];
}

function ofService(figures: ServiceFigures): string[] {
  const { smallPerMinute, smallJobs, cancelMs, trainerGoneMs, backSeconds } = figures;
  const longest = Math.max(...backSeconds);
  return [
    `Small trainings (an MLP, 54,000 pictures, one epoch, batch 512) with one worker: ${smallPerMinute.toFixed(1)} a minute, of ${smallJobs}. Each`,
    'has a trainer of its own, which loads TensorFlow.',
    '',
    table(
      ['', 'median', 'longest', 'samples', 'goal'],
      [
        [
          'cancel: answered',
          ...spread(cancelMs, milliseconds),
          verdict(Math.max(...cancelMs) < GOALS.cancelMs, 'under 1 s'),
        ],
        [
          'cancel: the trainer is gone',
          ...spread(trainerGoneMs, milliseconds),
          verdict(Math.max(...trainerGoneMs) < GOALS.cancelMs, 'under 1 s'),
        ],
        [
          'from SIGKILL of the worker to the first step in another',
          ...spread(backSeconds, seconds),
          verdict(longest < GOALS.backSeconds, 'under 10 s'),
        ],
      ],
    ),
    '',
  ];
}

function ofCost({ safe, bare, checkpoints, checkpointBytes, events, waitedShare }: CostFigures): string[] {
  const more = quantile(safe, 0.5) / quantile(bare, 0.5) - 1;
  const mib = (checkpointBytes / 2 ** 20).toFixed(1);
  return [
    `Checkpoints (of ${mib} MiB, at most one a second) and events: an MLP on MNIST at batch 32, with both ${list(safe)} s, with`,
    `neither ${list(bare)} s, alternating. By the medians ${percent(more)}; ${checkpoints} checkpoints, from the copy until they were on the disk,`,
    `took ${percent(waitedShare)} of the trainings' time, with ${events} messages in all. ${verdict(waitedShare < GOALS.share, 'The goal of under 2 %')}`,
    '',
  ];
}

function ofCrowd({ idle, busy, queued, watchers, many }: CrowdFigures): string[] {
  const row = (name: string, samples: readonly number[]) => [
    name,
    ...[0.5, 0.99, 1].map((share) => milliseconds(quantile(samples, share))),
    String(samples.length),
  ];
  const p99 = quantile(busy, 0.99);
  const reached = many.reachedMs.filter(Number.isFinite);
  return [
    table(
      ["the api's answers", 'median', 'p99', 'longest', 'samples'],
      [row('nothing waits, nobody watches', idle), row(`${queued} jobs wait, ${watchers} watch one that trains`, busy)],
    ),
    '',
    `A client asks for \`/health/live\` and \`/v1/jobs\` in turn, fifty times a second. ${verdict(p99 < GOALS.p99Ms, 'The goal of a p99 under 50 ms')}`,
    '',
    `Of ${many.asked} watchers of one job ${many.connected} were connected at once: ${(many.bytesEach / 1024).toFixed(1)} KiB of the api's memory each. An event of a`,
    `job that tells twenty a second had reached all of them after ${milliseconds(quantile(reached, 0.5))} (median of ${reached.length}).`,
  ];
}

const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
const seconds = (value: number): string => `${value.toFixed(1)} s`;
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const list = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(', ');

function spread(values: readonly number[], format: (value: number) => string): string[] {
  return [format(quantile(values, 0.5)), format(Math.max(...values)), String(values.length)];
}

function verdict(isReached: boolean, goal: string): string {
  return `${goal}: ${isReached ? '**reached**' : 'missed'}.`;
}

function note(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
