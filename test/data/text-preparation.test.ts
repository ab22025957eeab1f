import assert from 'node:assert/strict';
import test from 'node:test';
import { planText } from '../../src/data/planning/text.ts';
import { prepareText } from '../../src/data/preparation/text.ts';
import { TextPreprocessing, textKind } from '../../src/data/preprocessing/text.ts';
import type { DataRequest } from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';
import { guard } from '../../src/validation.ts';
import { datasetOf, toolsFor } from '../support/table-dataset.ts';

const ROWS = 300;
const isText = guard(TextPreprocessing);
const random = randomStream(11, 'reviews');
const WORDS = ['good', 'Bad', 'film,', 'of', 'Überraschung', '映画', '👍', '"quoted"', 'naïve', 'twist;', '\n'];
const reviews = Array.from({ length: ROWS }, (_, row) => {
  const length = 1 + random.below(30);
  return row % 29 === 5
    ? null
    : Array.from({ length }, () => `${WORDS[random.below(WORDS.length)]}${random.below(4)}`).join(' ');
});
const moods = Array.from({ length: ROWS }, (_, row) => (row % 31 === 7 ? null : row % 3 === 0 ? 'good' : 'bad'));
const table = {
  kind: 'text',
  columns: { review: { type: 'text', values: reviews, becomes: 'text' }, mood: { type: 'text', values: moods } },
  ...{ target: 'mood', text: 'review' },
} as const;

async function prepare(preprocessing: NonNullable<DataRequest['preprocessing']> = {}, memoryBytesMax = 2 ** 28) {
  const dataset = await datasetOf(table);
  const plan = planText(dataset.manifest, { request: { preprocessing }, validation: 0.1 });
  const tools = toolsFor({ memoryBytesMax });
  const prepared = await prepareText(dataset, plan, 7, tools);
  const { count, writeInputs } = prepared.examples;
  const inputs = new Float32Array(count * plan.length);
  writeInputs(
    Uint32Array.from({ length: count }, (_, index) => index),
    0,
    count,
    inputs,
  );
  assert.ok(isText(prepared.preprocessing));
  return { ...prepared, preprocessing: prepared.preprocessing, inputs, plan, logged: tools.logged };
}

const kept = reviews.filter((review, row) => review !== null && moods[row] !== null) as string[];

test('training and prediction make the same numbers of a text', async () => {
  for (const settings of [{}, { tokens: 'characters', lowercase: false }, { length: 7, vocabularySize: 12 }] as const) {
    const { preprocessing, inputs, examples, plan } = await prepare(settings);
    assert.deepEqual(await textKind.encodeInstances(preprocessing, kept), inputs);
    assert.deepEqual(examples.shape, [plan.length]);
    assert.ok(inputs.every((number) => Number.isInteger(number) && number >= 0 && number < plan.vocabularySize));
    assert.ok(preprocessing.vocabulary.length <= plan.vocabularySize - 2);
  }
});

test('rows without a text or a target are left out, which is logged', async () => {
  const { examples, logged, parts } = await prepare();
  assert.equal(examples.count, kept.length);
  assert.deepEqual(logged, [`${ROWS - kept.length} rows are left out: they have no value in "mood", "review".`]);
  assert.equal(parts.training.length + parts.validation.length + parts.test.length, kept.length);
});

test('the vocabulary knows the words of the training rows alone', async () => {
  const words = Array.from({ length: 200 }, (_, row) => `only${String.fromCharCode(97 + (row % 26))}${row}`);
  const dataset = await datasetOf({
    ...{ kind: 'text', target: 'mood', text: 'review' },
    columns: {
      review: { type: 'text', values: words, becomes: 'text' },
      mood: { type: 'text', values: words.map((_, row) => (row % 2 === 0 ? 'a' : 'b')) },
    },
  });
  const plan = planText(dataset.manifest, { request: {}, validation: 0.1 });
  const { preprocessing, parts, examples } = await prepareText(dataset, plan, 7, toolsFor());
  assert.ok(isText(preprocessing));
  assert.deepEqual(new Set(preprocessing.vocabulary), new Set([...parts.training].map((row) => words[row])));
  const input = new Float32Array(plan.length);
  examples.writeInputs(parts.test, 0, 1, input);
  assert.equal(input.at(-1), 1);
});

test('numbers of texts that would take too much memory lie in a file, and are the same', async () => {
  const filed = await prepare({}, 10_000);
  assert.equal(filed.examples.numbers, undefined);
  assert.deepEqual(filed.inputs, (await prepare()).inputs);
  filed.close();
});
