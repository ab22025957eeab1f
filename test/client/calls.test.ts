/** Calls of the client against an api in this process, and against a server that answers as it is told: what is sent again, and when. */
import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createClient, type EpochdClient, EpochdError, EpochdUnreachableError } from '../../client/index.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';
import { against } from './scripted-server.ts';

const SEVEN = path.resolve(import.meta.dirname, '../../examples/seven.png');
const JOB = { model: 'digits', dataset: 'mnist', network: 'mlp' as const };

let service: TestService;
let client: EpochdClient;

before(
  async () => {
    service = await startService();
    client = createClient(service.url);
    for (const job of ['one', 'two']) await publishModel(service.storage, 'digits', job);
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const isStatus = (status: number) => (error: unknown) => error instanceof EpochdError && error.status === status;

test('a picture is predicted as a blob, as a file by its name, and as bytes with their type', {
  timeout: 60_000,
}, async () => {
  const model = client.model('digits@1');
  const bytes = new Uint8Array(await readFile(SEVEN));
  const { predictions, version } = await model.predict(await openAsBlob(SEVEN, { type: 'image/png' }), { top: 3 });
  const [labelled] = predictions;
  assert.ok(labelled && predictions.length === 1);
  assert.deepEqual([version, labelled.top.length, labelled.top[0]?.label], [1, 3, labelled.label]);
  assert.ok(labelled.probability > 0 && labelled.probability <= 1);
  for (const [input, type] of [[new File([bytes], 'SEVEN.PNG')], [bytes, 'image/png']] as const) {
    assert.deepEqual((await model.predict(input, { top: 3, type })).predictions, predictions);
  }
  const instances = [
    { b64: Buffer.from(bytes).toString('base64') },
    Array.from({ length: 28 }, () => Array(28).fill([0])),
  ];
  assert.equal((await model.predict(instances)).predictions.length, 2);
  await assert.rejects(model.predict(bytes), TypeError);
  await assert.rejects(model.predict(bytes.slice(0, 40), { type: 'image/png' }), isStatus(422));
  await assert.rejects(model.predict(bytes, { type: 'application/x-none' }), isStatus(400));
  await assert.rejects(client.model('letters').predict(bytes, { type: 'image/png' }), isStatus(404));
  await assert.rejects(model.predict(bytes, { type: 'image/png', signal: AbortSignal.abort(new Error('enough')) }), {
    message: 'enough',
  });
});

test('an alias is set, moved, taken back and removed, and only by whoever knows where it is', async () => {
  const alias = client.model('digits').alias('production');
  const zeros = [Array.from({ length: 28 }, () => Array(28).fill([0]))];
  // An api looks at its aliases again after a moment.
  const answers = (version: number) =>
    waitFor(`version ${version} to answer`, async () => {
      return (await client.model('digits@production').predict(zeros)).version === version;
    });
  assert.equal(await alias.get(), null);
  await assert.rejects(client.model('digits@production').predict(zeros), isStatus(400));
  const first = await alias.set(1, { ifRevision: 0 });
  assert.equal(first.version, 1);
  await answers(1);
  await assert.rejects(alias.set(2, { ifRevision: 0 }), isStatus(412));
  const second = await alias.set({ version: 2 }, { ifRevision: first.revision });
  assert.equal(second.version, 2);
  await answers(2);
  await assert.rejects(alias.rollback({ ifRevision: first.revision }), isStatus(412));
  const third = await alias.rollback({ ifRevision: second.revision });
  assert.deepEqual([third.version, (await alias.get())?.revision], [1, third.revision]);
  await answers(1);
  assert.deepEqual(
    (await alias.history()).map(({ version }) => version),
    [1, 2, 1],
  );
  await assert.rejects(alias.set(9), EpochdError);
  await alias.remove({ ifRevision: third.revision });
  assert.equal(await alias.get(), null);
});

test('a limit of requests is told with the time after which it is worth trying again', async () => {
  const limited = await startService({ environment: { RATE_LIMIT_PER_MINUTE: '20' } });
  try {
    const hasty = createClient(limited.url);
    const refused = await (async () => {
      for (let index = 0; index < 30; index++) await hasty.models();
    })().catch((error) => error);
    assert.ok(refused instanceof EpochdError, String(refused));
    assert.deepEqual([refused.status, refused.code], [429, 'ERR_RATE_LIMIT']);
    // Longer than the client waits by itself.
    assert.ok((refused.retryAfterSeconds ?? 0) > 10 && (refused.retryAfterSeconds ?? 0) <= 60);
  } finally {
    await limited.close();
  }
});

test('a submission is sent again after 429, 503 and no answer: the same body, the same key, not before Retry-After', async () => {
  const answers = [{ status: 503, retryAfter: '1' }, { status: 429 }, 'hang up', { status: 202 }] as const;
  await against(answers, async ({ url, seen }) => {
    assert.equal((await createClient(url).train(JOB)).id, 'job-1');
    assert.equal(seen.length, 4);
    assert.equal(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size, 1);
    for (const { body, headers } of seen) {
      assert.deepEqual(JSON.parse(body), JOB);
      assert.match(headers['idempotency-key'] as string, /^[0-9a-f]{32}$/);
    }
    assert.ok((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0) > 990);
  });
  const date = new Date(Date.now() + 3000).toUTCString();
  await against([{ status: 503, retryAfter: date }, { status: 200 }], async ({ url, seen }) => {
    await createClient(url).models();
    assert.ok((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0) > 1000, 'a date is a time, too');
  });
});

test('what changes nothing is sent again, too; a change without a key is not', async () => {
  const busy = { status: 503 } as const;
  const harmless: ((client: EpochdClient) => Promise<unknown>)[] = [
    (client) => client.models(),
    (client) => client.plan(JOB),
    (client) => client.model('digits').predict([1]),
    (client) => client.datasets.upload('x', { name: 'x.csv', content: 'a,b' }, { wait: false }),
  ];
  for (const call of harmless) {
    await against([busy, { status: 200 }], async ({ url, seen }) => {
      await call(createClient(url));
      assert.deepEqual([seen.length, seen[0]?.body.length], [2, seen[1]?.body.length], String(call));
    });
  }
  await against([busy, { status: 200 }], async ({ url, seen }) => {
    await assert.rejects(createClient(url).job('job-1').pause(), isStatus(503));
    assert.equal(seen.length, 1);
  });
});

test('tries have an end: so often, not longer than ten seconds, in time, and not after a signal', async () => {
  await against([{ status: 503 }], async ({ url, seen }) => {
    const refused = createClient({ baseUrl: url, retries: 2 }).train(JOB);
    await assert.rejects(refused, (error) => isStatus(503)(error) && (error as EpochdError).code === 'ERR_BUSY');
    assert.equal(seen.length, 3);
  });
  await against([{ status: 429, retryAfter: '11' }], async ({ url, seen }) => {
    await assert.rejects(createClient(url).models(), { status: 429, retryAfterSeconds: 11 });
    assert.equal(seen.length, 1);
  });
  await against(['hang up'], async ({ url, seen }) => {
    await assert.rejects(createClient({ baseUrl: url, retries: 1 }).models(), EpochdUnreachableError);
    assert.equal(seen.length, 2);
  });
  await against(['silence'], async ({ url }) => {
    const late = createClient({ baseUrl: url, retries: 0, timeoutMs: 100 }).models();
    await assert.rejects(late, (error) => error instanceof EpochdUnreachableError && /100 ms/.test(error.message));
  });
  await against([{ status: 503, retryAfter: '9' }], async ({ url }) => {
    const aborter = new AbortController();
    const reason = new Error('enough');
    const started = performance.now();
    const waiting = createClient(url).train(JOB, { signal: aborter.signal });
    setTimeout(() => aborter.abort(reason), 300);
    await assert.rejects(waiting, reason);
    assert.ok(performance.now() - started < 8000);
  });
});
