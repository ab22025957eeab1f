/** docs/exchange.md is true: its commands work as they stand. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { describeVariables } from '../src/config.ts';
import { ImportVersionOptions } from '../src/exchange/index.ts';
import type { Json } from './support/client.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('exchange.md');
  },
  { timeout: 300_000 },
);

const answersOf = (heading: string): Json[] => (page.lines.get(heading) ?? []).map((line) => JSON.parse(line));

test('a model of Keras is served', () => {
  const [version, prediction] = answersOf('Bringing a model here');
  assert.deepEqual([version.model, version.version, version.labels], ['pets', 1, ['cat', 'dog']]);
  assert.equal(version.lineage.import.format, 'keras');
  const [[cat, dog]] = prediction.predictions;
  assert.ok(Math.abs(cat + dog - 1) < 1e-6);
});

test('it goes out in two formats and comes back as it was', () => {
  const answers = answersOf('There and back');
  assert.deepEqual(
    answers.map(({ version, lineage }) => [version, lineage.import.format, lineage.import.source.model]),
    [
      [1, 'keras', 'pets'],
      [2, 'tfjs', 'pets'],
    ],
  );
  const [original] = answersOf('Bringing a model here');
  for (const { weightsDigest, layers } of answers) {
    assert.equal(weightsDigest, original.weightsDigest);
    assert.deepEqual(layers, original.layers);
  }
});

test('it goes out as a SavedModel and comes back, and a folder of Keras 2 is served', () => {
  const [again, keras] = answersOf('SavedModel');
  const [original] = answersOf('Bringing a model here');
  assert.deepEqual([again.version, again.lineage.import.format], [3, 'savedmodel']);
  assert.equal(again.weightsDigest, original.weightsDigest);
  assert.deepEqual([keras.version, keras.task, keras.lineage.import.format], [1, 'regression', 'savedmodel']);
});

test('every option and variable that the page names is one', () => {
  const options = [...page.text.matchAll(/^\| `(\w+)` \| (?!a |Keras)/gm)].map(([, name]) => name);
  assert.deepEqual(options, Object.keys(ImportVersionOptions.properties));
  const variables = describeVariables().map(({ name }) => name);
  const named = [...page.text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, name]) => name ?? '');
  assert.deepEqual(
    named.filter((name) => !variables.includes(name)),
    [],
  );
});
