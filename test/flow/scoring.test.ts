/** Versions measured on datasets, and datasets predicted, over HTTP and with real processes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { literal, openEngine } from '../../src/data/table/index.ts';
import type { ErrorCode } from '../../src/errors.ts';
import type { Json } from '../support/client.ts';
import { type OwnData, startOwnData } from '../support/own-data.ts';
import { assertProblem } from '../support/problem.ts';
import { predictedLines, score } from '../support/scoring.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const TRAINING = { epochs: 3, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.02 }, seed: 7 };

let service: OwnData;

before(
  async () => {
    service = await startOwnData();
  },
  { timeout: 240_000 },
);

after(() => service?.close());

const OLD = { age: 80, income: 30_000.5, city: 'Köln', member: true, since: '2016-03-01T00:00:00Z' };

async function store(name: string, rows: object[]): Promise<void> {
  const { status, text } = await service.client.post('/v1/datasets', { name, rows }, { prefer: 'wait=60' });
  assert.equal(status, 201, text);
}

test('a version is measured by a job, and keeps what it was measured to be', { timeout: 300_000 }, async () => {
  await service.upload('people', ['tables/people.csv']);
  await service.upload('bars', ['flow/bars.npz']);
  await service.upload('houses', ['flow/houses.csv']);
  await service.learn({ dataset: 'bars', training: TRAINING });
  const features = ['age', 'income', 'city', 'member', 'since'];
  const { job: trained, version } = await service.learn({ dataset: 'people', features, training: TRAINING });
  const job = await score(service.client, '/v1/evaluations', { model: 'people', dataset: 'people' });
  assert.deepEqual(job.evaluation, trained.evaluation);
  const { weightsDigest, lineage } = version;
  const scoring = { weightsDigest, datasetDigest: lineage.dataset.digest, part: 'test' };
  assert.deepEqual(
    [job.kind, job.model, job.dataset, job.version, job.scoring],
    ['evaluate', 'people', 'people', { model: 'people', version: 1 }, scoring],
  );
  const { body } = await service.client.get('/v1/models/people/versions/1/evaluations');
  const [{ at }] = body.data;
  assert.deepEqual(body.data, [
    { job: job.id, at, dataset: lineage.dataset, part: 'test', evaluation: job.evaluation },
  ]);
  const told = (await service.client.get(`/v1/jobs/${job.id}/events`, { accept: 'application/json' })).body.data;
  const phases = told.flatMap(({ data }: Json) => (data.status ? [data.phase ?? data.status] : []));
  assert.deepEqual(phases, ['queued', 'preparing', 'evaluating', 'publishing', 'succeeded']);
});

test('another dataset is measured by the labels that it has, whatever their order, and predicted with its bad rows told', {
  timeout: 120_000,
}, async () => {
  const rows: Json[] = (await service.client.get('/v1/datasets/people/rows?limit=100')).body.data;
  const old = rows.filter(({ target }) => target === 'old');
  await store(
    'old',
    old.map(({ target, ...row }) => ({ ...row, truth: target })),
  );
  const request = { model: 'people', dataset: 'old' };
  const problem = assertProblem(await service.client.post('/v1/evaluations', request), 422, 'ERR_DATASET_MISFIT');
  assert.deepEqual(
    problem.errors?.map(({ pointer }) => pointer),
    ['/target'],
  );
  const { evaluation, scoring } = await score(service.client, '/v1/evaluations', { ...request, target: 'truth' });
  assert.deepEqual([evaluation.examples, scoring.part, evaluation.confusionMatrix.length], [old.length, 'all', 2]);
  assert.equal(evaluation.confusionMatrix[0][0] + evaluation.confusionMatrix[0][1], old.length);

  await store('gaps', [...old.slice(0, 3), { ...old[0], age: null }, ...old.slice(3, 6)]);
  const { lines, job } = await predictedLines(service.client, { model: 'people', dataset: 'gaps', columns: ['id'] });
  assert.deepEqual([job.output.rows, job.output.refusedRows], [7, 1]);
  assert.deepEqual(
    lines.map(({ label }) => label !== undefined),
    [true, true, true, false, true, true, true],
  );
  assert.match(lines[3].error, /^Expected a value, .* at rows\[3\]\.age\. Received: null\.$/);
  assert.deepEqual(Object.keys(lines[3].input), ['id']);
});

test('what does not fit a version is refused when it is submitted, with all that is wrong', async () => {
  const post = (path: string, body: object) => service.client.post(`/v1/${path}`, body);
  const refused = async (path: string, body: object, code: ErrorCode, pattern: RegExp) => {
    const { errors = [] } = assertProblem(await post(path, body), 422, code);
    assert.match(errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('\n'), pattern);
    return errors;
  };
  const columns = await refused(
    'batch-predictions',
    { model: 'people', dataset: 'houses' },
    'ERR_DATASET_MISFIT',
    /column "age"/,
  );
  assert.equal(columns.length, 5);
  await refused(
    'evaluations',
    { model: 'bars', dataset: 'mnist' },
    'ERR_DATASET_MISFIT',
    /rows of \[8, 8, 1\].*\[28, 28, 1\]/,
  );
  await refused('evaluations', { model: 'bars', dataset: 'people' }, 'ERR_DATASET_MISFIT', /^\/dataset .*kind "image"/);
  await refused('evaluations', { model: 'bars', dataset: 'none' }, 'ERR_DATASET_UNKNOWN', /^\/dataset /);
  await refused('evaluations', { model: 'bars@9', dataset: 'bars' }, 'ERR_VERSION_UNKNOWN', /^\/model .*"bars@9"/);
  await refused('evaluations', { model: 'bars@stable', dataset: 'bars' }, 'ERR_VERSION_UNKNOWN', /^\/model /);
  await refused('batch-predictions', { model: 'nobody', dataset: 'bars' }, 'ERR_VERSION_UNKNOWN', /^\/model /);
  await refused(
    'batch-predictions',
    { model: 'bars', dataset: 'bars', columns: ['x'] },
    'ERR_DATASET_MISFIT',
    /^\/columns\/0 /,
  );
  await refused(
    'evaluations',
    { model: 'people', dataset: 'old', part: 'test', target: 'truth' },
    'ERR_DATASET_MISFIT',
    /^\/part /,
  );
  await store(
    'ancient',
    Array.from({ length: 10 }, () => ({ ...OLD, target: 'ancient' })),
  );
  await refused(
    'evaluations',
    { model: 'people', dataset: 'ancient' },
    'ERR_DATASET_MISFIT',
    /^\/target .*"old", "young".*"ancient"/,
  );
  for (const model of ['bars@', '@1', '../x', 'bars@1@2'])
    assertProblem(await post('evaluations', { model, dataset: 'bars' }), 400, 'ERR_VALIDATION');
  assertProblem(
    await post('batch-predictions', { model: 'bars', dataset: 'bars', formt: 'csv' }),
    400,
    'ERR_VALIDATION',
  );
});

test('an output is a download with length, digest and ranges, in three formats', { timeout: 240_000 }, async () => {
  const made: Record<string, Json> = {};
  for (const format of ['ndjson', 'csv', 'parquet']) {
    const request = { model: 'people', dataset: 'people', format, columns: ['id', 'member', 'since', 'note'] };
    const { id, output } = await score(service.client, '/v1/batch-predictions', request);
    const response = await fetch(`${service.client.url}/v1/jobs/${id}/output`);
    const bytes = Buffer.from(await response.arrayBuffer());
    const digest = createHash('sha256').update(bytes).digest();
    assert.equal(output.digest, `sha256:${digest.toString('hex')}`);
    const { headers } = response;
    assert.equal(headers.get('repr-digest'), `sha-256=:${digest.toString('base64')}:`);
    assert.deepEqual([Number(headers.get('content-length')), output.bytes], [bytes.length, bytes.length]);
    assert.equal(headers.get('content-type'), output.mediaType);
    assert.equal(headers.get('content-disposition'), `attachment; filename="people-1-people.${format}"`);
    const get = (range: string, more = {}) => fetch(response.url, { headers: { range, ...more } });
    const tail = await get('bytes=10-');
    assert.deepEqual(
      [tail.status, tail.headers.get('content-range')],
      [206, `bytes 10-${bytes.length - 1}/${bytes.length}`],
    );
    assert.deepEqual(Buffer.from(await tail.arrayBuffer()), bytes.subarray(10));
    assert.deepEqual(Buffer.from(await (await get('bytes=2-5')).arrayBuffer()), bytes.subarray(2, 6));
    assert.deepEqual(Buffer.from(await (await get('bytes=-7')).arrayBuffer()), bytes.subarray(-7));
    assert.equal((await get(`bytes=${bytes.length}-`)).status, 416);
    assert.equal((await get('bytes=0-3', { 'if-range': '"other"' })).status, 200);
    made[format] = bytes;
  }
  const lines = made['ndjson']
    .toString()
    .trim()
    .split('\n')
    .map((line: string) => JSON.parse(line));
  const [header, ...rows] = made['csv'].toString().trim().split('\r\n');
  assert.equal(
    header,
    'row,id,member,since,note,prediction.label,prediction.probability,prediction.probabilities.old,prediction.probabilities.young,prediction.error',
  );
  assert.equal(rows.length, lines.length);
  assert.ok(rows[0].startsWith(`0,${lines[0].input.id},${lines[0].input.member},`));
  assert.ok(rows[0].includes(`,${lines[0].label},${lines[0].probability},`));
  const folder = await makeTemporaryFolder();
  const file = path.join(folder, 'scored.parquet');
  await fs.writeFile(file, made['parquet']);
  const engine = await openEngine({ memoryBytesMax: 2 ** 28, scratch: folder });
  const sql = `SELECT *, "prediction.probabilities"['old'] AS old FROM read_parquet(${literal(file)})`;
  const table = await engine.rows(sql);
  engine.close();
  assert.equal(table.length, lines.length);
  for (const [index, row] of table.entries()) {
    const { input, label, probability, top } = lines[index];
    assert.deepEqual([Number(row['row']), row['member'], row['note']], [index, input.member, input.note]);
    assert.deepEqual([row['prediction.label'], row['prediction.probability']], [label, probability]);
    assert.equal(row['old'], top.find((each: Json) => each.label === 'old').probability);
  }
});
