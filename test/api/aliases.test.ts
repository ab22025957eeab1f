/** Aliases over HTTP: moved, bound to where they were, looked back at, followed by predictions; versions that end. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRegistry } from '../../src/registry/index.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';

const PIXELS = Array.from({ length: 28 }, () => Array.from({ length: 28 }, (_, column) => [column * 9]));
const BODY = JSON.stringify({ instances: [PIXELS] });
const KEY = 'a-key-of-some-length';

let service: TestService;
/** What each version of `digits` predicts. */
const outputs: string[] = [];

before(async () => {
  service = await startService({ environment: { API_KEYS: KEY } });
  for (const seed of [1, 2, 3, 4]) {
    const lineage = { job: `job-${seed}`, dataset: { name: 'mnist', digest: 'sha256:0' }, seed, libraries: {} };
    await publishModel(service.storage, 'digits', `job-${seed}`, 'mlp', { lineage });
    const { text, status } = await service.client.post(`/v1/models/digits/versions/${seed}:predict`, BODY);
    assert.equal(status, 200, text);
    outputs.push(text);
  }
});

after(() => service.close());

const path = (alias: string, model = 'digits') => `/v1/models/${model}/aliases/${alias}`;
const put = (alias: string, body: object, headers: Record<string, string> = {}) =>
  service.client.request('PUT', path(alias), {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const remove = (url: string, headers: Record<string, string> = {}) =>
  service.client.request('DELETE', url, { headers });
const predicted = async (reference: string) => {
  const { text } = await service.client.post(`/v1/models/${reference}:predict`, BODY);
  const version = outputs.findIndex((known) => areClose(known, text)) + 1;
  return version > 0 ? version : text;
};

/** Within the last bits, which depend on how many are predicted in one call. */
function areClose(...texts: [string, string]): boolean {
  const [a = [], b = []] = texts.map((text) => (JSON.parse(text).predictions?.[0] ?? []) as number[]);
  return a.length === b.length && a.every((value, index) => Math.abs(value - (b[index] as number)) < 1e-6);
}

test('an alias is made, read, moved, listed and removed', async () => {
  const made = await put('candidate', { version: 2, reason: 'to be looked at' });
  assert.deepEqual([made.status, made.headers.get('etag'), made.body.version], [200, '"1"', 2]);
  assert.match(made.body.by.key, /^[0-9a-f]{8}$/);
  assert.equal(made.body.by.reason, 'to be looked at');
  const read = await service.client.get(path('candidate'));
  assert.deepEqual(read.body, made.body);
  assert.equal(read.headers.get('etag'), '"1"');
  assert.equal((await put('candidate', { version: 3 })).headers.get('etag'), '"2"');
  assert.deepEqual((await service.client.get('/v1/models/digits')).body.aliases, { candidate: 3 });
  assert.deepEqual((await service.client.get('/v1/models')).body.data[0].aliases, { candidate: 3 });
  assert.equal((await remove(path('candidate'))).status, 204);
  assertProblem(await service.client.get(path('candidate')), 404, 'ERR_NOT_FOUND');
  assertProblem(await remove(path('candidate')), 404, 'ERR_NOT_FOUND');
  const { body } = await service.client.get(`${path('candidate')}/history`);
  assert.deepEqual(
    body.data.map(({ version, revision }: { version: number | null; revision: number }) => [revision, version]),
    [
      [3, null],
      [2, 3],
      [1, 2],
    ],
  );
});

test('a change is made only from where its If-Match says', async () => {
  await put('bound', { version: 1 });
  assertProblem(await put('bound', { version: 2 }, { 'if-match': '"7"' }), 412, 'ERR_PRECONDITION');
  assertProblem(await put('bound', { version: 2 }, { 'if-match': 'W/"1"' }), 412, 'ERR_PRECONDITION');
  assertProblem(await put('bound', { version: 2 }, { 'if-none-match': '*' }), 412, 'ERR_PRECONDITION');
  assertProblem(await put('absent', { version: 2 }, { 'if-match': '*' }), 412, 'ERR_PRECONDITION');
  const both = await Promise.all([2, 3].map((version) => put('bound', { version }, { 'if-match': '"1"' })));
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412]);
  assertProblem(await remove(path('bound'), { 'if-match': '"1"' }), 412, 'ERR_PRECONDITION');
  assert.equal((await remove(path('bound'), { 'if-match': '"2"' })).status, 204);
  assert.equal((await put('bound', { version: 4 }, { 'if-none-match': '*' })).body.revision, 4);
});

test('an alias goes back to what it was before, and forth again', async () => {
  await put('moved', { version: 1 });
  assertProblem(await service.client.post(`${path('moved')}/rollback`), 409, 'ERR_CONFLICT');
  await put('moved', { version: 3 });
  const back = await service.client.post(`${path('moved')}/rollback`);
  assert.deepEqual([back.status, back.body.version, back.body.by.reason], [200, 1, 'back from version 3']);
  assert.equal((await service.client.post(`${path('moved')}/rollback`)).body.version, 3);
  assertProblem(await service.client.post(`${path('nowhere')}/rollback`), 404, 'ERR_NOT_FOUND');
});

test('predictions follow an alias within a second, a bare name follows production, and no request fails', async () => {
  assert.equal(await predicted('digits'), 4);
  await put('production', { version: 1 });
  await waitFor('the bare name to follow', async () => (await predicted('digits')) === 1, 1000);
  assert.equal(await predicted('digits/labels/production'), 1);
  let ended = false;
  const seen: unknown[] = [];
  const asking = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!ended) seen.push(await predicted('digits/labels/production'));
    }),
  );
  for (const version of [2, 3, 4, 2]) {
    await put('production', { version });
    for (const name of ['digits', 'digits/labels/production'])
      await waitFor(`predictions of ${name} to follow`, async () => (await predicted(name)) === version, 1000);
  }
  ended = true;
  await asking;
  assert.deepEqual(new Set(seen), new Set([1, 2, 3, 4]));
  assert.equal(await predicted('digits/versions/4'), 4);
  const unknown = await service.client.post('/v1/models/digits/labels/unknown:predict', BODY);
  assert.deepEqual([unknown.status, unknown.body], [400, { error: 'Unrecognized servable version label: unknown' }]);
});

test('a version that an alias points at stays; another goes, and its number is not given again', async () => {
  await put('kept', { version: 3 });
  assertProblem(await remove('/v1/models/digits/versions/3'), 409, 'ERR_VERSION_NEEDED');
  const five = await publishModel(service.storage, 'digits', 'job-5');
  assert.equal((await remove(`/v1/models/digits/versions/${five.version}`)).status, 204);
  assertProblem(await remove(`/v1/models/digits/versions/${five.version}`), 404, 'ERR_NOT_FOUND');
  assertProblem(await put('gone', { version: five.version }), 404, 'ERR_NOT_FOUND');
  const files = await service.storage.list('models/digits/weights');
  assert.deepEqual(files, ['job-1.bin', 'job-2.bin', 'job-3.bin', 'job-4.bin']);
  assert.equal((await publishModel(service.storage, 'digits', 'job-6')).version, five.version + 1);
});

test('of a removal and a pointing at the same instant at most one is done', async () => {
  const registry = createRegistry(service.storage);
  for (let round = 0; round < 20; round++) {
    const reference = await publishModel(service.storage, 'raced', `job-${round}`);
    const by = { requestId: 'test' };
    const [removed, pointed] = await Promise.allSettled([
      registry.remove(reference),
      registry.point({ model: 'raced', alias: 'raced', division: { version: reference.version } }, by),
    ]);
    const there = (await registry.versions('raced')).includes(reference.version);
    const alias = (await registry.aliases.get('raced', 'raced'))?.version;
    assert.equal(there, removed.status === 'rejected');
    if (!there) assert.notEqual(alias, reference.version);
    assert.equal(alias === reference.version, pointed.status === 'fulfilled');
  }
});

test('what is no alias is refused', async () => {
  for (const alias of ['3', '.x', 'a%2fb', 'x'.repeat(65)])
    assertProblem(await put(alias, { version: 1 }), 400, 'ERR_VALIDATION');
  assertProblem(await put('x', { version: 0 }), 400, 'ERR_VALIDATION');
  assertProblem(await put('x', { version: '1' }), 400, 'ERR_VALIDATION');
  assertProblem(await put('x', { version: 99 }), 404, 'ERR_NOT_FOUND');
  assertProblem(await service.client.get(path('x', 'nonsense')), 404, 'ERR_NOT_FOUND');
  assertProblem(await put('x', { version: 1, reason: 'x'.repeat(501) }), 400, 'ERR_VALIDATION');
});
