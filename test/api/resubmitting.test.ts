/** A job that has ended is asked for again, with changes to what was asked for. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

const JOB = {
  model: 'digits',
  dataset: 'mnist',
  network: { preset: 'mlp', units: [32], dropout: 0.1 },
  training: { epochs: 2, optimizer: { type: 'sgd', momentum: 0.9 }, batchSize: 64 },
  priority: 7,
  metadata: { team: 'a', stage: 'first' },
};

let service: TestService;
let ended: { readonly id: string; readonly training: { readonly seed: number } };

before(async () => {
  service = await startService();
  const { body } = await service.client.post('/v1/jobs', JOB);
  ended = (await service.client.post(`/v1/jobs/${body.id}/cancel`)).body;
});

after(() => service.close());

const resubmit = (changes: unknown, id = ended.id, headers = {}) =>
  service.client.post(`/v1/jobs/${id}/resubmit`, changes as object, headers);

test('without changes it is the same again, down to the seed that was drawn', async () => {
  const { status, headers, body } = await resubmit({});
  assert.equal(status, 202);
  assert.notEqual(body.id, ended.id);
  assert.equal(headers.get('location'), `/v1/jobs/${body.id}`);
  const { network, training, metadata, priority } = body;
  assert.deepEqual({ network, metadata, priority }, { network: JOB.network, metadata: JOB.metadata, priority: 7 });
  assert.deepEqual(training, ended.training);
});

test('fields replace those of the request, null removes one, the rest stays', async () => {
  const { status, body } = await resubmit({
    network: { units: [16, 16], dropout: null },
    training: { epochs: 9, optimizer: 'adam', seed: 3 },
    metadata: { stage: 'second' },
    priority: null,
  });
  assert.equal(status, 202);
  assert.deepEqual(body.network, { preset: 'mlp', units: [16, 16] });
  assert.deepEqual(body.metadata, { team: 'a', stage: 'second' });
  const { epochs, batchSize, seed, optimizer } = body.training;
  assert.deepEqual([epochs, batchSize, seed, optimizer.type, body.priority], [9, 64, 3, 'adam', 50]);
});

test('a training tells what it was asked for, but for its webhook: sent again, it is the same', async () => {
  const layers = [{ type: 'flatten' }, { type: 'dense', units: 8, activation: 'relu', kernelRegularizer: { l2: 0.1 } }];
  const asked = {
    model: 'told',
    dataset: 'mnist',
    network: { layers },
    training: { learningRateSchedule: { type: 'cosineDecay', decaySteps: 9 } },
  };
  const { body } = await service.client.post('/v1/jobs', {
    ...asked,
    webhook: { url: 'https://example.com/a-secret' },
  });
  assert.ok(body.id, JSON.stringify(body));
  const told = await service.client.get(`/v1/jobs/${body.id}/request`);
  assert.equal(told.status, 200, told.text);
  assert.deepEqual(told.body, { ...asked, training: { ...asked.training, seed: body.training.seed } });
  assert.deepEqual((await service.client.get(`/v1/jobs/${ended.id}/request`)).body.metadata, JOB.metadata);
  assertProblem(await service.client.get('/v1/jobs/nothing/request'), 404, 'ERR_NOT_FOUND');
  await service.client.post(`/v1/jobs/${body.id}/cancel`);
});

test('what was asked for again can be asked for again', async () => {
  const { body } = await resubmit({ training: { epochs: 4 } });
  await service.client.post(`/v1/jobs/${body.id}/cancel`);
  const second = await resubmit({ network: 'cnn' }, body.id);
  assert.deepEqual([second.body.network, second.body.training.epochs], ['cnn', 4]);
});

test('changes that fit nothing are refused where they stand', async () => {
  const unknown = await resubmit({ trainign: {} });
  assertProblem(unknown, 400, 'ERR_VALIDATION');
  const negative = await resubmit({ training: { epochs: -1 } });
  assertProblem(negative, 400, 'ERR_VALIDATION');
  assert.equal(negative.body.errors[0].pointer, '/training/epochs');
  assertProblem(await resubmit({ model: null }), 400, 'ERR_VALIDATION');
  assertProblem(await resubmit({ dataset: 'nonsense' }), 422, 'ERR_DATASET_UNKNOWN');
  assertProblem(await resubmit({ training: { classWeight: { zebra: 2 } } }), 422, 'ERR_TRAINING');
  assertProblem(await resubmit([]), 400, 'ERR_VALIDATION');
  assertProblem(
    await resubmit('{"__proto__":{"model":"x"}}', ended.id, { 'content-type': 'application/json' }),
    400,
    'ERR_MALFORMED',
  );
});

test('only a training that has ended', async () => {
  const { body } = await service.client.post('/v1/jobs', JOB);
  assertProblem(await resubmit({}, body.id), 409, 'ERR_JOB_STATE');
  assertProblem(await resubmit({}, '00000000-0000-7000-8000-000000000000'), 404, 'ERR_NOT_FOUND');
});

test('a repeat under the same key is the same job', async () => {
  const key = { 'idempotency-key': 'again' };
  const [first, second] = await Promise.all([resubmit({}, ended.id, key), resubmit({}, ended.id, key)]);
  assert.equal(first.body.id, second.body.id);
  assertProblem(await resubmit({ priority: 1 }, ended.id, key), 422, 'ERR_IDEMPOTENCY');
});
