/** A plan tells what a job would be, queues nothing, and refuses what submitting would refuse, in the same words. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

const CNN = { model: 'digits', dataset: 'mnist', network: 'cnn' };

test('a plan names layers, shapes, parameters and bytes, guesses the time, and queues nothing', async () => {
  const { status, body } = await service.client.post('/v1/jobs/plan', CNN);
  assert.equal(status, 200);
  assert.deepEqual(body.layers[0], { name: 'conv2d', type: 'conv2d', outputShape: [26, 26, 32], parameters: 320 });
  assert.deepEqual(body.layers.at(-1), { name: 'dense_1', type: 'dense', outputShape: [10], parameters: 650 });
  assert.equal(body.parameters, 121_930);
  assert.equal(body.bytes, 4 * 121_930);
  assert.ok(body.activationBytes > 0);
  assert.ok(body.estimatedSeconds > 1 && body.estimatedSeconds < 600, `${body.estimatedSeconds} s`);
  assert.deepEqual((await service.client.get('/v1/jobs')).body.data, []);
});

test('twice the epochs are twice the time', async () => {
  const seconds = async (epochs: number): Promise<number> =>
    (await service.client.post('/v1/jobs/plan', { ...CNN, training: { epochs } })).body.estimatedSeconds;
  const [once, twice] = [await seconds(10), await seconds(20)];
  assert.ok(Math.abs(twice / once - 2) < 0.01);
});

test('what does not fit is refused as submitting refuses it, everything at once', async () => {
  const request = {
    ...CNN,
    network: { layers: [{ type: 'conv2d', filters: 8, kernelSize: 40 }] },
    training: { optimizer: { type: 'sgd', clipNorm: 1, clipValue: 1 } },
  };
  const [planned, submitted] = [
    await service.client.post('/v1/jobs/plan', request),
    await service.client.post('/v1/jobs', request),
  ];
  assert.equal(planned.status, 422);
  const pointers = planned.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  assert.deepEqual(pointers, ['/network/layers/0/kernelSize', '/training/optimizer/clipValue']);
  const { requestId: _one, ...asPlanned } = planned.body;
  const { requestId: _other, ...asSubmitted } = submitted.body;
  assert.deepEqual(asPlanned, asSubmitted);
});

test('an augmentation that is not of the data is told together with a target that is not there', async () => {
  const { status, body } = await service.client.post('/v1/jobs/plan', {
    ...CNN,
    target: 'nothing',
    training: { augment: { shift: 0.1 } },
  });
  assert.equal(status, 422);
  const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
  assert.deepEqual(pointers, ['/target', '/training/augment/shift']);
});
