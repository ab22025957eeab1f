/** A plan tells what a job would be, queues nothing, and refuses what submitting would refuse, in the same words. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startService, type TestService } from '../support/service.ts';
import { type StoredContent, storeDataset } from '../support/stored-dataset.ts';
import { manifestOf } from '../support/table-dataset.ts';

let service: TestService;

/** Rows of a shape, as an array. */
const rowsOf = (kind: 'tensor' | 'image', shape: number[]): StoredContent => {
  const numbers = 6 * shape.reduce((product, side) => product * side, 1);
  const type = kind === 'image' ? 'uint8' : 'float32';
  return {
    imported: {
      ...{ kind, rows: 6, warnings: [] },
      content: {
        ...{ form: 'array', shape, type },
        targets: { kind: 'classes', labels: ['a', 'b'], counts: [3, 3], numeric: false },
      },
    },
    files: {
      'inputs.bin': type === 'uint8' ? new Uint8Array(numbers) : new Uint8Array(4 * numbers),
      'targets.bin': new Uint8Array(Int32Array.from([0, 1, 0, 1, 0, 1]).buffer),
    },
  };
};

const TEXTS: StoredContent = {
  imported: {
    ...{ kind: 'text', rows: 6, warnings: [] },
    content: manifestOf({
      kind: 'text',
      columns: {
        review: { type: 'text', values: ['a good film', 'a bad film', 'good', 'bad', 'not bad', 'not good'] },
        mood: { type: 'text', values: ['up', 'down', 'up', 'down', 'up', 'down'] },
      },
      ...{ text: 'review', target: 'mood' },
    }).content,
  },
  files: { 'table.parquet': new Uint8Array(1) },
};

const MIB = 2 ** 20;

before(async () => {
  service = await startService({ environment: { TRAINER_MEMORY_BYTES: String(1000 * MIB) } });
  await storeDataset(service.storage, 'numbers', rowsOf('tensor', [2, 3]));
  await storeDataset(service.storage, 'pictures', rowsOf('image', [8, 8, 1]));
  await storeDataset(service.storage, 'reviews', TEXTS);
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

/** What both routes refuse alike, at one place. */
async function refusedAlike(request: object): Promise<{ pointer: string; detail: string }> {
  const [planned, submitted] = [
    await service.client.post('/v1/jobs/plan', request),
    await service.client.post('/v1/jobs', request),
  ];
  assert.deepEqual([planned.status, submitted.status], [422, 422]);
  const { requestId: _one, ...asPlanned } = planned.body;
  const { requestId: _other, ...asSubmitted } = submitted.body;
  assert.deepEqual(asPlanned, asSubmitted);
  assert.equal(planned.body.code, 'ERR_NETWORK');
  assert.equal(planned.body.errors.length, 1);
  return planned.body.errors[0];
}

test('a training that needs more memory than a trainer has is refused at its batch, or at its network', async () => {
  const convolved = {
    layers: [{ type: 'conv2d', filters: 32, kernelSize: 3, activation: 'mish' }, { type: 'flatten' }],
  };
  const batch = await refusedAlike({ ...CNN, network: convolved, training: { batchSize: 4096 } });
  assert.equal(batch.pointer, '/training/batchSize');
  assert.match(
    batch.detail,
    /^Expected .* at most 552 MiB .*TRAINER_MEMORY_BYTES.* Received: about \d{4} MiB\. Try a smaller batch, /,
  );
  assert.equal((await service.client.post('/v1/jobs/plan', { ...CNN, network: convolved })).status, 200);
  const wide = { layers: [{ type: 'flatten' }, ...[4000, 4000].map((units) => ({ type: 'dense', units }))] };
  const network = await refusedAlike({ ...CNN, network: wide });
  assert.equal(network.pointer, '/network');
  assert.match(network.detail, /Received: about \d+ MiB\. Try fewer or smaller layers\.$/);
});

const embedding = (inputDim: number, more = {}) => ({ type: 'embedding', inputDim, outputDim: 4, ...more });

test('an embedding of what is no whole number is refused at its place', async () => {
  const layers = [{ type: 'flatten' }, embedding(256), { type: 'flatten' }];
  const pictures = await refusedAlike({ model: 'm', dataset: 'pictures', network: { layers } });
  assert.equal(pictures.pointer, '/network/layers/1');
  assert.match(pictures.detail, /^Expected inputs that are whole numbers.* Received: pictures, whose pixels/);
  const numbers = { model: 'm', dataset: 'numbers', network: { layers } };
  assert.match((await refusedAlike(numbers)).detail, /Received: numbers that are scaled \("standard"\)\.$/);
  const raw = { ...numbers, preprocessing: { scaling: 'none' } };
  assert.equal((await service.client.post('/v1/jobs/plan', raw)).status, 200);
});

test('an embedding of fewer tokens than the data has is refused at its inputDim, in functional networks too', async () => {
  const job = { model: 'm', dataset: 'reviews' };
  const few = { ...job, network: { layers: [embedding(3), { type: 'globalAveragePooling1d' }] } };
  const refused = await refusedAlike(few);
  assert.equal(refused.pointer, '/network/layers/0/inputDim');
  assert.match(refused.detail, /^Expected at least the \d+ tokens of the data\. Received: 3\.$/);
  const functional = [
    embedding(100, { name: 'one' }),
    embedding(4, { name: 'two', inputs: ['input'] }),
    { type: 'add', inputs: ['one', 'two'] },
    { type: 'globalAveragePooling1d' },
  ];
  assert.equal((await refusedAlike({ ...job, network: { layers: functional } })).pointer, '/network/layers/1/inputDim');
  const enough = { layers: [embedding(100), { type: 'globalAveragePooling1d' }] };
  assert.equal((await service.client.post('/v1/jobs/plan', { ...job, network: enough })).status, 200);
});
