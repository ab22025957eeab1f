import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertProblem } from '../support/problem.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService({ environment: { BODY_LIMIT_BYTES: '20000' } });
});

after(() => service.close());

const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp' };
const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: object | string | Uint8Array, headers: Record<string, string> = JSON_TYPE) =>
  service.client.post('/v1/jobs', body, headers);

test('an unknown field is refused where it stands, at every depth', async () => {
  const cases: [object, string][] = [
    [{ ...JOB, epochs: 3 }, '/epochs'],
    [{ ...JOB, training: { learningRate: 0.1 } }, '/training/learningRate'],
    [{ ...JOB, training: { optimizer: { type: 'adam', lr: 1 } } }, '/training/optimizer/lr'],
    [{ ...JOB, network: { preset: 'mlp', filters: [3] } }, '/network/filters'],
    [{ ...JOB, network: { layers: [{ type: 'flatten', units: 3 }] } }, '/network/layers/0/units'],
  ];
  for (const [body, pointer] of cases) {
    const { errors } = assertProblem(await post(body), 400, 'ERR_VALIDATION');
    assert.deepEqual(
      errors?.map((error) => error.pointer),
      [pointer],
    );
    assert.match(errors?.[0]?.detail ?? '', /^Unknown field "\w+"\. Expected /);
  }
});

test('all that is wrong is told together, each with a pointer', async () => {
  const body = {
    model: '../x',
    dataset: 7,
    network: { layers: [{ type: 'dense', units: -1 }] },
    training: { epochs: 'three', seed: 2 ** 32 },
  };
  const { errors } = assertProblem(await post(body), 400, 'ERR_VALIDATION');
  assert.deepEqual(errors?.map(({ pointer }) => pointer).sort(), [
    '/dataset',
    '/model',
    '/network/layers/0/units',
    '/training/epochs',
    '/training/seed',
  ]);
  for (const { detail } of errors ?? []) assert.match(detail, /^Expected .+\. Received: .+\.$/);
});

test('sizes beyond the limits are refused', async () => {
  const layer = { type: 'dense', units: 4 };
  const cases: [object, string][] = [
    [{ training: { epochs: 10_001 } }, '/training/epochs'],
    [{ training: { batchSize: 8193 } }, '/training/batchSize'],
    [{ training: { epochs: 1e300 } }, '/training/epochs'],
    [{ network: { layers: [{ type: 'dense', units: 16_385 }] } }, '/network/layers/0/units'],
    [{ network: { layers: Array.from({ length: 257 }, () => layer) } }, '/network/layers'],
    [{ network: { layers: [] } }, '/network/layers'],
    [{ network: { preset: 'mlp', units: Array.from({ length: 17 }, () => 4) } }, '/network/units'],
    [{ model: 'm'.repeat(65) }, '/model'],
    [{ metadata: { note: 'x'.repeat(513) } }, '/metadata/note'],
  ];
  for (const [changes, pointer] of cases) {
    const { errors } = assertProblem(await post({ ...JOB, ...changes }), 400, 'ERR_VALIDATION');
    assert.deepEqual(
      errors?.map((error) => error.pointer),
      [pointer],
    );
  }
});

test('layers that do not fit, and a network that is too large, are well-formed but impossible', async () => {
  const cases: [object, string][] = [
    [{ layers: [{ type: 'flatten' }, { type: 'conv2d', filters: 4, kernelSize: 3 }] }, '/network/layers/1'],
    [{ layers: [{ type: 'reshape', targetShape: [10, 10] }] }, '/network/layers/0/targetShape'],
    [{ layers: [{ type: 'conv2d', filters: 4, kernelSize: 40 }] }, '/network/layers/0/kernelSize'],
    [{ layers: [{ type: 'conv2d', filters: 4, kernelSize: 3 }] }, '/network/layers/0'],
    [{ preset: 'mlp', units: [16_384, 16_384] }, '/network'],
  ];
  for (const [network, pointer] of cases) {
    const { errors, detail } = assertProblem(await post({ ...JOB, network }), 422, 'ERR_NETWORK');
    assert.deepEqual(errors, [{ pointer, detail }]);
    assert.match(detail, /^Expected .+ Received: .+\.$/);
  }
});

test('an unknown dataset is told with those that there are', async () => {
  const { errors } = assertProblem(await post({ ...JOB, dataset: 'letters' }), 422, 'ERR_DATASET_UNKNOWN');
  assert.deepEqual(errors, [
    {
      pointer: '/dataset',
      detail: 'Expected the name of a dataset: mnist. Received: "letters".',
    },
  ]);
});

test('long names and numbers come back cut, not whole', async () => {
  const { text } = await post(JSON.stringify({ ...JOB, ['k'.repeat(9000)]: 1, model: 'm'.repeat(9000) }));
  assert.ok(text.length < 1500, `${text.length} characters`);
});
