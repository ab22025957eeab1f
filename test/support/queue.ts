/** The queue without HTTP and without TensorFlow: jobs on a real Redis, workers whose training is a function of the test. */
import { planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import type { Attempt } from '../../src/queue/index.ts';
import { createJobs, type Jobs, type JobWorker, startJobWorker, type VersionReference } from '../../src/queue/index.ts';
import type { Submission } from '../../src/queue/jobs.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { sortFailure } from '../../src/worker/failures.ts';
import { createTestLog, type TestLog } from './log.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { waitFor } from './waiting.ts';

export interface TestQueue {
  readonly redis: TestRedis;
  readonly jobs: Jobs;
  readonly storage: Storage;
  readonly log: TestLog;
  /** A worker that trains as `run` says. It is closed with the queue. */
  startWorker(run: (attempt: Attempt) => Promise<VersionReference>): JobWorker;
  close(): Promise<void>;
}

export async function openQueue({ queueLimitJobs = 1000 } = {}): Promise<TestQueue> {
  const redis = await startRedis();
  const storage = await openFileStorage(await makeTemporaryFolder());
  const log = createTestLog();
  const workers: JobWorker[] = [];
  const jobs = createJobs({ redisUrl: redis.url, storage, logger: log.logger, queueLimitJobs });
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
    startWorker(run) {
      const worker = startJobWorker({ redisUrl: redis.url, storage, logger: log.logger, run, sortFailure });
      workers.push(worker);
      return worker;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await jobs.close();
      await redis.kill();
    },
  };
}

export function submissionOf(model = 'digits', requestId = 'request-1'): Submission {
  const { layers } = planNetwork('mlp', { inputShape: [28, 28, 1], classes: 10 }, { parametersMax: 1_000_000 });
  return {
    specification: {
      model,
      dataset: 'mnist',
      datasetDigest: 'sha256:0',
      network: 'mlp',
      layers,
      training: resolveTraining({ epochs: 2 }, 7),
    },
    metadata: { team: 'tests' },
    requestId,
  };
}
