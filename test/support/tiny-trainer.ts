/**
 * A trainer of the worker's own kind that needs no TensorFlow: an epoch is a tenth of a second, and what it has learnt is
 * the epochs that it went through. It keeps checkpoints, pauses, goes on and publishes as the real one. What it does follows
 * from the model's name: `crash` kills itself in the second epoch, `slow` takes its time to pause, `deaf` never does, `greedy`
 * takes 64 MiB more in each epoch.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../src/config.ts';
import type { HistoryEntry } from '../../src/models/specification/index.ts';
// Not the whole of the registry: a trainer that learns nothing starts in no time.
import { createRegistry } from '../../src/registry/registry.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { liveAsChild } from '../../src/worker/child-life.ts';
import type { TrainerMessage, TrainOrder, WorkerMessage } from '../../src/worker/trainer/messages.ts';
import { publicationOf } from './digits-publication.ts';

const EPOCH_MS = 100;
const SLOW_MS = 600;
const HOARD_BYTES = 64 * 1024 * 1024;

liveAsChild('trainer');
const storage = await openFileStorage(path.join(loadConfig().dataDir, 'storage'));
let toPause = false;
let publish: () => void = () => undefined;
const published = new Promise<void>((resolve) => (publish = resolve));

process.on('message', (message: WorkerMessage) => {
  if (message.type === 'publish') publish();
  else if (message.type === 'pause') toPause = true;
  else void train(message);
});
tell({ type: 'ready' });

async function train({ jobId, specification: { model, training } }: TrainOrder): Promise<void> {
  const key = `tiny-checkpoints/${jobId}`;
  const kept = await storage.get(key);
  const history = kept ? (JSON.parse(kept.toString()) as HistoryEntry[]) : [];
  const hoard: Buffer[] = [];
  tell({ type: 'training' });
  if (kept) tell({ type: 'resumed', history, epoch: history.length, step: 0 });
  for (let epoch = history.length + 1; epoch <= training.epochs; epoch++) {
    await sleep(EPOCH_MS);
    if (model === 'crash' && epoch === 2) process.kill(process.pid, 'SIGSEGV');
    if (model === 'greedy') hoard.push(Buffer.alloc(HOARD_BYTES, epoch));
    const entry = { epoch, loss: 1 / epoch, accuracy: 0, seconds: EPOCH_MS / 1000 };
    history.push(entry);
    tell({ type: 'epoch', entry });
    const { epochs } = training;
    const where = { phase: 'training' as const, epoch, epochs, step: 1, steps: 1, fraction: epoch / epochs };
    tell({ type: 'progress', progress: { ...where, etaSeconds: null, examplesPerSecond: null }, metrics: {} });
    await storage.put(key, JSON.stringify(history));
    tell({ type: 'checkpoint', epoch, step: 0, bytes: 10, seconds: 0.001 });
    if (!toPause || model === 'deaf') continue;
    if (model === 'slow') await sleep(SLOW_MS);
    tell({ type: 'paused' });
    return;
  }
  tell({ type: 'learnt' });
  await published;
  const learnt = { name: 'epochs', shape: [history.length], values: Float32Array.from(history, ({ epoch }) => epoch) };
  const version = await createRegistry(storage).publish(model, publicationOf(jobId), [learnt]);
  tell({ type: 'published', version });
}

function tell(message: TrainerMessage): void {
  if (process.connected) process.send?.(message, () => undefined);
}
