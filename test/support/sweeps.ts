/** Sweeps whose trainings are functions: each goes through its epochs at once, and its figure follows from its learning rate. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatasetCatalog } from '../../src/data/index.ts';
import type { SweepRequest } from '../../src/models/specification/index.ts';
import type { Attempt, Job } from '../../src/queue/index.ts';
import { newJobId } from '../../src/queue/index.ts';
import { createRegistry, findVersion } from '../../src/registry/index.ts';
import { planSweep } from '../../src/submission/index.ts';
import { publicationOf } from './digits-publication.ts';
import type { TestQueue } from './queue.ts';

export const RATES = '/training/optimizer/learningRate';

/** A sweep of digits over learning rates, unless it is changed. */
export function sweepOf(changes: Partial<SweepRequest> = {}): SweepRequest {
  return {
    job: { model: 'digits', dataset: 'mnist', network: 'mlp', training: { epochs: 4, seed: 7 } },
    space: { [RATES]: { values: [0.1, 0.2, 0.3] } },
    ...changes,
  };
}

/** The job of a sweep, of another model. */
export function jobOf(model: string): Pick<SweepRequest, 'job'> {
  return { job: { model, dataset: 'mnist', network: 'mlp', training: { epochs: 4, seed: 7 } } };
}

/** Holds trainings before an epoch until they are released. */
export function holdAt(epoch: number) {
  let release: () => void = () => undefined;
  let tell: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = new Promise<void>((resolve) => (tell = resolve));
  const before = async ({ signal }: Attempt<'train'>, at: number): Promise<void> => {
    if (at !== epoch) return;
    tell();
    await Promise.race([released, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
  };
  return { before, release: () => release(), held };
}

export async function submitSweep(queue: TestQueue, request: SweepRequest = sweepOf()): Promise<string> {
  const { specification } = await planSweep(request, {
    catalog: createDatasetCatalog(queue.storage),
    limits: { parametersMax: 1_000_000 },
    version: (reference) => findVersion(createRegistry(queue.storage), reference),
  });
  const { priority } = request;
  const submission = { id: newJobId(), specification, metadata: {}, requestId: 'request-1' };
  return (await queue.jobs.submitSweep({ ...submission, ...(priority !== undefined && { priority }) })).id;
}

/** The learning rate of a training. */
export function rateOf({ specification }: Attempt<'train'>): number {
  return specification.training.optimizer.learningRate;
}

export interface Pretence {
  /** Of a training after an epoch. Default: its learning rate over the epoch. */
  lossOf?(rate: number, epoch: number): number;
  /** Is called before each epoch; what it throws the training fails with. */
  before?(attempt: Attempt<'train'>, epoch: number): Promise<void> | void;
}

/** A training that keeps what it has learnt in storage, pauses as it is told, and leaves a candidate. */
export function pretend(queue: TestQueue, { lossOf = (rate, epoch) => rate / epoch, before }: Pretence = {}) {
  const registry = createRegistry(queue.storage);
  return async (attempt: Attempt<'train'>): Promise<null | 'paused'> => {
    const { jobId, specification, pauseAt } = attempt;
    const key = `pretended/${jobId}`;
    const kept = await queue.storage.get(key);
    const history = kept
      ? (JSON.parse(kept.toString()) as { epoch: number; loss: number; valLoss: number; seconds: number }[])
      : [];
    await attempt.enter('training');
    if (kept) attempt.resumed([...history]);
    for (let epoch = history.length + 1; epoch <= specification.training.epochs; epoch++) {
      if (epoch > (pauseAt ?? Number.POSITIVE_INFINITY) || attempt.pauseAsked.aborted) return 'paused';
      await before?.(attempt, epoch);
      if (attempt.signal.aborted) throw new Error('The attempt was stopped.');
      const valLoss = lossOf(rateOf(attempt), epoch);
      const entry = { epoch, loss: valLoss, valLoss, seconds: 0 };
      history.push(entry);
      attempt.epoch(entry);
      await queue.storage.put(key, JSON.stringify(history));
      await sleep(1);
    }
    await attempt.enter('publishing');
    const { model } = specification;
    const publication = publicationOf(jobId, {}, 'mlp');
    await registry.propose(model, publication, [{ name: 'w', shape: [1], values: Float32Array.of(rateOf(attempt)) }]);
    return null;
  };
}

/** The trainings of a sweep that were submitted, oldest first. */
export async function trainingsOf(queue: TestQueue, sweep: string): Promise<Job[]> {
  return (await queue.jobs.list({ sweep, limit: 100 })).jobs.reverse();
}
