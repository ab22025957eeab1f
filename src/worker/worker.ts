/** A worker: one training slot. It holds a job's lock while a trainer, a process of its own, does the work. */
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Logger } from '../logger.ts';
import { startJobWorker } from '../queue/index.ts';
import { openFileStorage } from '../storage/index.ts';
import { sortFailure } from './failures.ts';
import { runJob } from './run-job.ts';
import { createTrainerPool } from './trainer-pool.ts';

/** @param redisUrl where the queue is. */
export async function startWorker(
  config: Config,
  redisUrl: string,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const storage = await openFileStorage(path.join(config.dataDir, 'storage'));
  const trainers = createTrainerPool(config, logger);
  const worker = startJobWorker({
    redisUrl,
    storage,
    logger,
    run: (attempt) => runJob(attempt, trainers),
    sortFailure,
  });
  return {
    async close() {
      await worker.close();
      trainers.close();
    },
  };
}
