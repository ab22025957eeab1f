/** An alias is a label to TensorFlow Serving's clients, and a version by its name to those of the Open Inference Protocol. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publishExactModels } from '../support/exact-models.ts';
import { startService, type TestService } from '../support/service.ts';

const MODEL = '/v1/models/half_plus_three';

let service: TestService;

before(async () => {
  service = await startService();
  await publishExactModels(service.storage);
  const body = JSON.stringify({ version: 1 });
  const headers = { 'content-type': 'application/json' };
  const answer = await service.client.request('PUT', `${MODEL}/aliases/canary`, { headers, body });
  assert.ok(answer.status < 300, answer.text);
});

after(() => service?.close());

test("a label means the alias' version, in predictions, status and metadata", async () => {
  const { body } = await service.client.post(`${MODEL}/labels/canary:predict`, { instances: [1] });
  assert.deepEqual(body, { predictions: [[3.5]] });
  const example = { examples: [{ tensor: 1 }] };
  assert.deepEqual((await service.client.post(`${MODEL}/labels/canary:regress`, example)).body, { results: [3.5] });
  const status = await service.client.get(`${MODEL}/labels/canary`);
  assert.deepEqual(
    status.body.model_version_status.map(({ version }: { version: string }) => version),
    ['1'],
  );
  assert.equal((await service.client.get(`${MODEL}/labels/canary/metadata`)).body.model_spec.version, '1');
});

test('a version in a path of the Open Inference Protocol may be an alias', async () => {
  const inputs = [{ name: 'tensor', datatype: 'FP32', shape: [1], data: [1] }];
  const { body } = await service.client.post('/v2/models/half_plus_three/versions/canary/infer', { inputs });
  assert.equal(body.model_version, '1');
  assert.equal((await service.client.get('/v2/models/half_plus_three/versions/canary/ready')).status, 200);
});

test('a large body is answered as a small one is, whatever is in it', async () => {
  const zeros = Array.from({ length: 9000 }, () => [0, 0, 0]);
  const predict = (body: object | string) =>
    service.client.post('/v1/models/sums:predict', body, { 'content-type': 'application/json' });
  const plain = await predict({ instances: zeros });
  assert.deepEqual([plain.status, plain.body.predictions.length, plain.body.predictions[8999]], [200, 9000, [0, 0]]);
  const columns = await predict({ inputs: { tensor: zeros }, signature_name: 'serving_default' });
  assert.deepEqual(columns.body.outputs, plain.body.predictions);
  const wrong = await predict({ instances: [...zeros, [0, 'x', 0]] });
  assert.equal(wrong.body.error, 'Expected a number at instances[9000][1]. Received: "x".');
  const infinite = await predict(`{"instances":[${zeros.map((row) => JSON.stringify(row)).join()},[0,NaN,0]]}`);
  assert.equal(infinite.body.error, 'Expected a number at instances[9000][1]. Received: null.');
});
