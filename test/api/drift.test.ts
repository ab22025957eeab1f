import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { randomStream } from '../../src/random.ts';
import type { Json } from '../support/client.ts';
import { contractOf } from '../support/contracts.ts';
import { EXACT_MODELS, publishExactModels } from '../support/exact-models.ts';
import { assertProblem } from '../support/problem.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startService, type TestService } from '../support/service.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const RATE = { DRIFT_SAMPLES_PER_SECOND: '100000' };
const random = randomStream(4, 'drift');
const SINCE = '2020-05-01';

interface Customer {
  readonly age: number;
  readonly plan: string;
  readonly minutes: number;
  readonly member: boolean;
  readonly since: string;
}

/** As in training: half of them yes. */
function customers(count: number, changes: Partial<Customer> = {}): Customer[] {
  return Array.from({ length: count }, () => ({
    ...{ age: random.below(81) - 40, plan: random.below(3) === 0 ? 'pro' : 'basic', member: random.below(2) === 0 },
    ...{ minutes: 100 * random.uniform(), since: SINCE, ...changes },
  }));
}

let redis: TestRedis;
let folder: string;
let service: TestService;

before(async () => {
  redis = await startRedis();
  folder = await makeTemporaryFolder();
  service = await startService({ redis, environment: { DATA_DIR: folder, ...RATE } });
  const { customers: model, pictures } = EXACT_MODELS;
  assert.ok(model && pictures);
  const training = customers(2000);
  const { labels } = model;
  const predict = (input: Float32Array): number[] => (answerOf(input) ? [0, 1] : [1, 0]);
  const dark = Array.from({ length: 300 }, () => Array.from({ length: 4 }, () => random.below(100)));
  await publishExactModels(service.storage, {
    customers: await contractOf(model.preprocessing, training, { labels, predict }),
    pictures: await contractOf(pictures.preprocessing, dark, { labels: pictures.labels }),
  });
});

after(async () => {
  await service.close();
  await redis.kill();
});

/** As the model's weights have it. */
function answerOf(input: Float32Array): boolean {
  return (input[0] as number) - 9 * (input[2] as number) - 9 * (input[5] as number) > 0;
}

const predict = (instances: readonly unknown[], query = '', model = 'customers') =>
  service.client.post(`/v1/models/${model}:predict${query}`, { instances });
const driftOf = async (model = 'customers', query = ''): Promise<Json> => {
  const { status, body, text } = await service.client.get(`/v1/models/${model}/drift${query}`);
  assert.equal(status, 200, text);
  return body;
};
const columnOf = (report: Json, name: string): Json =>
  [...report.columns, ...report.outputs].find((column: Json) => column.name === name);

const ORDINARY = { age: 30, plan: 'pro', minutes: 50, member: true, since: SINCE };
const STRANGE = { age: 212, plan: 'gold', minutes: null, member: true, since: '2024-01-01' };
const WARNINGS = [
  'age: 212 is above -40…40, all that training saw',
  'plan: "gold" was never seen',
  'minutes: missing, which training never saw',
  'since: 2024-01-01, where training saw only 1970-01-01',
];

test('a prediction tells what training never saw, where it is asked to, in every form', async () => {
  const rows = await predict([ORDINARY, STRANGE], '?contract=true');
  assert.equal(rows.status, 200, rows.text);
  assert.equal(rows.headers.get('content-type'), 'application/json');
  assert.deepEqual(Object.keys(rows.body), ['predictions', 'warnings', 'novelty']);
  assert.deepEqual(rows.body.warnings[1], WARNINGS);
  const [usual, unusual] = rows.body.novelty;
  assert.ok(usual < 0.9 && unusual === 1, `${usual}, ${unusual}`);

  const inputs = Object.fromEntries(
    Object.keys(ORDINARY).map((name) => [name, [STRANGE[name as keyof typeof STRANGE]]]),
  );
  const columns = await service.client.post('/v1/models/customers/versions/1:predict?contract=true', { inputs });
  assert.deepEqual(Object.keys(columns.body), ['outputs', 'warnings', 'novelty']);
  assert.deepEqual(columns.body.warnings, [WARNINGS]);

  const lines = `age,plan,minutes,member,since\n30,pro,50,true,${SINCE}\n212,gold,,true,2024-01-01\n`;
  const csv = await service.client.post('/v1/models/customers:predict?contract=true&top=1', lines, {
    'content-type': 'text/csv',
  });
  assert.equal(csv.status, 200, csv.text);
  assert.deepEqual(csv.body.warnings[1], WARNINGS);
  assert.equal(csv.body.predictions[0].top.length, 1);

  const picture = await predict(
    [
      [
        [[200], [200]],
        [[200], [200]],
      ],
    ],
    '?contract=true',
    'pictures',
  );
  assert.match(picture.body.warnings[0][0], /^brightness: 200 is above [\d.]+…[\d.]+, all that training saw$/);
});

test('without being asked, answers are those of the protocols', async () => {
  for (const query of ['', '?contract=false'])
    assert.deepEqual(Object.keys((await predict([STRANGE], query)).body), ['predictions']);
  const refused = await predict([ORDINARY], '?contract=maybe');
  assert.equal(refused.status, 400);
  assert.match(refused.body.error, /\/contract: Expected "true" or "false"\. Received: "maybe"\./);
  const wrong = await predict([{ age: 'old' }], '?contract=true');
  assert.equal(wrong.status, 400);
  assert.deepEqual(Object.keys(wrong.body), ['error']);
});

test('ten thousand instances are compared, too, and a large body is not held up by it', async () => {
  const many = customers(10_000);
  const { status, body, text } = await predict(many, '?contract=true');
  assert.equal(status, 200, text.slice(0, 300));
  assert.deepEqual([body.warnings.length, body.novelty.length], [10_000, 10_000]);
  const large = await service.client.post(
    '/v1/models/customers:predict?contract=true',
    `{"instances":[${JSON.stringify(STRANGE)}]${' '.repeat(1_100_000)}}`,
  );
  assert.equal(large.status, 200, large.text);
  assert.ok(large.body.warnings[0].includes('plan: "gold" was never seen'), large.body.warnings[0]);
});

test('a version without a contract serves, and says that it knows nothing', async () => {
  const { status, body } = await predict([[1]], '?contract=true', 'half_plus_three');
  assert.deepEqual([status, body], [200, { predictions: [[3.5]], warnings: null, novelty: null }]);
  const report = await driftOf('half_plus_three');
  assert.deepEqual([report.verdict, report.instances, report.columns], ['unknown', 0, []]);
});

test('drift is told by column and output once there are instances enough, over all processes', async () => {
  const environment = { DATA_DIR: await freshStore(), ...RATE };
  const first = await startService({ redis, environment });
  let isOpen = true;
  const second = await startService({ redis, environment });
  const at = (each: TestService, instances: readonly unknown[]) =>
    each.client.post('/v1/models/customers:predict', { instances });
  const report = async (each: TestService): Promise<Json> => (await each.client.get('/v1/models/customers/drift')).body;
  try {
    await at(first, customers(20));
    const early = await report(first);
    assert.deepEqual([early.verdict, early.instances, early.window], ['tooFew', 20, 'hour']);
    assert.ok(columnOf(early, 'age').instancesNeeded > 100, JSON.stringify(columnOf(early, 'age')));

    await at(first, customers(1500));
    const stable = await report(first);
    assert.deepEqual([stable.verdict, stable.instances], ['stable', 1520], JSON.stringify(stable, null, 1));
    assert.deepEqual(stable.thresholds, { moderate: 0.1, major: 0.25 });
    assert.ok(stable.novel.share < 0.04, `${stable.novel.share}`);
    assert.ok(columnOf(stable, 'label').psi < 0.1);

    // The other process gets others: it has not written yet, and what the first one has written is read.
    const older = customers(3000).map((each) => ({ ...each, age: 45 + random.below(10), plan: 'pro' }));
    await at(second, older);
    await first.close();
    isOpen = false;
    const merged = await report(second);
    assert.deepEqual([merged.verdict, merged.instances], ['major', 4520]);
    const [age, plan, label] = ['age', 'plan', 'label'].map((name) => columnOf(merged, name));
    for (const column of [age, plan, label]) assert.equal(column.verdict, 'major', JSON.stringify(column));
    assert.equal(columnOf(merged, 'minutes').verdict, 'stable');
    assert.equal(merged.columns[0].name, 'age');
    assert.ok(Math.abs(age.seen.beyond - 3000 / 4520) < 0.01, `${age.seen.beyond}`);
    assert.ok(age.kolmogorovSmirnov > 0.6 && plan.jensenShannon > 0.2);
    assert.deepEqual(age.training.max, 40);
    assert.ok(merged.novel.share > 0.2 && merged.novel.expected === 0.01, JSON.stringify(merged.novel));
    const day = (await second.client.get('/v1/models/customers/versions/1/drift?window=day')).body;
    assert.deepEqual([day.window, day.instances], ['day', 4520]);

    const { text } = await second.client.get('/metrics');
    assert.match(text, /^epochd_drift_psi\{model="customers",version="1",column="age"\} [\d.]+$/m);
    assert.match(text, /^epochd_drift_psi\{model="customers",version="1",column="output:label"\} [\d.]+$/m);
    assert.match(text, /^epochd_predictions_watched_total\{model="customers",version="1"\} 3000$/m);
    assert.match(text, /^epochd_predictions_novel_total\{model="customers",version="1"\} \d{3,}$/m);
  } finally {
    if (isOpen) await first.close();
    await second.close();
  }
});

test('what is not there, or no window, is a problem', async () => {
  for (const place of ['/v1/models/nobody/drift', '/v1/models/customers/versions/9/drift'])
    assertProblem(await service.client.get(place), 404, 'ERR_NOT_FOUND');
  assertProblem(await service.client.get('/v1/models/customers/drift?window=year'), 400, 'ERR_VALIDATION');
});

test('a store that is away costs no prediction and no metric, only the report', async () => {
  const place = path.join(folder, 'storage', 'drift');
  await predict(customers(10));
  await fs.rm(place, { recursive: true, force: true });
  // A way that leads to itself can be neither read nor written.
  await fs.symlink('drift', place);
  try {
    const asked = await service.client.get('/v1/models/customers/drift');
    assert.equal(asked.status, 503, asked.text);
    assert.equal((await predict(customers(10))).status, 200);
    assert.equal((await service.client.get('/metrics')).status, 200);
  } finally {
    await fs.rm(place);
  }
  const { instances } = await driftOf();
  assert.ok(instances >= 20, `${instances}`);
});

test('nothing is watched where nothing may be', async () => {
  const quiet = await startService({
    redis,
    environment: { DATA_DIR: service.config.dataDir, DRIFT_SAMPLES_PER_SECOND: '0' },
  });
  try {
    const { status } = await quiet.client.post('/v1/models/customers:predict', { instances: customers(10) });
    assert.equal(status, 200);
    assert.doesNotMatch((await quiet.client.get('/metrics')).text, /epochd_predictions_watched_total\{/);
  } finally {
    await quiet.close();
  }
});

/** The same versions, without anything that was counted. */
async function freshStore(): Promise<string> {
  const made = await makeTemporaryFolder();
  const from = path.join(folder, 'storage', 'models');
  await fs.cp(from, path.join(made, 'storage', 'models'), { recursive: true });
  return made;
}
