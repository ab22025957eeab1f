/** Versions measured on datasets, and datasets predicted, of every kind of data, with real processes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ErrorCode } from '../../src/errors.ts';
import type { Json } from '../support/client.ts';
import { csvOf, type OwnData, recordsOf, startOwnData } from '../support/own-data.ts';
import { assertProblem } from '../support/problem.ts';
import { predictedLines, score } from '../support/scoring.ts';

const TRAINING = { epochs: 3, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.02 }, seed: 7 };

let service: OwnData;

before(
  async () => {
    service = await startOwnData();
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const SETS: Record<string, { files: string[]; options?: object; job?: object }> = {
  people: { files: ['tables/people.csv'], job: { features: ['age', 'income', 'city', 'member', 'since'] } },
  houses: { files: ['flow/houses.csv'] },
  tags: { files: ['flow/tags.csv'], options: { target: 'tags' } },
  reviews: { files: ['tables/reviews.csv'] },
  points: { files: ['flow/inputs.npy', 'flow/labels.npy'] },
  sums: { files: ['flow/sums.npz'] },
  bars: { files: ['flow/bars.npz'] },
  tones: { files: ['sounds/tones.zip'] },
  slopes: { files: ['flow/slopes.csv'] },
  beats: { files: ['flow/beats.csv'], options: { kind: 'sequence', target: 'beat' } },
  demand: {
    files: ['flow/demand.csv'],
    job: { task: 'forecasting', target: 'sales', preprocessing: { length: 8, horizon: 2 } },
  },
};

for (const [dataset, { files, options, job: request }] of Object.entries(SETS)) {
  test(`what a version is measured to be on the rows of its test is what its training ended with: ${dataset}`, {
    timeout: 120_000,
  }, async () => {
    await service.upload(dataset, files, options);
    const { job: trained, version } = await service.learn({ dataset, training: TRAINING, ...request });
    const job = await score(service.client, '/v1/evaluations', { model: `${dataset}@1`, dataset });
    assert.deepEqual(job.evaluation, trained.evaluation);
    const { weightsDigest, lineage } = version;
    assert.deepEqual(
      [job.kind, job.model, job.dataset, job.version, job.scoring],
      [
        ...['evaluate', dataset, dataset, { model: dataset, version: 1 }],
        { weightsDigest, datasetDigest: lineage.dataset.digest, part: 'test' },
      ],
    );
    const { body } = await service.client.get(`/v1/models/${dataset}/versions/1/evaluations`);
    assert.deepEqual(body.data, [
      { job: job.id, at: body.data[0].at, dataset: lineage.dataset, part: 'test', evaluation: job.evaluation },
    ]);
  });
}

/** Rows as a client would send them. */
async function rowsOf(dataset: string): Promise<Json[]> {
  return (await service.client.get(`/v1/datasets/${dataset}/rows?limit=1000`)).body.data;
}

test('each row of a table gets the answer that the prediction endpoint gives, to the bit', async () => {
  for (const dataset of ['people', 'houses', 'tags', 'reviews', 'beats']) {
    const rows = await rowsOf(dataset);
    const { lines, job } = await predictedLines(service.client, { model: dataset, dataset, columns: 'all' });
    const answers = await service.ask(dataset, { instances: rows.map((row) => withoutTarget(dataset, row)) });
    assert.equal(lines.length, rows.length);
    assert.deepEqual([job.output.rows, job.output.refusedRows], [rows.length, 0], dataset);
    for (const [index, line] of lines.entries()) {
      assert.equal(line.row, index);
      assert.deepEqual(sent(line.input), sent(rows[index]), `${dataset} ${index}`);
      assert.deepEqual(outputsOf(line, answers[index]), answers[index], `${dataset} ${index}`);
    }
  }
});

/** A timestamp is told to the millisecond here, to the second in a look at rows. */
function sent(row: Json): Json {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? value.replace('.000Z', 'Z') : value]),
  );
}

/** A series that is a row has steps only. */
function withoutTarget(dataset: string, { beat, ...row }: Json): Json {
  return dataset === 'beats' ? row : { ...row, ...(beat !== undefined && { beat }) };
}

/** What a line tells, in the order of the version's outputs. */
function outputsOf(line: Json, outputs: number[]): number[] {
  if (line.value !== undefined) return [line.value];
  if (line.values) return Object.values(line.values);
  if (line.probabilities) return Object.values(line.probabilities);
  const told = line.top.map(({ probability }: Json) => probability);
  assert.deepEqual(told, outputs.toSorted((a, b) => b - a).slice(0, 5));
  assert.equal(line.probability, Math.max(...outputs));
  return outputs;
}

test('so does each array, and each series with what follows it', async () => {
  for (const dataset of ['points', 'sums']) {
    const rows = await rowsOf(dataset);
    const { lines } = await predictedLines(service.client, { model: dataset, dataset });
    const answers = await service.ask(dataset, { instances: rows.map(({ values }) => values) });
    for (const [index, line] of lines.entries()) {
      assert.deepEqual([line.row, 'input' in line], [index, false]);
      assert.deepEqual(outputsOf(line, answers[index]), answers[index], `${dataset} ${index}`);
    }
  }
  const { lines: sounds } = await predictedLines(service.client, { model: 'tones', dataset: 'tones' });
  assert.deepEqual([sounds.length, new Set(sounds.map(({ label }) => label)).size > 0], [17, true]);
  const { lines: pictures } = await predictedLines(service.client, { model: 'bars', dataset: 'bars' });
  const files = (await rowsOf('bars')).map(({ image }) => ({ b64: image.replace(/^.*,/, '') }));
  const answers = await service.ask('bars', { instances: files });
  for (const [index, line] of pictures.entries()) outputsOf(line, answers[index]);
  const records = await recordsOf('flow/demand.csv');
  const wish = { model: 'demand', dataset: 'demand', columns: 'all' };
  const { lines: forecasts } = await predictedLines(service.client, wish);
  const stores = [...new Set(records.map(({ store }) => store))].sort();
  assert.deepEqual(
    forecasts.map(({ input }) => input.store),
    stores,
  );
  const sales = stores.map((store) =>
    records.filter((each) => each['store'] === store).map((each) => Number(each['sales'])),
  );
  const expected = await service.ask('demand', { instances: sales });
  for (const [index, line] of forecasts.entries()) assert.deepEqual(Object.values(line.values), expected[index]);
});

test('another dataset is measured by the labels that it has, whatever their order, and predicted with its bad rows told', {
  timeout: 60_000,
}, async () => {
  const records = await recordsOf('tables/people.csv');
  const old = records.filter(({ target }) => target === 'old').map((row) => ({ ...row, truth: row['target'] }));
  const own = [{ name: 'old.csv', bytes: csvOf(old.map(({ target: _, ...row }: Json) => row)) }];
  assert.equal((await service.send('old', own)).status, 201);
  const request = { model: 'people', dataset: 'old' };
  const problem = assertProblem(await service.client.post('/v1/evaluations', request), 422, 'ERR_DATASET_MISFIT');
  assert.deepEqual(
    problem.errors?.map(({ pointer }) => pointer),
    ['/target'],
  );
  const { evaluation, scoring } = await score(service.client, '/v1/evaluations', { ...request, target: 'truth' });
  assert.deepEqual([evaluation.examples, scoring.part, evaluation.confusionMatrix.length], [old.length, 'all', 2]);
  assert.equal(evaluation.confusionMatrix[0][0] + evaluation.confusionMatrix[0][1], old.length);

  const gaps = [{ age: '', income: 1, city: 'x', member: true, since: '2016-03-01' }];
  const mixed = csvOf([...old.slice(0, 3), ...gaps.map((gap) => ({ ...old[0], ...gap })), ...old.slice(3, 6)] as Json);
  assert.equal((await service.send('gaps', [{ name: 'gaps.csv', bytes: mixed }])).status, 201);
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
  const young = [
    {
      name: 'x.csv',
      bytes: csvOf((await recordsOf('tables/people.csv')).map((row) => ({ ...row, target: 'ancient' })) as Json),
    },
  ];
  assert.equal((await service.send('ancient', young, { target: 'target' })).status, 201);
  await refused(
    'evaluations',
    { model: 'people', dataset: 'ancient' },
    'ERR_DATASET_MISFIT',
    /^\/target .*"old", "young".*"ancient"/,
  );
  for (const model of ['bars@0', 'bars@', '@1', 'bars@1x', '../x', 'bars@1@2'])
    assertProblem(await post('evaluations', { model, dataset: 'bars' }), 400, 'ERR_VALIDATION');
  assertProblem(
    await post('batch-predictions', { model: 'bars', dataset: 'bars', formt: 'csv' }),
    400,
    'ERR_VALIDATION',
  );
});

test('an output is a download with length, digest and ranges, in three formats', { timeout: 60_000 }, async () => {
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
  // What was made can be taken in again, and is what it was.
  const parquet = await service.send('scored', [{ name: 'scored.parquet', bytes: made['parquet'] }]);
  assert.equal(parquet.status, 201, parquet.text);
  const { body } = await service.client.get('/v1/datasets/scored/rows?limit=3');
  for (const [index, row] of body.data.entries()) {
    assert.equal(row['prediction.probability'], lines[index].probability);
    assert.deepEqual(
      [row.row, row['prediction.label'], row.member],
      [index, lines[index].label, lines[index].input.member],
    );
  }
});
