/** The queue without HTTP and without TensorFlow: jobs on a real Redis, workers whose training is a function of the test. */
import { createDatasetCatalog } from '../../src/data/index.ts';
import { planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import { privateHosts } from '../../src/private-hosts.ts';
import type { Attempt, Job } from '../../src/queue/index.ts';
import {
  createJobs,
  type Jobs,
  type JobWorker,
  startJobWorker,
  startWebhookWorker,
  type VersionReference,
} from '../../src/queue/index.ts';
import { newJob } from '../../src/queue/job.ts';
import type { JobInternals } from '../../src/queue/job-kinds.ts';
import type { Submission } from '../../src/queue/jobs.ts';
import { createRegistry, findVersion } from '../../src/registry/index.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { createSender } from '../../src/webhooks/index.ts';
import { sortFailure } from '../../src/worker/failures.ts';
import { clearSweep } from '../../src/worker/sweep/clear-sweep.ts';
import { runSweep } from '../../src/worker/sweep/run-sweep.ts';
import { DIGITS } from './digits-publication.ts';
import { createTestLog, type TestLog } from './log.ts';
import { SECRET } from './receiver.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { waitFor } from './waiting.ts';

export interface TestQueue {
  readonly redis: TestRedis;
  readonly jobs: Jobs;
  readonly storage: Storage;
  readonly log: TestLog;
  /** A worker that trains as `run` says. It is closed with the queue. @param redisUrl another way to the same Redis. */
  startWorker(
    run: (attempt: Attempt<'train'>) => Promise<VersionReference | null | 'paused'>,
    redisUrl?: string,
  ): JobWorker;
  /** A worker that imports as `run` says. It is closed with the queue. */
  startImportWorker(run: (attempt: Attempt<'import'>) => Promise<void>): JobWorker;
  /** What sends webhooks, to receivers on loopback too. It is closed with the queue. */
  startWebhookWorker(storage?: Storage): JobWorker;
  /** A worker that runs sweeps as they are. It is closed with the queue. @param before is called before each look. */
  startSweepWorker(before?: (attempt: Attempt<'sweep'>) => Promise<void>): JobWorker;
  /** Submits a job. @returns its id. */
  submit(): Promise<string>;
  /** Waits until a job has a status. */
  until(id: string, status: Job['status'], millisecondsMax?: number): Promise<Job>;
  /** The events of a job in a word each: the phase or the status that was told, or the event's type. */
  told(id: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function openQueue({ queueLimitJobs = 1000 } = {}): Promise<TestQueue> {
  const redis = await startRedis();
  const storage = await openFileStorage(await makeTemporaryFolder());
  const log = createTestLog();
  const workers: JobWorker[] = [];
  const common = { redisUrl: redis.url, storage, logger: log.logger, sortFailure, keptDays: 90 };
  const jobs = createJobs({ redisUrl: redis.url, storage, logger: log.logger, queueLimitJobs });
  const registry = createRegistry(storage);
  const sweeping = {
    ...{ jobs, catalog: createDatasetCatalog(storage), registry },
    limits: { parametersMax: 1_000_000 },
    version: (reference: string) => findVersion(registry, reference),
  };
  await waitFor('the connection to Redis', () =>
    jobs
      .ping()
      .then(() => true)
      .catch(() => false),
  );
  return {
    redis,
    jobs,
    storage,
    log,
    startWorker(run, redisUrl = redis.url) {
      const worker = startJobWorker({
        ...{ ...common, redisUrl },
        kind: 'train',
        run: async (attempt) => {
          const result = await run(attempt);
          return result === 'paused' ? result : { version: result };
        },
      });
      workers.push(worker);
      return worker;
    },
    startImportWorker(run) {
      const worker = startJobWorker({
        ...common,
        kind: 'import',
        run: async (attempt) => {
          await run(attempt);
          return {};
        },
      });
      workers.push(worker);
      return worker;
    },
    startSweepWorker(before) {
      const worker = startJobWorker({
        ...{ ...common, kind: 'sweep', clear: (job) => clearSweep(job, sweeping) },
        run: async (attempt) => {
          await before?.(attempt);
          return runSweep(attempt, sweeping);
        },
      });
      workers.push(worker);
      return worker;
    },
    startWebhookWorker(kept = storage) {
      const sender = createSender({ secrets: [SECRET], hosts: privateHosts(['127.0.0.1']) });
      const { redisUrl, logger } = common;
      const worker = startWebhookWorker({ redisUrl, logger, storage: kept, send: sender.send });
      workers.push(worker);
      return worker;
    },
    submit: async () => (await jobs.submit(submissionOf())).id,
    until: (id, status, millisecondsMax = 10_000) =>
      waitFor(
        `the job to be ${status}`,
        async () => {
          const job = await jobs.get(id);
          return job.status === status && job;
        },
        millisecondsMax,
      ),
    told: async (id) =>
      (await jobs.events(id)).map(({ type, data }) =>
        type === 'status' ? String(data['phase'] ?? data['status']) : type,
      ),
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await jobs.close();
      await redis.kill();
    },
  };
}

export function submissionOf(model = 'digits', requestId = 'request-1'): Submission {
  const { layers } = planNetwork('mlp', { inputShape: [28, 28, 1], outputs: 10 }, { parametersMax: 1_000_000 });
  return {
    specification: {
      request: { model, dataset: 'mnist', network: 'mlp' },
      model,
      dataset: 'mnist',
      datasetDigest: 'sha256:0',
      data: DIGITS,
      network: 'mlp',
      layers,
      training: resolveTraining({ epochs: 2 }, 7),
    },
    metadata: { team: 'tests' },
    requestId,
  };
}

/** A job as `submit` makes it, and what the queue keeps of it besides. */
export function jobOf(id: string, model = 'digits', at = new Date()): [Job, JobInternals] {
  const { metadata, ...rest } = submissionOf(model);
  const internals: JobInternals = { kind: 'train', ...rest };
  return [newJob(id, internals, { metadata, priority: 50 }, at), internals];
}
