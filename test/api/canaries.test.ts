/** Canaries and shadows over HTTP: requests divided between versions, told in a header, counted by version. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ErrorCode } from '../../src/errors.ts';
import { assertProblem } from '../support/problem.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';

const PIXELS = Array.from({ length: 28 }, () => Array.from({ length: 28 }, (_, column) => [column * 9]));
const BODY = JSON.stringify({ instances: [PIXELS] });
const CODES: Record<number, ErrorCode> = { 400: 'ERR_VALIDATION', 404: 'ERR_NOT_FOUND', 422: 'ERR_DIVISION' };
const ALIAS = '/v1/models/digits/aliases/production';

let service: TestService;

before(async () => {
  service = await startService();
  for (const seed of [1, 2, 3]) {
    const lineage = { job: `job-${seed}`, dataset: { name: 'mnist', digest: 'sha256:0' }, seed, libraries: {} };
    await publishModel(service.storage, 'digits', `job-${seed}`, 'mlp', { lineage });
  }
});

after(() => service.close());

const put = (body: object) =>
  service.client.request('PUT', ALIAS, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
async function answering(headers: Record<string, string> = {}, path = '/v1/models/digits:predict', body = BODY) {
  const answer = await service.client.request('POST', path, { body, headers });
  assert.equal(answer.status, 200, answer.text);
  return Number(answer.headers.get('x-model-version'));
}
const traffic = async () => (await service.client.get(`${ALIAS}/traffic`)).body.versions;

test('requests are divided by key, in both protocols, and each answer says by which version', async () => {
  const division = { version: 1, canaries: [{ version: 2, share: 0.5 }] };
  const { status, body } = await put(division);
  assert.deepEqual([status, body.version, body.canaries], [200, 1, division.canaries]);
  assert.deepEqual((await service.client.get('/v1/models/digits')).body.aliases, { production: 1 });
  await waitFor('the canary to be in memory', async () => (await answering()) === 2);
  const keys = Array.from({ length: 40 }, (_, index) => `user-${index}`);
  const first = await Promise.all(keys.map((key) => answering({ 'x-routing-key': key })));
  assert.ok(first.includes(1) && first.includes(2));
  assert.deepEqual(await Promise.all(keys.map((key) => answering({ 'x-routing-key': key }))), first);
  const tensor = { name: 'image', datatype: 'UINT8', shape: [1, 28, 28, 1], data: PIXELS.flat(2) };
  const infer = JSON.stringify({ inputs: [tensor] });
  const second = keys.map((key) => answering({ 'x-routing-key': key }, '/v2/models/digits/infer', infer));
  assert.deepEqual(await Promise.all(second), first);
  const labelled = keys.map((key) =>
    answering({ 'x-routing-key': key }, '/v1/models/digits/labels/production:predict'),
  );
  assert.deepEqual(await Promise.all(labelled), first);
  assert.equal(await answering({}, '/v1/models/digits/versions/1:predict'), 1);
  const [one, two] = await traffic();
  assert.deepEqual([one.role, one.share, two.role, two.share], ['answers', 0.5, 'canary', 0.5]);
  assert.ok(one.requests >= 1 && two.requests >= 1 && two.meanMilliseconds > 0);
});

test('a shadow computes what another answers; nobody is told, and the two are compared', async () => {
  await put({ version: 1, shadow: { version: 3, share: 1 } });
  await waitFor('the shadow to have computed', async () => {
    await answering();
    return (await traffic()).at(-1).compared?.instances > 0;
  });
  assert.deepEqual(await Promise.all(Array.from({ length: 20 }, () => answering())), Array(20).fill(1));
  const shadow = (await traffic()).at(-1);
  assert.deepEqual([shadow.version, shadow.role, shadow.compared.failed], [3, 'shadow', 0]);
  assert.ok(shadow.compared.meanDifference > 0 && shadow.compared.agreed !== null);
  assert.equal(shadow.requests, 0);
  const { text } = await service.client.get('/metrics');
  assert.match(text, /epochd_shadow_predictions_total\{model="digits",version="3",outcome="(agreed|differed)"\} \d/);
  assert.match(text, /epochd_prediction_duration_seconds_count\{model="digits",version="1"\} \d/);
});

test('a version that is tried out cannot be removed; a rollback takes the trial back', async () => {
  await put({ version: 1, canaries: [{ version: 2, share: 0.1 }], shadow: { version: 3, share: 0.5 } });
  for (const version of [1, 2, 3])
    assertProblem(
      await service.client.request('DELETE', `/v1/models/digits/versions/${version}`),
      409,
      'ERR_VERSION_NEEDED',
    );
  const { status, body } = await service.client.post(`${ALIAS}/rollback`);
  assert.deepEqual([status, body.version, body.canaries, body.shadow], [200, 1, undefined, { version: 3, share: 1 }]);
});

test('no request fails while canaries come, grow, move and go', async () => {
  const divisions = [
    { version: 1, canaries: [{ version: 2, share: 0.3 }] },
    { version: 1, canaries: [{ version: 2, share: 0.9 }], shadow: { version: 3, share: 1 } },
    { version: 2 },
    {
      version: 3,
      canaries: [
        { version: 1, share: 0.2 },
        { version: 2, share: 0.2 },
      ],
    },
  ];
  let ended = false;
  const asking = Array.from({ length: 4 }, async () => {
    while (!ended) await answering();
  });
  for (let round = 0; round < 12; round++) {
    assert.equal((await put(divisions[round % divisions.length] as object)).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  ended = true;
  await Promise.all(asking);
});

test('what cannot be divided is refused, with where', async () => {
  const canary = (version: number, share: number) => ({ version, share });
  const refused = async (body: object, status: number, pointer?: string) => {
    const answer = await put(body);
    assertProblem(answer, status, CODES[status] as ErrorCode);
    if (pointer) assert.equal(answer.body.errors[0].pointer, pointer);
  };
  await refused({ version: 1, canaries: [canary(2, 1)] }, 422, '/canaries');
  await refused({ version: 1, canaries: [canary(1, 0.5)] }, 422, '/canaries/0/version');
  await refused({ version: 1, shadow: canary(1, 1) }, 422, '/shadow/version');
  await refused({ version: 1, canaries: [canary(2, 0)] }, 400, '/canaries/0/share');
  await refused({ version: 1, canaries: [] }, 400, '/canaries');
  await refused({ version: 1, canaries: Array.from({ length: 9 }, (_, index) => canary(index + 2, 0.01)) }, 400);
  await refused({ version: 1, canaries: [canary(99, 0.5)] }, 404);
  await refused({ version: 1, shadow: { version: 2 } }, 400, '/shadow/share');
  const headers = { 'x-routing-key': 'x'.repeat(257) };
  const { status, body } = await service.client.request('POST', '/v1/models/digits:predict', { body: BODY, headers });
  assert.deepEqual([status, /X-Routing-Key/.test(body.error)], [400, true]);
});
