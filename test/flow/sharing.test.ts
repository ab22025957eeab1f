/** Several clients, several workers, every preset: one small job each, with large batches. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ProcessService, startProcesses } from '../support/processes.ts';

let service: ProcessService;

before(
  async () => {
    service = await startProcesses();
    await Promise.all([service.startWorker(), service.startWorker()]);
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const TRAINING = { epochs: 1, batchSize: 2048, validation: { split: 0 }, seed: 3 };

async function train(model: string, network: unknown) {
  const { id } = await service.client.submit({ model, dataset: 'mnist', network, training: TRAINING });
  const types: string[] = [];
  for await (const { event } of service.client.events(id)) {
    assert.equal(event.jobId, id);
    types.push(event.type);
  }
  return { job: await service.client.job(id), types };
}

test('two clients at once each see their own job, and their models get versions apart', {
  timeout: 120_000,
}, async () => {
  const [digits, others, same] = await Promise.all([
    train('digits', 'mlp'),
    train('others', 'mlp'),
    train('digits', 'mlp'),
  ]);
  for (const { job } of [digits, others, same]) assert.equal(job.status, 'succeeded', JSON.stringify(job.error));
  assert.deepEqual([digits.job.version?.version, same.job.version?.version].sort(), [1, 2]);
  assert.deepEqual(others.job.version, { model: 'others', version: 1 });
  assert.deepEqual(digits.job.evaluation, same.job.evaluation);
});

test('explicit layers train as the preset that they spell', { timeout: 120_000 }, async () => {
  const layers = [
    { type: 'flatten' },
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dense', units: 32, activation: 'relu' },
  ];
  const { job } = await train('spelt', { layers });
  assert.equal(job.status, 'succeeded');
  const { body } = await service.client.get('/v1/models/digits/versions/1');
  assert.deepEqual(job.evaluation, body.evaluation);
});

test('every other preset trains and predicts too', { timeout: 180_000 }, async () => {
  const instance = Array.from({ length: 784 }, (_, index) => index % 256);
  const small: [string, unknown][] = [
    ['cnn', { preset: 'cnn', filters: [2, 4], units: [8] }],
    ['lstm', { preset: 'lstm', lstmUnits: 8, units: [8] }],
  ];
  for (const [model, network] of small) {
    const { job, types } = await train(model, network);
    assert.equal(job.status, 'succeeded', JSON.stringify(job.error));
    assert.ok(types.includes('epoch') && types.includes('published'));
    const { body } = await service.client.post(`/v1/models/${model}:predict`, { instances: [instance] });
    assert.ok(Math.abs((body.predictions[0] as number[]).reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
  }
});
