/** Tables and texts of one's own, from a file to a prediction of rows in every form. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../support/client.ts';
import { assertNear, csvOf, likeliest, type OwnData, recordsOf, share, startOwnData } from '../support/own-data.ts';

const TRAINING = { epochs: 30, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.02 }, seed: 7 };

let service: OwnData;

before(
  async () => {
    service = await startOwnData();
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const typesOf = (columns: Json[]) => Object.fromEntries(columns.map(({ name, type }) => [name, type]));
const namesOf = (columns: Json[]) => columns.map(({ name }) => name);

const PEOPLE = {
  ...{ id: 'integer', age: 'integer', income: 'number', city: 'text', member: 'boolean', since: 'timestamp' },
  ...{ zip: 'text', note: 'text', target: 'text' },
};
const FEATURES = ['age', 'income', 'city', 'member', 'since'];
const OLD = { age: 80, income: 30000.5, city: 'Köln', member: true, since: '2016-03-01' };
const YOUNG = { age: 20, income: null, city: null, member: false, since: '2018-03-01' };

test('the same table as CSV, TSV, Parquet, JSON and NDJSON is understood alike, and teaches the same', {
  timeout: 120_000,
}, async () => {
  const files = ['people.csv', 'people.parquet', 'people-tabs-utf16.tsv', 'people.ndjson', 'people.json'];
  const datasets: Json[] = [];
  for (const [index, file] of files.entries())
    datasets.push(await service.upload(`people${index}`, [`tables/${file}`]));
  for (const [index, { kind, rows, schema, classes, columns }] of datasets.entries()) {
    assert.deepEqual([kind, rows, schema.target], ['tabular', 120, 'target'], files[index]);
    assert.deepEqual(typesOf(columns), PEOPLE, files[index]);
    assert.deepEqual(classes, datasets[0].classes, files[index]);
  }
  const answers: Json[] = [];
  for (const dataset of ['people0', 'people1']) {
    const { plan, job, version } = await service.learn({ dataset, features: FEATURES, training: TRAINING });
    assert.deepEqual([plan.layers.length, plan.layers.at(-1).outputShape], [version.layers.length, [2]]);
    assert.deepEqual([version.task, version.labels], ['classification', ['old', 'young']]);
    assert.deepEqual(namesOf(version.preprocessing.columns), FEATURES);
    assert.equal(version.lineage.job, job.id);
    answers.push(await service.ask(dataset, { instances: [OLD, YOUNG] }));
    assert.deepEqual(likeliest(version, answers.at(-1)), ['old', 'young']);
  }
  assert.deepEqual(answers[1], answers[0]);
});

test('a row is an object, an array, a line of CSV with a header or without, and always gets the same answer', async () => {
  const expected = await service.ask('people0', { instances: [OLD, YOUNG] });
  const arrays = [OLD, YOUNG].map((row) => FEATURES.map((name) => (row as Json)[name]));
  assert.deepEqual(await service.ask('people0', { instances: arrays }), expected);
  const whole = [OLD, YOUNG].map((row) => ({ id: 1, zip: '00501', note: 'of no use', target: 'old', ...row }));
  assert.deepEqual(await service.ask('people0', { instances: whole }), expected);
  const { since, ...rest } = YOUNG;
  const swapped = [OLD, { since, ...rest }].map(({ city, ...row }) => ({
    ...row,
    city: city ?? '',
    income: row.income ?? '',
  }));
  const ordered = [OLD, { ...YOUNG, income: '', city: '' }];
  const files: Record<string, string> = {
    header: csvOf(ordered),
    bare: csvOf(ordered).replace(/^.*\n/, ''),
    reordered: csvOf([swapped[0] as object, { ...swapped[0], ...swapped[1] }] as Json),
    semicolons: csvOf(ordered, ';').replace('30000.5', '30000,5'),
    tabs: csvOf(ordered, '\t'),
    windows: csvOf(ordered).replaceAll('\n', '\r\n'),
  };
  for (const [name, text] of Object.entries(files)) {
    const answers = await service.ask('people0', text, 'text/csv');
    assert.deepEqual(
      answers.map(({ label }) => label),
      ['old', 'young'],
      name,
    );
    for (const [index, { label, probability, top }] of answers.entries()) {
      assertNear(probability, Math.max(...expected[index]));
      assert.deepEqual(top[0], { label, probability });
      assert.equal(top.length, 2);
    }
  }
});

test('a CSV that was uploaded can be sent to be predicted as it is, and gives one answer a row', async () => {
  const records = await recordsOf('flow/houses.csv');
  await service.upload('houses', ['flow/houses.csv']);
  const { version, plan, job } = await service.learn({ dataset: 'houses', training: TRAINING });
  assert.deepEqual([version.task, version.labels], ['regression', ['price']]);
  assert.ok(plan.parameters > 0);
  assert.ok(job.evaluation.loss < 0.1, JSON.stringify(job.evaluation));
  const file = csvOf(records);
  const answers = await service.ask('houses', file, 'text/csv');
  assert.equal(answers.length, records.length);
  const near = share(answers, ({ value }, index) => Math.abs(value - Number(records[index]?.['price'])) < 60_000);
  assert.ok(near > 0.9, `${near}`);
  const { price: _, tax, area, rooms, garden, ...row } = records[1] as Record<string, string>;
  const instance = { ...row, tax: Number(tax), area: Number(area), rooms: Number(rooms), garden: garden === 'True' };
  const [[alone]] = (await service.ask('houses', { instances: [instance] })) as [[number]];
  assertNear(alone, answers[1].value);
});

test('several numbers are learnt at once and answered by name, in their own units', async () => {
  const { version } = await service.learn({
    ...{ dataset: 'houses', model: 'two', target: ['price', 'tax'], features: ['area', 'rooms', 'district'] },
    training: TRAINING,
  });
  assert.deepEqual([version.task, version.labels], ['regression', ['price', 'tax']]);
  const [small, large] = await service.ask('two', 'area,rooms,district\n50,2,north\n180,5,old town\n', 'text/csv');
  assert.ok(Math.abs(small.values.price - 220_000) < 60_000, JSON.stringify(small));
  assert.ok(Math.abs(large.values.tax - 950) < 150, JSON.stringify(large));
});

test('yes or no is a classification of two, and takes a category that it never saw', async () => {
  const { version } = await service.learn({
    ...{ dataset: 'houses', model: 'garden', target: 'garden', features: ['district', 'built'], training: TRAINING },
  });
  assert.equal(version.task, 'classification');
  assert.equal(version.labels.length, 2);
  const [answer] = await service.ask('garden', { instances: [{ district: 'harbour', built: '1999-12-31' }] });
  assert.equal(answer.length, 2);
  assert.ok(Math.abs(answer[0] + answer[1] - 1) < 1e-5);
});

test('labels that do not exclude each other are separated, learnt and answered', async () => {
  await service.upload('tags', ['flow/tags.csv'], { target: 'tags' });
  const { version } = await service.learn({ dataset: 'tags', training: TRAINING });
  assert.deepEqual([version.task, version.labels], ['multiLabelClassification', ['heavy', 'large', 'thing']]);
  const answers = await service.ask('tags', 'size,weight\n9,1\n1,9\n9,9\n', 'text/csv');
  assert.deepEqual(
    answers.map(({ labels }) => [...labels].sort()),
    [
      ['large', 'thing'],
      ['heavy', 'thing'],
      ['heavy', 'large', 'thing'],
    ],
  );
  assert.deepEqual(Object.keys(answers[0].probabilities), version.labels);
  const [outputs] = await service.ask('tags', { instances: [{ size: 9, weight: 1 }] });
  for (const [index, label] of version.labels.entries()) assertNear(outputs[index], answers[0].probabilities[label]);
});

test('rows come as JSON, and a row of them can be asked', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    x: index % 10,
    y: null,
    answer: index % 10 > 4 ? 'many' : 'few',
  }));
  const uploaded = await service.client.post(
    '/v1/datasets',
    { name: 'rows', rows, options: { target: 'answer' } },
    { prefer: 'wait=60' },
  );
  assert.equal(uploaded.status, 201, uploaded.text);
  const { version } = await service.learn({ dataset: 'rows', training: TRAINING });
  assert.deepEqual(likeliest(version, await service.ask('rows', { instances: [{ x: 9 }, { x: 0, y: null }] })), [
    'many',
    'few',
  ]);
});

test('a column of texts makes a text dataset; a text is asked as it is, in JSON, in CSV', {
  timeout: 60_000,
}, async () => {
  const dataset = await service.upload('reviews', ['tables/reviews.csv']);
  assert.deepEqual([dataset.kind, dataset.schema.text, dataset.schema.target], ['text', 'review', 'sentiment']);
  const { version, plan } = await service.learn({ dataset: 'reviews', training: TRAINING });
  assert.deepEqual([version.task, version.labels], ['classification', ['neg', 'pos']]);
  assert.equal(plan.layers[0].type, 'embedding');
  const texts = ['a good film of old friends', 'the slow and long story, it was: bad!'];
  const expected = await service.ask('reviews', { instances: texts });
  assert.deepEqual(likeliest(version, expected), ['pos', 'neg']);
  assert.deepEqual(await service.ask('reviews', { instances: texts.map((review) => ({ review })) }), expected);
  const [plain] = await service.ask('reviews', texts[0] as string, 'text/plain');
  assert.equal(plain.label, 'pos');
  assertNear(plain.probability, Math.max(...expected[0]));
  const latin = Buffer.from('sch\xf6n', 'latin1');
  const bad = await service.client.post('/v1/models/reviews:predict', latin, { 'content-type': 'text/plain' });
  assert.deepEqual([bad.status, /UTF-8/.test(bad.body.error)], [400, true], bad.text);
  const file = csvOf(texts.map((text) => ({ review: `"${text}"`, sentiment: 'pos' })));
  const answers = await service.ask('reviews', file, 'text/csv; charset=utf-8');
  assert.deepEqual(
    answers.map(({ label }) => label),
    ['pos', 'neg'],
  );
  for (const [index, { probability }] of answers.entries()) assertNear(probability, Math.max(...expected[index]));
});
