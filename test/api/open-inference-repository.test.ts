/** Models in memory and out of it, and what was counted of predictions, as the Open Inference Protocol's extensions tell it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publishExactModels } from '../support/exact-models.ts';
import { startService, type TestService } from '../support/service.ts';

let service: TestService;

before(async () => {
  service = await startService({ environment: { INSTANCES_LIMIT: '50', API_KEYS: 'a-secret-key' } });
  await publishExactModels(service.storage);
});

after(() => service?.close());

const INPUT = { name: 'tensor', datatype: 'FP32', shape: [2, 1], data: [1, 2] };
const infer = (model: string, input: object = INPUT) =>
  service.client.post(`/v2/models/${model}/infer`, { inputs: [input] });

test('health is told without a key, all else with one', async () => {
  for (const path of ['/v2/health/live', '/v2/health/ready'])
    assert.equal((await fetch(service.url + path)).status, 200);
  for (const path of ['/v2', '/v2/models/tags', '/v2/models/tags/ready', '/v2/models/stats']) {
    const answer = await fetch(service.url + path);
    assert.equal(answer.status, 401);
    assert.deepEqual(Object.keys((await answer.json()) as object), ['error']);
    assert.equal((await service.client.get(path)).status, 200, path);
  }
});

test('an unloaded model is not ready until it is loaded, or predicted with', async () => {
  const ready = async () => (await service.client.get('/v2/models/half_plus_three/ready')).status;
  const unload = () => service.client.post('/v2/repository/models/half_plus_three/unload');
  assert.equal(await ready(), 200);
  assert.equal((await unload()).status, 200);
  const { status, headers, body } = await service.client.get('/v2/models/half_plus_three/ready');
  assert.deepEqual([status, Object.keys(body)], [503, ['error']]);
  assert.ok(Number(headers.get('retry-after')) >= 1);
  assert.equal((await service.client.post('/v2/repository/models/half_plus_three/load', {})).status, 200);
  assert.equal(await ready(), 200);
  await unload();
  assert.equal((await infer('half_plus_three')).status, 200);
  assert.equal(await ready(), 200);
});

test('the index has every version, those that cannot predict with the reason', async () => {
  const index = async (body?: object) => (await service.client.post('/v2/repository/index', body)).body;
  await service.storage.put('models/tags/versions/2.json', '{');
  await service.client.post('/v2/repository/models/sums/unload', { parameters: { unload_dependents: false } });
  const entries = await index();
  const stateOf = (name: string, version: string) => {
    const { state, reason } = entries.find(
      (entry: { name: string; version: string }) => entry.name === name && entry.version === version,
    );
    return [state, reason];
  };
  assert.deepEqual(stateOf('half_plus_three', '2'), ['READY', '']);
  assert.deepEqual(stateOf('sums', '1'), ['UNAVAILABLE', 'unloaded']);
  assert.equal(stateOf('tags', '2')[0], 'UNAVAILABLE');
  assert.match(stateOf('tags', '2')[1], /^Expected the manifest of version 2 of "tags"/);
  const ready = await index({ ready: true });
  assert.equal(ready.length, entries.length - 2);
  assert.ok(ready.every(({ state }: { state: string }) => state === 'READY'));
  await service.storage.delete('models/tags/versions/2.json');
});

test('predictions are counted for each version, whichever protocol they came by', async () => {
  const of = async (path: string) => (await service.client.get(path)).body.model_stats;
  const [before] = await of('/v2/models/series/stats');
  assert.deepEqual([before.name, before.version, before.last_inference, before.inference_count], ['series', '1', 0, 0]);
  const started = Date.now();
  const series = { name: 'sequence', datatype: 'FP32', shape: [3, 2, 1], data: [1, 2, 2, 1, 1, 2] };
  assert.equal((await infer('series', series)).status, 200);
  assert.equal((await infer('series', { ...series, shape: [3, 1, 2] })).status, 400);
  assert.equal((await service.client.post('/v1/models/series:predict', { instances: [[1, 2]] })).status, 200);
  const [after] = await of('/v2/models/series/versions/1/stats');
  assert.deepEqual([after.inference_count, after.execution_count], [4, 2]);
  assert.ok(after.last_inference >= started && after.last_inference <= Date.now());
  const { success, fail, queue, compute_input, compute_infer, compute_output } = after.inference_stats;
  const counts = [success, fail, queue, compute_input, compute_infer, compute_output].map(({ count }) => count);
  assert.deepEqual(counts, [2, 1, 2, 2, 2, 2]);
  assert.ok(success.ns >= queue.ns + compute_input.ns + compute_infer.ns && compute_infer.ns > 0);
  assert.deepEqual(
    after.batch_stats.map(
      ({ batch_size, compute_infer: { count } }: { batch_size: number; compute_infer: { count: number } }) => [
        batch_size,
        count,
      ],
    ),
    [
      [3, 1],
      [1, 1],
    ],
  );
  const all = await of('/v2/models/stats');
  assert.equal(all.length, 9);
  assert.deepEqual(
    all
      .filter(({ name }: { name: string }) => name === 'half_plus_three')
      .map(({ version }: { version: string }) => version),
    ['1', '2'],
  );
});

test('a damaged version tells so when it is asked whether it is ready', async () => {
  await service.storage.put('models/sounds/weights/job-1.bin', 'nothing');
  const { status, body } = await service.client.get('/v2/models/sounds/ready');
  assert.equal(status, 500);
  assert.match(body.error, /^Expected the weights that version 1 of "sounds" was published with/);
});
