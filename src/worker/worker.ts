/**
 * A worker: a slot for each kind of job, and the sending of webhooks. It holds the locks of its jobs while a trainer, an
 * importer and scorers, processes of their own, do the work; a sweep needs none, since it trains nothing itself.
 */
import path from 'node:path';
import type { Config } from '../config.ts';
import { createDatasetCatalog } from '../data/index.ts';
import type { Logger } from '../logger.ts';
import { privateHosts } from '../private-hosts.ts';
import { createJobs, startJobWorker, startWebhookWorker } from '../queue/index.ts';
import { createGates, createRegistry, createRetention, findVersion } from '../registry/index.ts';
import { openFileStorage } from '../storage/index.ts';
import { keepingNeeded, planningLimits } from '../submission/index.ts';
import { createSender, openSecrets } from '../webhooks/index.ts';
import { createChildPool, createColdPool } from './child-pool.ts';
import { sortFailure } from './failures.ts';
import { watchGates } from './gates/watch-gates.ts';
import { retainVersions } from './retain.ts';
import { runImport, startImporter } from './run-import.ts';
import { runSchedules } from './run-schedules.ts';
import { runEvaluation, runPrediction, startScorer } from './run-scoring.ts';
import { runTraining, startTrainer } from './run-training.ts';
import { clearSweep } from './sweep/clear-sweep.ts';
import { runSweep } from './sweep/run-sweep.ts';

export interface WorkerOptions {
  /** Where the queue is. */
  readonly redisUrl: string;
  /** The trainer's program. Default: the one with TensorFlow. */
  readonly trainerProgram?: string;
  /** The importer's program. Default: the one with the importers of every format. */
  readonly importerProgram?: string;
}

export async function startWorker(
  config: Config,
  logger: Logger,
  { redisUrl, trainerProgram, importerProgram }: WorkerOptions,
): Promise<{ close(): Promise<void> }> {
  const storage = await openFileStorage(path.join(config.dataDir, 'storage'));
  const common = { redisUrl, storage, logger, sortFailure, keptDays: config.jobsKeptDays };
  const trainers = createChildPool('trainer', (signal) => startTrainer(config, logger, signal, trainerProgram), logger);
  const importers = createChildPool(
    'importer',
    (signal) => startImporter(config, logger, signal, importerProgram),
    logger,
  );
  const scorers = createColdPool((signal) => startScorer(config, logger, signal));
  const memory = config.trainerMemoryBytes;
  const secrets = (await openSecrets(storage, config.webhookSecrets)).all;
  const sender = createSender({ secrets, hosts: privateHosts(config.webhookPrivateHosts) });
  const jobs = createJobs({ redisUrl, storage, logger, queueLimitJobs: config.queueLimitJobs });
  const registry = keepingNeeded(createRegistry(storage), jobs);
  const submitting = {
    ...{ jobs, catalog: createDatasetCatalog(storage), registry },
    limits: planningLimits(config),
    version: (reference: string) => findVersion(registry, reference),
  };
  const gating = { ...submitting, gates: createGates(storage) };
  const gates = watchGates(gating, logger);
  const slots = [
    startJobWorker({
      ...common,
      kind: 'train',
      run: (attempt) => runTraining(attempt, trainers, memory).finally(gates.look),
    }),
    startJobWorker({ ...common, kind: 'import', run: (attempt) => runImport(attempt, importers, storage) }),
    startJobWorker({ ...common, kind: 'evaluate', run: (attempt) => runEvaluation(attempt, scorers, memory, gating) }),
    startJobWorker({ ...common, kind: 'predict', run: (attempt) => runPrediction(attempt, scorers, memory) }),
    startJobWorker({
      ...{ ...common, kind: 'sweep', clear: (job) => clearSweep(job, submitting) },
      run: (attempt) => runSweep(attempt, submitting).finally(gates.look),
    }),
    startWebhookWorker({ redisUrl, storage, logger, send: sender.send }),
  ];
  const stopRetaining = retainVersions(registry, createRetention(storage, registry), logger);
  const schedules = runSchedules({ config, submitting, redisUrl, storage, logger });
  return {
    async close() {
      stopRetaining();
      await gates.close();
      await Promise.all([...slots, schedules].map((each) => each.close()));
      await jobs.close();
      trainers.close();
      importers.close();
      scorers.close();
      await sender.close();
    },
  };
}
