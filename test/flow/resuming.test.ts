/**
 * A job whose trainers are killed, damaged in their checkpoints and paused ends with the bytes of one that ran through: real
 * trainers, real signals, one order after the other.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { createDatasetCatalog } from '../../src/data/index.ts';
import type { JobSpecification } from '../../src/models/specification/index.ts';
import { createRegistry, type Manifest } from '../../src/registry/index.ts';
import { openFileStorage, type Storage } from '../../src/storage/index.ts';
import { planJob } from '../../src/submission/index.ts';
import { startTrainer, type Trainer } from '../../src/worker/run-training.ts';
import type { TrainerMessage, TrainOrder } from '../../src/worker/trainer/messages.ts';
import { createTestLog } from '../support/log.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

/** Some seconds of training. */
const REQUEST = {
  ...{ dataset: 'mnist', network: 'mlp' as const },
  training: {
    epochs: 6,
    batchSize: 16,
    seed: 7,
    checkpointSeconds: 1,
    optimizer: { type: 'adam' as const, amsgrad: true },
  },
};

let dataDir: string;
let storage: Storage;
const trainers: Trainer[] = [];

before(async () => {
  dataDir = await makeTemporaryFolder();
  storage = await openFileStorage(path.join(dataDir, 'storage'));
});
after(() => {
  for (const trainer of trainers) trainer.kill();
});

async function specificationOf(model: string): Promise<JobSpecification> {
  const catalog = createDatasetCatalog(storage);
  const { specification } = await planJob(
    { ...REQUEST, model },
    { catalog, limits: { parametersMax: 1_000_000 }, version: async () => undefined },
  );
  return specification;
}

/** A trainer with its order, and all that it has told. */
async function attempt(specification: JobSpecification, number: number, order: Partial<TrainOrder> = {}) {
  const config = loadConfig({ DATA_DIR: dataDir });
  const trainer = await startTrainer(config, createTestLog().logger, new AbortController().signal);
  trainers.push(trainer);
  const told: TrainerMessage[] = [];
  trainer.send({ type: 'train', jobId: specification.model, requestId: 'r', attempt: number, specification, ...order });
  return {
    trainer,
    told,
    async until<T extends TrainerMessage['type']>(type: T): Promise<Extract<TrainerMessage, { type: T }>> {
      for (;;) {
        const message = await trainer.next();
        told.push(message);
        assert.ok(message.type !== 'failed' || type === 'failed', JSON.stringify(message));
        if (message.type === type) return message as Extract<TrainerMessage, { type: T }>;
      }
    },
  };
}

async function published(model: string): Promise<{ manifest: Manifest; weights: unknown }> {
  const registry = createRegistry(storage);
  const manifest = await registry.manifest({ model, version: 1 });
  assert.ok(manifest);
  return { manifest, weights: await registry.weights(manifest) };
}

const withoutSeconds = ({ history }: Pick<Manifest, 'history'>) => history.map(({ seconds: _, ...figures }) => figures);

async function runThrough(model: string): Promise<void> {
  const { until, trainer } = await attempt(await specificationOf(model), 1);
  await until('learnt');
  trainer.send({ type: 'publish' });
  await until('published');
}

/** An attempt that trains for some steps, writes its checkpoint and ends. */
async function pauseSoon(specification: JobSpecification, number: number): Promise<readonly TrainerMessage[]> {
  const { trainer, told, until } = await attempt(specification, number);
  await until('progress');
  trainer.send({ type: 'pause' });
  await until('paused');
  await trainer.ended;
  return told;
}

test('a job that is killed, loses its newest checkpoint and is paused ends with the bytes of one that ran through', {
  timeout: 240_000,
}, async () => {
  await runThrough('through');
  const specification = await specificationOf('again');
  const folder = path.join(dataDir, 'storage', 'jobs', 'again', 'checkpoints');

  // Each leaves a checkpoint after a few steps, however fast the machine is.
  for (const number of [1, 2]) await pauseSoon(specification, number);
  const killed = await attempt(specification, 3);
  await killed.until('progress');
  killed.trainer.kill();
  await killed.trainer.ended;
  const [older, newest] = (await fs.readdir(folder)).sort();
  assert.ok(older && newest);
  await fs.truncate(path.join(folder, newest), 5000);

  const told = await pauseSoon(specification, 4);
  const [damaged, log] = told.filter((message) => message.type === 'log');
  const resumed = told.find((message) => message.type === 'resumed');
  assert.ok(resumed);
  assert.deepEqual(damaged, { type: 'log', message: 'A checkpoint is not used: it is damaged.' });
  assert.equal(log?.message, `Resumed from epoch ${resumed.epoch}, step ${resumed.step}.`);
  assert.equal(resumed.history.length, resumed.epoch - 1);
  const left = told.filter((message) => message.type === 'checkpoint').at(-1);
  assert.ok(left && left.bytes > 400_000 && left.seconds > 0);

  const last = await attempt(specification, 5);
  const { epoch, step } = await last.until('resumed');
  assert.deepEqual([epoch, step], [left.epoch, left.step]);
  await last.until('learnt');
  last.trainer.send({ type: 'publish' });
  await last.until('published');

  const [expected, received] = [await published('through'), await published('again')];
  assert.deepEqual(received.weights, expected.weights);
  assert.equal(received.manifest.weightsDigest, expected.manifest.weightsDigest);
  assert.deepEqual(withoutSeconds(received.manifest), withoutSeconds(expected.manifest));
  assert.equal(received.manifest.history.length, 6);
  assert.deepEqual(received.manifest.evaluation, expected.manifest.evaluation);
  await assert.rejects(fs.readdir(folder), { code: 'ENOENT' });
});

test('a job that is paused before it trains, or when all is learnt, publishes nothing and goes on later', {
  timeout: 120_000,
}, async () => {
  const specification = { ...(await specificationOf('waiting')) };
  const short = { ...specification, training: { ...specification.training, epochs: 1, batchSize: 512 } };
  const early = await attempt(short, 1);
  early.trainer.send({ type: 'pause' });
  await early.until('paused');
  const late = await attempt(short, 2);
  await late.until('learnt');
  late.trainer.send({ type: 'pause' });
  await late.until('paused');
  assert.deepEqual(await createRegistry(storage).versions('waiting'), []);
  const last = await attempt(short, 3);
  await last.until('learnt');
  last.trainer.send({ type: 'publish' });
  last.trainer.send({ type: 'pause' });
  await last.until('published');
});

test('a training that pauses by itself at rungs, and is chosen by a sweep, has the bytes of one that ran through', {
  timeout: 240_000,
}, async () => {
  const shortened = async (model: string): Promise<JobSpecification> => {
    const specification = await specificationOf(model);
    return { ...specification, training: { ...specification.training, epochs: 4, batchSize: 256 } };
  };
  const whole = await attempt(await shortened('whole'), 1);
  await whole.until('learnt');
  whole.trainer.send({ type: 'publish' });
  await whole.until('published');

  const specification = await shortened('rungs');
  const first = await attempt(specification, 1, { pauseAt: 1, isCandidate: true });
  await first.until('paused');
  await first.trainer.ended;
  assert.equal(first.told.filter(({ type }) => type === 'epoch').length, 1);
  const last = await attempt(specification, 2, { pauseAt: 4, isCandidate: true });
  assert.equal((await last.until('resumed')).history.length, 1);
  await last.until('learnt');
  last.trainer.send({ type: 'publish' });
  assert.equal((await last.until('published')).version, null);
  const registry = createRegistry(storage);
  assert.deepEqual(await registry.versions('rungs'), []);
  const metric = { name: 'valLoss', value: 1 };
  const sweep = { job: 'a-sweep', trial: 2, values: { '/training/epochs': 4 }, metric };
  for (let times = 0; times < 2; times++)
    assert.deepEqual(await registry.publishCandidate('rungs', 'rungs', sweep), { model: 'rungs', version: 1 });
  await registry.removeCandidates('rungs', ['rungs'], 'rungs');

  const [expected, received] = [await published('whole'), await published('rungs')];
  assert.deepEqual(received.weights, expected.weights);
  assert.deepEqual(withoutSeconds(received.manifest), withoutSeconds(expected.manifest));
  assert.deepEqual(received.manifest.evaluation, expected.manifest.evaluation);
  assert.deepEqual(received.manifest.lineage.sweep, sweep);
  assert.equal(expected.manifest.lineage.sweep, undefined);
});
