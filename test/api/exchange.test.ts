/** Versions go out in the formats of other tools and come back, over HTTP: the same answers, the same manifest, the same bytes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { tf } from '../../src/engine/index.ts';
import type { DataPlan } from '../../src/models/specification/index.ts';
import { createRegistry, type Manifest } from '../../src/registry/index.ts';
import type { Answer, Json } from '../support/client.ts';
import { EXACT_MODELS, publishExactModels } from '../support/exact-models.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';

const FIXTURES = new URL('../fixtures/models/', import.meta.url);
const fixture = (name: string): Uint8Array => readFileSync(new URL(name, FIXTURES));
const known = JSON.parse(readFileSync(new URL('outputs.json', FIXTURES), 'utf8')).files as Record<
  string,
  { inputs: number[]; outputs: number[] }
>;

const knownFolders = JSON.parse(readFileSync(new URL('saved-models.json', FIXTURES), 'utf8')).files as typeof known;

let service: TestService;

before(async () => {
  service = await startService();
  await publishExactModels(service.storage);
  await publishModel(service.storage, 'digits', 'job-digits', 'cnn');
});

after(() => service.close());

const exported = (model: string, format: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${service.url}/v1/models/${model}/versions/1/export?format=${format}`, { method, headers });

async function bytesOf(model: string, format: string): Promise<Uint8Array> {
  const response = await exported(model, format);
  assert.equal(response.status, 200, format);
  return new Uint8Array(await response.arrayBuffer());
}

interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly field?: string;
}

async function send(model: string, files: readonly SentFile[], options?: object): Promise<Answer> {
  const form = new FormData();
  for (const { name, bytes, field = 'file' } of files) form.append(field, new Blob([new Uint8Array(bytes)]), name);
  if (options) form.append('options', JSON.stringify(options));
  return service.client.request('POST', `/v1/models/${model}/versions`, { body: form });
}

async function predict(model: string, instances: unknown[], version = 1): Promise<Json> {
  const answer = await service.client.post(`/v1/models/${model}/versions/${version}:predict`, { instances });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.predictions;
}

test('an export is a file with a strong tag, which may be kept for ever, and gone on with', async () => {
  const whole = await exported('digits', 'keras');
  assert.equal(whole.status, 200);
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const { headers } = whole;
  assert.equal(headers.get('etag'), `"${createHash('sha256').update(bytes).digest('hex')}"`);
  assert.match(headers.get('cache-control') ?? '', /immutable/);
  assert.equal(headers.get('content-disposition'), 'attachment; filename="digits-1.keras"');
  assert.equal(headers.get('content-length'), String(bytes.length));

  const head = await exported('digits', 'keras', {}, 'HEAD');
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)]);
  const part = await exported('digits', 'keras', { range: 'bytes=100-' });
  assert.equal(part.status, 206);
  assert.deepEqual(new Uint8Array(await part.arrayBuffer()), bytes.slice(100));
  const again = await exported('digits', 'keras', { 'if-none-match': headers.get('etag') ?? '' });
  assert.deepEqual([again.status, await again.text()], [304, '']);
  const outside = await exported('digits', 'keras', { range: `bytes=${bytes.length}-` });
  assert.equal(outside.status, 416);
});

test('an export that is made anew, by another process, has the same bytes', async () => {
  for (const format of ['keras', 'tfjs', 'savedmodel']) {
    const first = await bytesOf('digits', format);
    await service.storage.deleteAll('models/digits/exports/1');
    const clocks = await Promise.all([bytesOf('digits', format), bytesOf('digits', format)]);
    for (const bytes of clocks) assert.ok(Buffer.from(bytes).equals(Buffer.from(first)), format);
  }
});

test('a removed version takes its exports along', async () => {
  await publishModel(service.storage, 'gone', 'job-gone', { preset: 'mlp', units: [4] });
  await bytesOf('gone', 'tfjs');
  assert.ok((await service.storage.list('models/gone/exports/1')).length > 0);
  assert.equal((await service.client.request('DELETE', '/v1/models/gone/versions/1')).status, 204);
  assert.deepEqual(await service.storage.list('models/gone/exports/1'), []);
  assert.equal((await exported('gone', 'tfjs')).status, 404);
});

test('TensorFlow.js loads a version from its address, and tells what the service tells', async () => {
  const address = `${service.url}/v1/models/digits/versions/1/tfjs/model.json`;
  const { headers } = await fetch(address);
  assert.match(headers.get('cache-control') ?? '', /immutable/);
  assert.equal((await fetch(address, { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status, 304);
  assert.equal((await fetch(address.replace('model.json', 'secret.bin'))).status, 404);
  const { layers } = loader();
  const model = await layers.loadLayersModel(address);
  const picture = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (_, x) => [(x * 7 + y * 13) % 256]));
  const computed = (model.predict(tf.tensor([picture])) as ReturnType<typeof tf.tensor>).arraySync() as number[][];
  const [served] = await predict('digits', [picture]);
  for (const [index, value] of (computed[0] ?? []).entries()) assert.ok(Math.abs(value - served[index]) < 1e-6);
  model.dispose();
});

for (const format of ['keras', 'tfjs', 'savedmodel']) {
  test(`what is exported as ${format} comes back as it was`, async () => {
    const registry = createRegistry(service.storage);
    // Each HDF5 file has a thread of its own: of .keras files a few are enough.
    const names = format === 'keras' ? ['half_plus_three', 'customers'] : Object.keys(EXACT_MODELS);
    for (const name of [...names, 'digits']) {
      await planned(name);
      const bytes = await bytesOf(`planned-${name}`, format);
      const model = `back-${format}-${name}`;
      const { status, body, headers } = await send(model, [{ name: 'any', bytes }]);
      assert.equal(status, 201, JSON.stringify(body));
      assert.equal(headers.get('location'), `/v1/models/${model}/versions/1`);
      const before = (await registry.manifest({ model: `planned-${name}`, version: 1 })) as Manifest;
      const now = (await registry.manifest({ model, version: 1 })) as Manifest;
      const { job: _job, import: from, ...lineage } = now.lineage;
      assert.deepEqual({ ...now, lineage: { job: before.lineage.job, ...lineage } }, { ...before, ...own(now) });
      assert.deepEqual(from?.source, { model: `planned-${name}`, version: 1, createdAt: before.createdAt });
      assert.deepEqual(await registry.weights(now), await registry.weights(before));
    }
  });
}

/** What an import has of its own. */
function own({ model, version, createdAt }: Manifest) {
  return { model, version, createdAt };
}

/** The same version with a plan of its data that fits it, as every version has that was trained. */
async function planned(name: string): Promise<void> {
  const registry = createRegistry(service.storage);
  const found = (await registry.manifest({ model: name, version: 1 })) as Manifest;
  const { format: _format, model: _model, version: _version, createdAt: _at, weights: _weights, ...kept } = found;
  const { weightsDigest: _digest, ...publication } = kept;
  const { layers, inputShape, task, labels } = found;
  const weights = await registry.weights(found);
  const parameters = weights.reduce((sum, { values }) => sum + values.length, 0);
  const common = { task: { type: task, labels }, inputShape, trainingRows: 9, measuredRows: 3 };
  const data = { ...common, split: { by: 'random', validation: 0.1, test: 0.2 }, ...PLANS[found.preprocessing.kind] };
  const fitting = { ...publication, network: { layers: [...layers] }, parameters, data: data as unknown as DataPlan };
  await registry.publish(`planned-${name}`, fitting, weights);
}

const PLANS: Readonly<Record<string, object>> = {
  image: { kind: 'image' },
  tensor: { kind: 'tensor', scaling: 'none' },
  tabular: {
    kind: 'tabular',
    target: { columns: ['churned'] },
    features: [{ name: 'since', nullable: true, as: 'date' }],
  },
  text: {
    ...{ kind: 'text', target: { columns: ['stars'] }, column: 'review', tokens: 'words' },
    ...{ lowercase: true, vocabularySize: 4, length: 3 },
  },
  audio: { kind: 'audio', sampleRate: 8000, samples: 800, window: 256, hop: 128, melBands: 8 },
  sequence: {
    ...{ kind: 'sequence', layout: 'array', target: { columns: [] }, features: ['value'], scaling: 'none' },
    ...{ goal: 'classify', length: 2, padded: false, horizon: 1, stride: 1 },
  },
};

test('a file of Keras becomes a version that is served, and its lineage says whence', async () => {
  const name = 'pictures-3.keras';
  const { status, body } = await send('foreign', [{ name, bytes: fixture(name) }], { labels: ['cat', 'dog'] });
  assert.equal(status, 201, JSON.stringify(body));
  assert.equal(body.task, 'classification');
  assert.deepEqual(body.labels, ['cat', 'dog']);
  assert.equal(body.lineage.import.format, 'keras');
  assert.deepEqual(body.lineage.import.files, [name]);
  assert.deepEqual([body.evaluation, body.history, body.lineage.dataset], [undefined, [], undefined]);
  const { inputs, outputs } = known[name] as (typeof known)[string];
  const size = inputs.length / 3;
  const instances = [0, 1, 2].map((each) => nested(inputs.slice(each * size, (each + 1) * size), [8, 8, 3]));
  for (const [at, [, dog]] of (await predict('foreign', instances)).entries())
    assert.ok(Math.abs(dog - (outputs[at] as number)) < 2e-5);
  const { body: listed } = await service.client.get('/v1/models/foreign');
  assert.equal(listed.versions[0].import.format, 'keras');
  assert.equal(listed.versions[0].job, undefined);
});

test('a SavedModel of Keras 2 becomes a version that is served; one that tells no layers is refused', async () => {
  const name = 'saved-model-branches.zip';
  const { status, body } = await send('branches', [{ name, bytes: fixture(name) }]);
  assert.equal(status, 201, JSON.stringify(body));
  assert.equal(body.lineage.import.format, 'savedmodel');
  const { inputs, outputs } = knownFolders[name] as (typeof known)[string];
  const instances = [0, 1, 2].map((each) => nested(inputs.slice(each * 72, (each + 1) * 72), [6, 6, 2]));
  for (const [at, [value]] of (await predict('branches', instances)).entries())
    assert.ok(Math.abs(value - (outputs[at] as number)) < 1e-5);
  const other = await send('branches', [{ name: 'x.zip', bytes: fixture('saved-model-foreign.zip') }]);
  assert.equal(other.status, 422);
  assert.match(other.body.detail, /with the signatures .*"serving_default".*which tells no layers/);
});

test('the same import again is the same version; two at once are one', async () => {
  const file = { name: 'tokens-2.h5', bytes: fixture('tokens-2.h5') };
  const answers = await Promise.all([send('twice', [file]), send('twice', [file])]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 201]);
  const other = await send('twice', [file], { labels: ['a', 'b'] });
  assert.equal(other.status, 201);
  assert.equal(other.body.version, 2);
  assert.deepEqual(await createRegistry(service.storage).versions('twice'), [1, 2]);
  assert.equal((await service.storage.list('models/twice/weights')).length, 2);
  assert.deepEqual(await service.storage.list('uploads'), []);
});

test('TensorFlow.js saves to the service by itself', async () => {
  const { layers, io } = loader();
  const model = layers.sequential({
    layers: [layers.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
  });
  await model.save(io.http(`${service.url}/v1/models/saved/versions`));
  const computed = (model.predict(tf.tensor([[1, 2]])) as ReturnType<typeof tf.tensor>).arraySync() as number[][];
  const [served] = await predict('saved', [[1, 2]]);
  for (const [index, value] of (computed[0] ?? []).entries()) assert.ok(Math.abs(value - served[index]) < 1e-6);
  model.dispose();
});

test('a version from elsewhere can be measured, used on a dataset, and trained further', async () => {
  const { layers, io } = loader();
  const { rescaling, flatten, dense } = layers.layers;
  const model = layers.sequential({
    layers: [
      rescaling({ scale: 1 / 255, inputShape: [28, 28, 1] }),
      flatten(),
      dense({ units: 8, activation: 'relu', name: 'hidden' }),
      dense({ units: 10, activation: 'softmax' }),
    ],
  });
  await model.save(io.http(`${service.url}/v1/models/elsewhere/versions`));
  model.dispose();
  const { body } = await service.client.get('/v1/models/elsewhere/versions/1');
  assert.equal(body.preprocessing.kind, 'image');
  const further = { model: 'further', dataset: 'mnist', baseModel: 'elsewhere@1', freeze: ['hidden'] };
  const plan = await service.client.post('/v1/jobs/plan', further);
  assert.equal(plan.status, 200, plan.text);
  for (const path of ['/v1/evaluations', '/v1/batch-predictions']) {
    const job = await service.client.post(path, { model: 'elsewhere@1', dataset: 'mnist' });
    assert.equal(job.status, 202, job.text);
  }
});

test('what cannot be read is refused in words, and leaves nothing', async () => {
  const keras = fixture('recurrent-3.keras');
  const cases: [string, Uint8Array, RegExp][] = [
    ['noise', Buffer.from('no model at all'), /Expected a model in one of the formats/],
    ['cut off', keras.slice(0, keras.length / 2), /Expected a ZIP archive that can be read/],
    ['damaged', damaged(fixture('tokens-3.h5')), /Expected/],
  ];
  for (const name of ['external', 'huge', 'link', 'loop', 'virtual'])
    cases.push([name, fixture(`hostile/${name}.keras`), /Expected an HDF5 file in "model\.weights\.h5"\. Received: /]);
  for (const [name, bytes, detail] of cases) {
    const { status, body } = await send('refused', [{ name, bytes }]);
    assert.equal(status, 422, name);
    assert.match(body.detail, detail, name);
  }
  assertProblem(await send('refused', []), 400, 'ERR_VALIDATION');
  const { body } = await send('refused', [{ name: 'a', bytes: keras }], { labels: ['one'] });
  assert.deepEqual(body.errors[0].pointer, '/options/labels');
  const json = await service.client.post('/v1/models/refused/versions', { file: 1 });
  assertProblem(json, 415, 'ERR_MEDIA_TYPE');
  assert.deepEqual(await createRegistry(service.storage).versions('refused'), []);
  assert.deepEqual(await service.storage.list('uploads'), []);
});

test('a version that a tool cannot compute is not written for it', async () => {
  const network = { layers: [{ type: 'flatten' }, { type: 'dense', units: 4, activation: 'hardTanh' }] } as const;
  await publishModel(service.storage, 'hard', 'job-hard', network as never);
  const { status, body } = await service.client.get('/v1/models/hard/versions/1/export?format=tfjs');
  assert.equal(status, 422);
  assert.match(body.detail, /Expected an activation that TensorFlow\.js has .* Received: "hardTanh"/);
  assert.equal((await exported('hard', 'keras')).status, 200);
  assertProblem(await service.client.get('/v1/models/hard/versions/1/export?format=onnx'), 400, 'ERR_VALIDATION');
});

function damaged(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => (at > 600 && at % 97 === 0 ? byte ^ 0x5a : byte));
}

function nested(numbers: readonly number[], [, ...inner]: readonly number[]): unknown[] {
  if (inner.length === 0) return [...numbers];
  const size = inner.reduce((all, each) => all * each, 1);
  return Array.from({ length: numbers.length / size }, (_, at) =>
    nested(numbers.slice(at * size, (at + 1) * size), inner),
  );
}

/** TensorFlow.js as a page has it. */
function loader() {
  return { layers: tf as unknown as typeof import('@tensorflow/tfjs-layers'), io: tf.io };
}
