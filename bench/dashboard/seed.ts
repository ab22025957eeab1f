/** What the dashboard is looked at with: jobs by the thousands, one of very many epochs, and a sweep of as many trials as there may be. */
import { resolveTraining } from '../../src/models/specification/index.ts';
import type { Attempt } from '../../src/queue/index.ts';
import { openQueue, submissionOf, type TestQueue } from '../../test/support/queue.ts';
import { pretend, submitSweep, sweepOf } from '../../test/support/sweeps.ts';

export interface Seeded {
  readonly queue: TestQueue;
  readonly jobs: number;
  readonly trials: number;
  /** The job of very many epochs, and how many. */
  readonly long: string;
  readonly epochs: number;
  readonly sweep: string;
}

export interface SeedOptions {
  readonly jobs: number;
  readonly epochs: number;
  readonly trials: number;
}

const EPOCHS = 20;
const AT_ONCE = 100;
const WORKERS = 4;
const MODELS = 10;
/** One job in so many is of a model that is searched for. */
export const RARE_EVERY = 1000;
const ENDED_MS_MAX = 900_000;

/** Jobs go through the real queue; their trainings are functions that tell epochs. */
export async function seed({ jobs, epochs, trials }: SeedOptions): Promise<Seeded> {
  const queue = await openQueue({ queueLimitJobs: jobs + 1000 });
  const workers = Array.from({ length: WORKERS }, () => queue.startWorker(tellEpochs));
  const ids: string[] = [];
  for (let count = 0; count < jobs; count += AT_ONCE)
    ids.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => submit(queue, nameOf(count + at))))));
  for (const id of ids) await queue.until(id, 'succeeded', ENDED_MS_MAX);
  const long = await submit(queue, 'long', epochs);
  await queue.until(long, 'succeeded', ENDED_MS_MAX);
  await Promise.all(workers.map((worker) => worker.close()));
  const sweep = await seedSweep(queue, trials);
  return { queue, jobs: jobs + 2 + trials, trials, long, epochs, sweep };
}

function nameOf(number: number): string {
  return number % RARE_EVERY === 1 ? 'rare' : `model-${number % MODELS}`;
}

async function submit(queue: TestQueue, model: string, epochs = EPOCHS): Promise<string> {
  const { specification, ...rest } = submissionOf(model);
  const training = resolveTraining({ epochs }, 7);
  return (await queue.jobs.submit({ ...rest, specification: { ...specification, training } })).id;
}

async function tellEpochs(attempt: Attempt<'train'>): Promise<{ model: string; version: number }> {
  const { model, training } = attempt.specification;
  await attempt.enter('training');
  for (let epoch = 1; epoch <= training.epochs; epoch++) {
    const loss = 1 / Math.sqrt(epoch);
    const figures = { loss, accuracy: 1 - loss / 2, valLoss: loss * 1.1, valAccuracy: 1 - loss / 1.8 };
    attempt.epoch({ epoch, ...figures, seconds: 0.01 });
  }
  return { model, version: 1 };
}

async function seedSweep(queue: TestQueue, trials: number): Promise<string> {
  queue.startSweepWorker();
  for (let count = 0; count < WORKERS; count++) queue.startWorker(pretend(queue));
  const range = { min: 0.0001, max: 0.1, scale: 'log' as const };
  const request = sweepOf({
    search: { strategy: 'random', trials, seed: 7 },
    space: {
      '/training/optimizer/learningRate': range,
      '/training/batchSize': { values: [16, 32, 64, 128] },
      '/training/optimizer/beta1': { min: 0.5, max: 0.99 },
      '/training/optimizer/beta2': { min: 0.9, max: 0.9999 },
      '/network/units': { values: [[16], [32, 16], [64, 32]] },
      '/network/dropout': { min: 0, max: 0.5 },
    },
    parallel: 64,
  });
  const id = await submitSweep(queue, request);
  await queue.until(id, 'succeeded', ENDED_MS_MAX);
  return id;
}
