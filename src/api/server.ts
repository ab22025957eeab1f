/** The api process' work: connects, assembles the app, listens. */
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { beginUpload, createDatasetCatalog } from '../data/index.ts';
import { createExports, createImports } from '../exchange/index.ts';
import type { Logger } from '../logger.ts';
import {
  batchSettings,
  createDriftWatch,
  createExplainer,
  createPredictor,
  createReader,
  EXPLANATIONS_WAITING_MAX,
  loggedShare,
} from '../prediction/index.ts';
import { privateHosts } from '../private-hosts.ts';
import { createJobs, createSchedules } from '../queue/index.ts';
import { createGates, createRegistry, createRetention } from '../registry/index.ts';
import { openFileStorage } from '../storage/index.ts';
import { keepingNeeded } from '../submission/index.ts';
import { createSender, openSecrets } from '../webhooks/index.ts';
import { createApp } from './app.ts';
import { createDriftMetrics } from './drift-metrics.ts';
import { createPredictionMetrics } from './prediction-metrics.ts';
import { createServedModels } from './processes/served-models.ts';
import { NO_SIBLINGS, type Siblings } from './processes/siblings.ts';

/**
 * @param redisUrl where the queue is; the service starts without it, and answers 503 until it is there.
 * @param siblings that serve behind the same port. Default: none.
 * @returns the address it listens on.
 */
export async function startServer(
  config: Config,
  redisUrl: string,
  logger: Logger,
  siblings: Siblings = NO_SIBLINGS,
): Promise<{ url: string; close(): Promise<void> }> {
  const { app, close } = await assembleServer(config, redisUrl, logger, siblings);
  const listening = { host: config.host, port: config.port };
  if (siblings.count === 1) return { url: await app.listen(listening), close };
  const listenTextResolver = (address: string): string => `One of ${siblings.count} is ready for ${address}`;
  return { url: await app.listen({ ...listening, listenTextResolver }), close };
}

/** All of the server but its port: what it documents can be asked of it without anybody listening. */
export async function assembleServer(
  config: Config,
  redisUrl: string,
  logger: Logger,
  siblings: Siblings = NO_SIBLINGS,
): Promise<{ app: FastifyInstance; close(): Promise<void> }> {
  /** A limit of the api is divided between its processes, to which connections are dealt in turn. */
  const shareOf = (limit: number): number => Math.ceil(limit / siblings.count);
  const storage = await openFileStorage(path.join(config.dataDir, 'storage'));
  const catalog = createDatasetCatalog(storage);
  // Read ahead, so that the first job that names it does not wait.
  catalog
    .open('mnist')
    .then((dataset) => dataset?.manifest.digest)
    .catch((error: unknown) => logger.warn({ err: error }, 'MNIST cannot be read'));
  const jobs = createJobs({ redisUrl, storage, logger, queueLimitJobs: config.queueLimitJobs });
  const registry = keepingNeeded(createRegistry(storage), jobs);
  const schedules = createSchedules({ redisUrl, storage, logger });
  const drift = createDriftWatch({
    store: storage,
    instancesPerSecond: config.driftSamplesPerSecond / siblings.count,
    onFailure: (error) => logger.warn({ err: error }, 'counts of predictions could not be kept'),
  });
  const observer = createPredictionMetrics();
  const reader = createReader({ countMax: config.instancesLimit, bytesMax: config.bodyLimitBytes });
  const predictor = createPredictor({
    ...{ registry, observer, reader },
    loadedModelsMax: config.loadedModelsLimit,
    loadedBytesMax: shareOf(config.loadedModelsBytes),
    batching: batchSettings({ ...config, predictWaitingLimit: shareOf(config.predictWaitingLimit) }),
    log: {
      share: loggedShare(config),
      put: storage.put,
      onFailure: (error) => logger.warn({ err: error }, 'predictions could not be kept'),
    },
    watch: drift,
    onEager: ({ model, version }, reason) => logger.warn({ model, version, reason }, 'a version predicts eagerly'),
  });
  const models = createServedModels(siblings, predictor);
  await models.catchUp(registry);
  const explainer = createExplainer({ registry, reader, waitingMax: shareOf(EXPLANATIONS_WAITING_MAX) });
  const secrets = await openSecrets(storage, config.webhookSecrets);
  const sender = createSender({ secrets: secrets.all, hosts: privateHosts(config.webhookPrivateHosts) });
  const app = await createApp({
    exports: createExports(storage, registry),
    imports: createImports({
      ...{ storage, registry, parametersMax: config.parametersLimit, expandedBytesMax: config.expandedLimitBytes },
    }),
    ...{ config, logger, jobs, schedules, registry, catalog, predictor, explainer, drift, sender, secrets },
    registers: [observer.registers, createDriftMetrics(drift, registry, siblings)],
    ...{ recent: observer.recent, models, siblings },
    ...{ retention: createRetention(storage, registry), gates: createGates(storage), openFile: storage.getStream },
    beginUpload: (job, signal) => beginUpload(storage, job, config.uploadLimitBytes, signal),
  });
  return {
    app,
    async close() {
      await app.close();
      await jobs.close();
      await sender.close();
      await schedules.close();
      await explainer.close();
      await predictor.close();
      reader.close();
      await drift.close();
    },
  };
}
