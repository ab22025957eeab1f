/** The client against the service as it runs: train, watch through a network that breaks, predict, upload, fail. */
import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createClient, type EpochdClient, EpochdError, EpochdUnreachableError } from '../../client/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { runTypeScript } from '../support/page.ts';
import { type ProcessService, startProcesses } from '../support/processes.ts';
import { startProxy, type TestProxy } from '../support/proxy.ts';
import { publishModel } from '../support/published-model.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');
const JOB = {
  ...{ model: 'customers', dataset: 'customers', network: 'mlp' as const },
  training: { epochs: 40, seed: 7 },
};

let service: ProcessService;
let proxy: TestProxy;
let client: EpochdClient;

before(
  async () => {
    service = await startProcesses();
    await service.startWorker();
    // Of a text of digits, a port is connected to.
    proxy = await startProxy(new URL(service.client.url).port);
    client = createClient({ baseUrl: proxy.url.replace('redis:', 'http:'), timeoutMs: 120_000 });
  },
  { timeout: 120_000 },
);

after(async () => {
  await proxy?.close();
  await service?.close();
});

test('a blob becomes a dataset, its upload tells how far it is, and what cannot be read says why', {
  timeout: 240_000,
}, async () => {
  const file = await openAsBlob(path.join(EXAMPLES, 'data/customers.csv'));
  const told: number[] = [];
  const upload = { name: 'customers.csv', content: file };
  const dataset = await client.datasets.upload('customers', upload, {
    onProgress: ({ sentBytes, totalBytes }) => told.push(sentBytes / totalBytes),
  });
  assert.deepEqual([dataset.status, dataset.kind, told.at(-1)], ['ready', 'tabular', 1]);
  assert.equal((await client.datasets.rows('customers', { limit: 3 })).data.length, 3);
  assert.deepEqual((await client.datasets.list().first(9)).map(({ name }) => name).sort(), ['customers', 'mnist']);
  const spoilt = client.datasets.upload('spoilt', { name: 'spoilt.png', content: 'no picture' });
  await assert.rejects(spoilt, (error) => error instanceof EpochdError && error.status === 422);
});

test('a job is watched over connections that break, each event once; what it learnt predicts', {
  timeout: 240_000,
}, async () => {
  const job = await client.train(JOB);
  const ids: string[] = [];
  const connections = proxy.accepted();
  for await (const { id } of job.events()) {
    ids.push(id);
    if (ids.length % 3 === 0) proxy.reset();
  }
  assert.ok(proxy.accepted() > connections + 1, 'a connection was made anew');
  const { body } = await service.client.get(`/v1/jobs/${job.id}/events`, { accept: 'application/json' });
  assert.deepEqual(
    ids,
    body.data.map(({ id }: { id: string }) => id),
  );
  const after_: string[] = [];
  for await (const { id } of job.events({ after: ids[1] })) after_.push(id);
  assert.deepEqual(after_, ids.slice(2));
  // Nothing comes after the last one: that is an end, not a silence.
  for await (const event of job.events({ after: ids.at(-1) })) assert.fail(event.id);
  const { status, version } = await job.done();
  assert.deepEqual([status, version], ['succeeded', { model: 'customers', version: 1 }]);

  const row = { age: 30, plan: 'basic', city: 'Bari', minutes: null, since: '2024-05-01', support_calls: 7 };
  await client.model('customers').alias('production').set(1, { ifRevision: 0 });
  for (const reference of ['customers', 'customers@1', 'customers@production']) {
    const answer = await client.model(reference).predict([row], { timeoutMs: 60_000, routingKey: 'one' });
    assert.deepEqual([answer.predictions.length, answer.version], [1, 1], reference);
  }
  assert.equal((await client.model('customers').alias('production').history()).length, 1);
  const csv = 'age,plan,city,minutes,since,support_calls\n30,basic,Bari,,2024-05-01,7\n';
  const [labelled] = (await client.model('customers').predict(csv, { type: 'text/csv' })).predictions;
  assert.ok(['no', 'yes'].includes(labelled?.label ?? ''), JSON.stringify(labelled));
  const badly = client.model('customers').predict([{ ...row, age: 'old' }]);
  await assert.rejects(badly, (error) => error instanceof EpochdError && error.status === 400 && error.detail !== '');
});

test('what is wrong with a request is told by code and pointer, and a key makes one job of two requests', async () => {
  await assert.rejects(
    client.train({ ...JOB, training: { epochs: 0 } }),
    (error) =>
      error instanceof EpochdError &&
      error.code === 'ERR_VALIDATION' &&
      error.errors[0]?.pointer === '/training/epochs' &&
      error.requestId !== undefined,
  );
  await assert.rejects(client.job('none').refresh(), (error) => error instanceof EpochdError && error.status === 404);
  assert.ok((await client.plan(JOB)).parameters > 0);
  const [one, other] = [
    await client.train(JOB, { idempotencyKey: 'k' }),
    await client.train(JOB, { idempotencyKey: 'k' }),
  ];
  assert.equal(one.id, other.id);
  await one.cancel();
  const listed: string[] = [];
  for await (const page of client.jobs.list({ limit: 1, kind: 'train' }).pages()) {
    listed.push(...page.data.map(({ id }) => id));
  }
  assert.equal(new Set(listed).size, 2);
});

test('a signal ends a call and an iteration; a service that is away is told as that', { timeout: 60_000 }, async () => {
  const reason = new Error('enough');
  await assert.rejects(client.train(JOB, { signal: AbortSignal.abort(reason) }), reason);
  const job = await client.train({ ...JOB, training: { epochs: 10_000 } });
  const aborter = new AbortController();
  const watching = (async () => {
    for await (const _event of job.events({ signal: aborter.signal })) aborter.abort(reason);
  })();
  await assert.rejects(watching, reason);
  await job.cancel();
  proxy.cut();
  await assert.rejects(client.health(), EpochdUnreachableError);
  await assert.rejects(async () => {
    for await (const event of job.events({ patienceMs: 1000 })) assert.fail(event.id);
  }, EpochdUnreachableError);
  proxy.flow();
  assert.deepEqual([(await client.health()).ready, (await client.compatible()).compatible], [true, true]);
});

test('the TypeScript of docs/clients.md runs as it stands', { timeout: 240_000 }, async () => {
  // That of the README's walk has learnt more.
  await publishModel(await openFileStorage(path.join(service.dataDir, 'storage')), 'digits', 'job');
  const printed = await runTypeScript('clients.md', service.client.url);
  const { rows } = await client.datasets.get('customers');
  // The bare name means what the alias for production does.
  const version = (await client.model('customers').alias('production').get())?.version;
  for (const line of [
    /^(\d+) of \1 bytes$/m,
    new RegExp(`^tabular ${rows}$`, 'm'),
    /^epoch \{/m,
    /^succeeded$/m,
    new RegExp(`^\\[ \\[ [\\de.-]+, [\\de.-]+ \\] \\] ${version}$`, 'm'),
    new RegExp(`^${version}$`, 'm'),
    /^\d \[$/m,
    /^400 ERR_VALIDATION \[$/m,
    /pointer: '\/training\/epochs'/,
  ]) {
    assert.match(printed, line);
  }
});
