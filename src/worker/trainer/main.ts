/**
 * The trainer: a process that loads TensorFlow ahead of need, trains one job, and dies. Native memory goes with it,
 * and whatever kills it leaves the worker, which holds the job, alive.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../config.ts';
import { createDatasetCatalog, loadTableEngine } from '../../data/index.ts';
import { messageOf } from '../../errors.ts';
import { createLogger } from '../../logger.ts';
import { warmUp } from '../../models/index.ts';
import { createCheckpoints, createRegistry } from '../../registry/index.ts';
import { openFileStorage } from '../../storage/index.ts';
import { liveAsChild } from '../child-life.ts';
import { sortFailure } from '../failures.ts';
import type { TrainerMessage, TrainOrder, WorkerMessage } from './messages.ts';
import { trainJob } from './train-job.ts';

/** A job that has been waiting comes sooner: it is not kept for what is only good ahead of need. */
const WARM_UP_AFTER_MS = 100;

liveAsChild('trainer');
const config = loadConfig();
const logger = createLogger('trainer', config.logLevel);
const storage = await openFileStorage(path.join(config.dataDir, 'storage'));
const catalog = createDatasetCatalog(storage);
const registry = createRegistry(storage);
const checkpoints = createCheckpoints(storage);
const pauser = new AbortController();
let mayPublish = false;
let allowPublishing: () => void = () => undefined;
const publishingAllowed = new Promise<void>((resolve) => {
  allowPublishing = resolve;
});

process.on('message', (message: WorkerMessage) => {
  if (message.type === 'train') void runOrder(message);
  if (message.type === 'publish') {
    mayPublish = true;
    allowPublishing();
  }
  // Who has leave to publish is past pausing, even if nothing is written yet.
  if (message.type === 'pause' && !mayPublish) pauser.abort();
});
const warming = new AbortController();
const warmed = warm(warming.signal);
tell({ type: 'ready' });

/** Whatever the first job will be: what is read for it is loaded, and TensorFlow trains once. The job ends this. */
async function warm(signal: AbortSignal): Promise<void> {
  try {
    await sleep(WARM_UP_AFTER_MS, undefined, { signal });
    await Promise.all([warmUp(signal), catalog.open('mnist'), loadTableEngine()]);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function runOrder({ jobId, requestId, attempt, specification, pauseAt, isCandidate }: TrainOrder): Promise<void> {
  warming.abort();
  await warmed;
  const log = logger.child({ jobId, requestId });
  log.info({ model: specification.model, dataset: specification.dataset }, 'training');
  const workspace = await storage.makeWorkspace();
  try {
    const version = await trainJob({
      jobId,
      attempt,
      specification,
      pauseAt,
      isCandidate,
      catalog,
      registry,
      checkpoints,
      tell,
      memoryBytesMax: config.examplesMemoryBytes,
      workspace: workspace.path,
      pause: pauser.signal,
      leaveToPublish: () => publishingAllowed,
    });
    log.info({ version }, version === undefined ? 'paused' : 'published');
    tell(version === undefined ? { type: 'paused' } : { type: 'published', version });
  } catch (error) {
    log.warn({ err: error }, 'training failed');
    const { code } = sortFailure(error);
    tell({ type: 'failed', code, message: messageOf(error) });
  } finally {
    await workspace.remove();
  }
  if (process.connected) process.disconnect();
}

function tell(message: TrainerMessage): void {
  // The worker may go at any moment: `disconnect` is what ends us then.
  if (process.connected) process.send?.(message, () => undefined);
}
