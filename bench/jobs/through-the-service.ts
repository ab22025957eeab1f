/** Real jobs over HTTP: small ones a minute, cancelling, and the way back after a worker was killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../src/queue/index.ts';
import { isAlive, type ProcessService, startProcesses, type TestProcess } from '../../test/support/processes.ts';
import { waitFor } from '../../test/support/waiting.ts';

export interface ServiceFigures {
  /** One worker's, one after the other: an MLP, an epoch of 54,000 pictures at batch 512. */
  readonly smallPerMinute: number;
  readonly smallJobs: number;
  /** Milliseconds to the answer, and until the trainer is gone. */
  readonly cancelMs: readonly number[];
  readonly trainerGoneMs: readonly number[];
  /** Seconds from SIGKILL of a worker until the next one's first step. */
  readonly backSeconds: readonly number[];
}

const SMALL = { epochs: 1, batchSize: 512, seed: 7 };
const LONG = { epochs: 1000, batchSize: 256, seed: 7, checkpointSeconds: 1 };
/** The next trainer is warmed 3 s after the last was taken. */
const UNTIL_WARM_MS = 6000;

export async function measureService(smallJobs: number, rounds: number): Promise<ServiceFigures> {
  const service = await startProcesses({ LOG_LEVEL: 'info', RATE_LIMIT_PER_MINUTE: '1000000' });
  let workers = [await service.startWorker()];
  const figures = { cancelMs: [] as number[], trainerGoneMs: [] as number[], backSeconds: [] as number[] };
  try {
    await sleep(UNTIL_WARM_MS);
    const smallPerMinute = await smallJobsPerMinute(service, smallJobs);
    for (let round = 0; round < rounds; round++) {
      const { id } = await startLong(service, round);
      const trainers = workers[0]?.trainers() ?? [];
      const asked = performance.now();
      await service.client.post(`/v1/jobs/${id}/cancel`);
      figures.cancelMs.push(performance.now() - asked);
      await waitFor('the trainer to be gone', () => !trainers.every(isAlive));
      figures.trainerGoneMs.push(performance.now() - asked);
    }
    workers.push(await service.startWorker());
    for (let round = 0; round < rounds; round++) {
      await sleep(UNTIL_WARM_MS);
      const { id } = await startLong(service, round);
      const holder = workers.find((worker) => worker.text().includes(id)) as TestProcess;
      figures.backSeconds.push(await secondsBack(service, id, holder));
      await service.client.post(`/v1/jobs/${id}/cancel`);
      workers = [...workers.filter((worker) => worker !== holder), await service.startWorker()];
    }
    return { smallPerMinute, smallJobs, ...figures };
  } finally {
    await service.close();
  }
}

async function smallJobsPerMinute({ client }: ProcessService, count: number): Promise<number> {
  const started = performance.now();
  const request = { model: 'small', dataset: 'mnist', network: 'mlp', training: SMALL };
  const jobs = await Promise.all(Array.from({ length: count }, () => client.submit(request)));
  for (const { id } of jobs)
    await waitFor('the job to succeed', async () => (await client.job(id)).status === 'succeeded', 600_000);
  return (count / (performance.now() - started)) * 60_000;
}

async function startLong({ client }: ProcessService, round: number): Promise<Job> {
  const job = await client.submit({ model: `long-${round}`, dataset: 'mnist', network: 'mlp', training: LONG });
  // A checkpoint, so that there is something to go on from.
  for await (const { event } of client.events(job.id)) if (event.type === 'checkpoint') break;
  return job;
}

async function secondsBack({ client }: ProcessService, id: string, holder: TestProcess): Promise<number> {
  const stream = client.events(id);
  const killed = performance.now();
  await holder.end('SIGKILL');
  let attempts = 0;
  for await (const { event } of stream) {
    if (event.type === 'status' && event.data['phase'] === 'preparing') attempts += 1;
    if (attempts > 1 && event.type === 'progress') break;
  }
  return (performance.now() - killed) / 1000;
}
