/** Versions beside each other, and the rule by which old ones go. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRegistry, createRetention, type Publication } from '../../src/registry/index.ts';
import { publicationOf } from '../support/digits-publication.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';

const DAY_MS = 86_400_000;

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service.close());

const put = (model: string, body: object) =>
  service.client.request('PUT', `/v1/models/${model}/retention`, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
const versions = (model: string) => createRegistry(service.storage).versions(model);

async function publish(model: string, count: number, changes: Partial<Publication> = {}): Promise<void> {
  for (let each = 0; each < count; each++)
    await publishModel(service.storage, model, `job-${model}-${each}`, { preset: 'mlp', units: [4] }, changes);
}

/** Makes a version older than it is. */
async function age(model: string, version: number, days: number): Promise<void> {
  const key = `models/${model}/versions/${version}.json`;
  const manifest = JSON.parse(String(await service.storage.get(key)));
  const createdAt = new Date(Date.now() - days * DAY_MS).toISOString();
  await service.storage.put(key, JSON.stringify({ ...manifest, createdAt }));
}

test('two versions are told side by side: figures, recalls, and what was asked for differently', async () => {
  const { training } = publicationOf('any');
  const evaluations = [
    { loss: 0.5, accuracy: 0.75, examples: 4, confusionMatrix: [] },
    { loss: 0.25, accuracy: 0.5, examples: 4, confusionMatrix: [] },
  ] as const;
  const matrix = (right: number) =>
    Array.from({ length: 10 }, (_, row) =>
      Array.from({ length: 10 }, (_, column) => (row !== 0 ? 0 : column === 0 ? right : column === 1 ? 4 - right : 0)),
    );
  const [base, candidate] = [3, 2].map((right, at) => ({ ...evaluations[at], confusionMatrix: matrix(right) })) as [
    NonNullable<Publication['evaluation']>,
    NonNullable<Publication['evaluation']>,
  ];
  await publishModel(service.storage, 'compared', 'job-1', 'mlp', { evaluation: base });
  await publishModel(
    service.storage,
    'compared',
    'job-2',
    { preset: 'mlp', units: [8] },
    {
      evaluation: candidate,
      training: { ...training, epochs: 7 },
    },
  );
  const { status, body } = await service.client.get('/v1/models/compared/compare?base=1&candidate=2');
  assert.equal(status, 200);
  assert.equal(body.sameData, true);
  assert.deepEqual(body.metrics, {
    loss: { base: 0.5, candidate: 0.25, difference: -0.25 },
    accuracy: { base: 0.75, candidate: 0.5, difference: -0.25 },
  });
  assert.deepEqual(body.recalls[0], { label: '0', base: 0.75, candidate: 0.5, difference: -0.25 });
  assert.equal(body.recalls.length, 10);
  assert.deepEqual(body.changes, [
    { pointer: '/network', base: 'mlp', candidate: { preset: 'mlp', units: [8] } },
    { pointer: '/training/epochs', base: 1, candidate: 7 },
  ]);
  assert.deepEqual([body.base.version, body.candidate.version, body.moreChanges], [1, 2, false]);
});

test('a comparison takes aliases, and refuses what is neither', async () => {
  await publish('aliased', 2);
  await createRegistry(service.storage).point(
    { model: 'aliased', alias: 'best', division: { version: 1 } },
    { requestId: 'test' },
  );
  const get = (query: string) => service.client.get(`/v1/models/aliased/compare?${query}`);
  assert.equal((await get('base=best&candidate=2')).body.base.version, 1);
  assertProblem(await get('base=worst&candidate=2'), 400, 'ERR_ALIAS');
  assertProblem(await get('base=9&candidate=2'), 404, 'ERR_NOT_FOUND');
  assertProblem(await get('base=%2e%2e&candidate=2'), 400, 'ERR_VALIDATION');
  assertProblem(await get('base=1'), 400, 'ERR_VALIDATION');
});

test('the newest stay by count, and what an alias points at', async () => {
  await publish('counted', 6);
  await createRegistry(service.storage).point(
    { model: 'counted', alias: 'old', division: { version: 2 } },
    { requestId: 'test' },
  );
  const { status, body } = await put('counted', { keepLast: 2 });
  assert.deepEqual([status, body], [200, { keepLast: 2, removed: [1, 3, 4] }]);
  assert.deepEqual(await versions('counted'), [2, 5, 6]);
  assert.deepEqual((await service.client.get('/v1/models/counted/retention')).body, { keepLast: 2 });
});

test('by age the young stay, by both whoever has either reason, and the newest always', async () => {
  await publish('aged', 5);
  for (const version of [1, 2, 3, 4, 5]) await age('aged', version, 60 - version * 10);
  assert.deepEqual((await put('aged', { keepDays: 25, keepLast: 3 })).body.removed, [1, 2]);
  assert.deepEqual((await put('aged', { keepDays: 25 })).body.removed, [3]);
  assert.deepEqual((await put('aged', { keepDays: 1 })).body.removed, [4]);
  assert.deepEqual(await versions('aged'), [5]);
});

test('a rule is for as long as it is there, and applied again', async () => {
  await publish('ruled', 2);
  const registry = createRegistry(service.storage);
  const retention = createRetention(service.storage, registry);
  assert.deepEqual(await retention.apply('ruled'), []);
  await put('ruled', { keepLast: 2 });
  await publishModel(service.storage, 'ruled', 'job-later');
  const [first, second] = await Promise.all([retention.apply('ruled'), retention.apply('ruled')]);
  assert.deepEqual(new Set([...first, ...second]), new Set([1]));
  assert.deepEqual(await versions('ruled'), [2, 3]);
  assert.equal((await service.client.request('DELETE', '/v1/models/ruled/retention')).status, 204);
  assert.deepEqual((await service.client.get('/v1/models/ruled/retention')).body, {});
});

test('a rule that says nothing, or of no model, is refused', async () => {
  await publish('refused', 1);
  for (const body of [{}, { keepLast: 0 }, { keepDays: -1 }, { keepLast: 1.5 }, { keep: 3 }])
    assertProblem(await put('refused', body), 400, 'ERR_VALIDATION');
  assertProblem(await put('nonsense', { keepLast: 1 }), 404, 'ERR_NOT_FOUND');
});
