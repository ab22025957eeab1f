/**
 * The scorer: a process that measures a version on a dataset, or predicts a dataset with it, and dies. It is started when there
 * is such a job, since a second process that holds TensorFlow in memory would cost more than the second that it takes.
 */
import path from 'node:path';
import { loadConfig } from '../../config.ts';
import { createDatasetCatalog } from '../../data/index.ts';
import { messageOf } from '../../errors.ts';
import { createLogger } from '../../logger.ts';
import { createRegistry } from '../../registry/index.ts';
import { openFileStorage } from '../../storage/index.ts';
import { liveAsChild } from '../child-life.ts';
import { sortFailure } from '../failures.ts';
import { evaluateVersion } from './evaluate-version.ts';
import type { EvaluationOrder, PredictionOrder, ScorerMessage, ScorerOrder } from './messages.ts';
import { predictDataset } from './predict-dataset.ts';

liveAsChild('scorer');
const config = loadConfig();
const logger = createLogger('scorer', config.logLevel);
const storage = await openFileStorage(path.join(config.dataDir, 'storage'));
const catalog = createDatasetCatalog(storage);
const registry = createRegistry(storage);
let publish: () => void = () => undefined;
const publishingAllowed = new Promise<void>((resolve) => {
  publish = resolve;
});

process.on('message', (message: ScorerOrder) => {
  if (message.type === 'publish') publish();
  else void runOrder(message);
});
tell({ type: 'ready' });

async function runOrder(order: EvaluationOrder | PredictionOrder): Promise<void> {
  const { jobId, requestId, type } = order;
  const { model, version, dataset } = order.specification;
  const log = logger.child({ jobId, requestId });
  log.info({ model, version, dataset }, type);
  const workspace = await storage.makeWorkspace();
  try {
    if (type === 'evaluate') await measure(order, workspace.path);
    else await predict(order, workspace.path);
    log.info('done');
  } catch (error) {
    log.warn({ err: error }, 'scoring failed');
    tell({ type: 'failed', code: sortFailure(error).code, message: messageOf(error) });
  } finally {
    await workspace.remove();
  }
  if (process.connected) process.disconnect();
}

async function measure({ jobId, specification }: EvaluationOrder, workspace: string): Promise<void> {
  const memoryBytesMax = config.examplesMemoryBytes;
  const evaluation = await evaluateVersion({ specification, catalog, registry, memoryBytesMax, workspace, tell });
  tell({ type: 'evaluation', evaluation });
  await publishingAllowed;
  const { model, version, dataset, datasetDigest, part } = specification;
  const kept = { job: jobId, at: new Date().toISOString(), dataset: { name: dataset, digest: datasetDigest }, part };
  await registry.keepEvaluation({ model, version }, { ...kept, evaluation });
  tell({ type: 'kept' });
}

async function predict({ specification, output: place }: PredictionOrder, workspace: string): Promise<void> {
  const { examplesMemoryBytes: memoryBytesMax, outputLimitBytes: outputBytesMax } = config;
  const parts = { catalog, registry, storage, outputBytesMax, memoryBytesMax, workspace, tell };
  const output = await predictDataset({ specification, output: place, ...parts });
  tell({ type: 'predicted', output });
}

function tell(message: ScorerMessage): void {
  // The worker may go at any moment: `disconnect` is what ends us then.
  if (process.connected) process.send?.(message, () => undefined);
}
