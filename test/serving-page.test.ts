/** docs/serving.md is true: its commands work as they stand, and both protocols tell the same of the same rows. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { describeVariables } from '../src/config.ts';
import type { Json } from './support/client.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('serving.md');
  },
  { timeout: 300_000 },
);

const answersOf = (heading: string): Json[] => (page.lines.get(heading) ?? []).map((line) => JSON.parse(line));

test("TensorFlow Serving's status, metadata, rows, columns and labels", () => {
  const [status, metadata, rows, columns, labels] = answersOf('TensorFlow Serving');
  assert.equal(status.model_version_status[0].state, 'AVAILABLE');
  const { inputs } = metadata.metadata.signature_def.signature_def.serving_default;
  assert.deepEqual(Object.keys(inputs), ['age', 'plan', 'city', 'minutes', 'since', 'support_calls']);
  assert.equal(rows.predictions.length, 2);
  assert.deepEqual(columns.outputs, rows.predictions);
  const [[no, yes]] = rows.predictions;
  assert.deepEqual(labels.results, [
    [
      ['no', no],
      ['yes', yes],
    ],
  ]);
  assert.ok(yes > 0.5 && rows.predictions[1][1] < 0.5);
});

test('the Open Inference Protocol tells the same, in JSON and of a raw tensor', () => {
  const [server, metadata, answer, raw, stats, index, unloaded, loaded, ready] = answersOf('Open Inference Protocol');
  assert.equal(server.name, 'epochd');
  const sent = { age: 'INT64', plan: 'BYTES', city: 'BYTES', minutes: 'FP64', since: 'BYTES', support_calls: 'INT64' };
  const types = metadata.inputs.map(({ name, datatype }: Json) => [name, datatype]);
  assert.deepEqual(Object.fromEntries(types), sent);
  const [label, probabilities] = answer.outputs;
  assert.deepEqual([answer.id, label.data], ['42', ['yes', 'no']]);
  const [, , rows] = answersOf('TensorFlow Serving');
  assert.equal(probabilities.data[0], `${rows.predictions[0][1].toFixed(6)}:1:yes`);
  assert.deepEqual(raw.outputs, [{ name: 'label', datatype: 'BYTES', shape: [1], data: ['yes'] }]);
  assert.ok(stats.model_stats[0].inference_count >= 7);
  assert.deepEqual(index, [{ name: 'customers', version: '1', state: 'READY', reason: '' }]);
  assert.deepEqual([unloaded, loaded, ready], [{}, {}, { name: 'customers', ready: true }]);
});

test('every variable that the page names is one', () => {
  const variables = describeVariables().map(({ name }) => name);
  const named = [...page.text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, name]) => name ?? '');
  assert.ok(named.length >= 3);
  assert.deepEqual(
    named.filter((name) => !variables.includes(name)),
    [],
  );
});
