/** A gate with real trainings: an alias that moves by itself to a version that is better, and to no other. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../support/client.ts';
import { type OwnData, startOwnData } from '../support/own-data.ts';
import { assertProblem } from '../support/problem.ts';
import { waitFor } from '../support/waiting.ts';

const GATE = '/v1/models/points/aliases/production/gate';
/** Two scorers may have to be started, on a machine that does other things. */
const PATIENCE_MS = 120_000;
const JSON_TYPE = { 'content-type': 'application/json' };

let service: OwnData;

const rowsOf = (count: number, step: number) =>
  Array.from({ length: count }, (_, row) => {
    const x = Math.sin(row * step);
    return { x, side: x * x > 0.5 ? 'far' : 'near' };
  });

before(
  async () => {
    service = await startOwnData();
    for (const [name, rows] of Object.entries({ points: rowsOf(120, 2.3), held: rowsOf(60, 1.7) })) {
      const { status, text } = await service.client.post('/v1/datasets', { name, rows }, { prefer: 'wait=60' });
      assert.equal(status, 201, text);
    }
  },
  { timeout: 240_000 },
);

after(() => service?.close());

/** One learns nothing, the other all that there is to learn. */
const learn = async (how: 'badly' | 'well'): Promise<number> => {
  const learningRate = how === 'well' ? 0.05 : 1e-9;
  const training = {
    epochs: how === 'well' ? 20 : 1,
    batchSize: 16,
    optimizer: { type: 'sgd', learningRate },
    seed: 3,
  };
  return (await service.learn({ dataset: 'points', target: 'side', training })).job.version.version;
};
const put = (body: object) => service.client.request('PUT', GATE, { body: JSON.stringify(body), headers: JSON_TYPE });
async function decision(version: number): Promise<Json> {
  let found: Json;
  await waitFor(
    `the decision on version ${version}`,
    async () => {
      const { body } = await service.client.get(GATE);
      found = body.decisions.find(
        ({ candidate, outcome }: Json) => candidate.version === version && outcome !== 'measuring',
      );
      return found !== undefined;
    },
    PATIENCE_MS,
  );
  return found;
}
const succeeded = (job: string) =>
  waitFor('the job to end', async () => (await service.client.job(job)).status === 'succeeded', PATIENCE_MS);
const production = async () => (await service.client.get('/v1/models/points')).body.aliases.production;

test('an alias moves by itself to what is better, and stays otherwise', { timeout: 300_000 }, async () => {
  const { status, body } = await put({ dataset: 'held', margin: 0.01, minimum: 0.85 });
  assert.deepEqual([status, body.part, body.since, body.decisions], [200, 'all', 0, []]);
  const bad = await learn('badly');
  const low = await decision(bad);
  assert.deepEqual([low.outcome, low.incumbent, await production()], ['kept', null, undefined]);
  assert.match(low.reason, /the gate asks for at least 0.85/);

  const good = await learn('well');
  const better = await decision(good);
  assert.deepEqual([better.outcome, await production()], ['promoted', good], JSON.stringify(better));
  const { body: alias } = await service.client.get('/v1/models/points/aliases/production');
  assert.match(alias.by.reason, /^by its gate: accuracy/);
  // The alias moves before the job says that it is done.
  await succeeded(better.job);
  const job = await service.client.job(better.job);
  assert.deepEqual([job.kind, job.scoring?.gate], ['evaluate', 'production']);

  assert.equal((await put({ dataset: 'held', margin: 0.01 })).body.since, good);
  const checked = async (version: number) => {
    const { status: accepted, body: asked } = await service.client.post(`${GATE}/check`, { version });
    assert.equal(accepted, 202);
    await succeeded(asked.job);
    return decision(version);
  };
  const worse = await checked(bad);
  assert.deepEqual([worse.outcome, worse.incumbent.version, await production()], ['kept', good, good]);

  // Another gate, on other data: the version that the alias points at was not measured on it.
  await service.client.post('/v1/datasets', { name: 'other', rows: rowsOf(50, 3.1) }, { prefer: 'wait=60' });
  await put({ dataset: 'other', margin: 0.01 });
  await service.client.request('PUT', '/v1/models/points/aliases/production', {
    ...{ body: JSON.stringify({ version: bad }), headers: JSON_TYPE },
  });
  const again = await checked(good);
  assert.deepEqual([again.outcome, again.incumbent.version, await production()], ['promoted', bad, good]);
  assert.ok(again.candidate.value > again.incumbent.value);
});

test('what cannot decide is refused, and the data of a gate stays', async () => {
  const remove = () => service.client.request('DELETE', '/v1/datasets/other');
  assertProblem(await remove(), 409, 'ERR_CONFLICT');
  assertProblem(await put({ dataset: 'none' }), 422, 'ERR_DATASET_UNKNOWN');
  assertProblem(await put({ dataset: 'held', part: 'test' }), 422, 'ERR_DATASET_MISFIT');
  assertProblem(await put({ dataset: 'held', margin: -1 }), 400, 'ERR_VALIDATION');
  assertProblem(await put({ dataset: 'held', metric: 'speed' }), 400, 'ERR_VALIDATION');
  await put({ dataset: 'points' });
  const learnt = assertProblem(await service.client.post(`${GATE}/check`, { version: 1 }), 422, 'ERR_DATASET_MISFIT');
  assert.match(learnt.detail, /no training sees/);
  assertProblem(await service.client.post(`${GATE}/check`, { version: 99 }), 422, 'ERR_VERSION_UNKNOWN');
  assert.equal((await service.client.request('DELETE', GATE)).status, 204);
  assertProblem(await service.client.get(GATE), 404, 'ERR_NOT_FOUND');
  assert.equal((await remove()).status, 204);
});
