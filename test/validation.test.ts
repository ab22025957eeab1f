import assert from 'node:assert/strict';
import test from 'node:test';
import Type from 'typebox';
import { JobRequest } from '../src/models/specification/index.ts';
import { show } from '../src/schema-words.ts';
import { guard, validator } from '../src/validation.ts';

const problemsOf = validator(JobRequest);
const request = (changes: object): object => ({ model: 'digits', dataset: 'mnist', network: 'mlp', ...changes });
const only = (changes: object): { pointer: string; detail: string } => {
  const problems = problemsOf(request(changes));
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return problems[0] as { pointer: string; detail: string };
};

test('a value that fits has no problems', () => {
  assert.deepEqual(problemsOf(request({})), []);
  assert.deepEqual(
    problemsOf(request({ network: { preset: 'cnn', filters: [8] }, training: { optimizer: { type: 'adam' } } })),
    [],
  );
});

test('a missing field is told at its own place', () => {
  const problems = problemsOf({ network: 'mlp' });
  assert.deepEqual(
    problems.map(({ pointer }) => pointer),
    ['/model', '/dataset'],
  );
  for (const { detail } of problems) assert.match(detail, /^Expected a name of 1 to 64 .*\. Received: nothing\.$/);
});

test('an unknown field is named, with those that are known', () => {
  const { pointer, detail } = only({ training: { epoch: 3 } });
  assert.equal(pointer, '/training/epoch');
  assert.match(detail, /^Unknown field "epoch"\. Expected one of: epochs, batchSize/);
});

test('a wrong type and a number out of range say what was expected and what came', () => {
  assert.deepEqual(only({ training: { epochs: '3' } }), {
    pointer: '/training/epochs',
    detail: 'Expected an integer from 1 to 10000. Received: "3".',
  });
  assert.match(only({ training: { epochs: 2.5 } }).detail, /Received: 2\.5\.$/);
  assert.match(only({ training: { epochs: 0 } }).detail, /Received: 0\.$/);
  assert.match(
    only({ training: { optimizer: { type: 'adam', learningRate: 0 } } }).detail,
    /^Expected a number above 0 to 10\. Received: 0\.$/,
  );
  assert.match(
    only({ training: { validation: { split: 1 } } }).detail,
    /^Expected a number from 0 to 0\.9\. Received: 1\.$/,
  );
});

test('a layer of a union is explained by the member that its type names', () => {
  const layers = [{ type: 'dense', units: 'many' }, { type: 'conv2d', filters: 8 }, { type: 'dens' }];
  const problems = problemsOf(request({ network: { layers } }));
  assert.deepEqual(
    problems.map(({ pointer }) => pointer),
    ['/network/layers/0/units', '/network/layers/1/kernelSize', '/network/layers/2/type'],
  );
  assert.match(problems[2]?.detail ?? '', /^Expected "dense", .*"conv2d", .*"lstm".* Received: "dens"\.$/);
});

test('a network that is no member of the union at all gets one problem', () => {
  assert.match(
    only({ network: 'transformer' }).detail,
    /^Expected "auto", "mlp", "cnn" or "lstm".*Received: "transformer"\.$/,
  );
  assert.equal(only({ network: null }).pointer, '/network');
  assert.equal(only({ network: [] }).pointer, '/network');
  assert.equal(only({ network: { preset: 'vgg' } }).pointer, '/network/preset');
});

test('every value that does not fit has a problem: nothing passes for want of words', () => {
  const hostile: unknown[] = [null, 0, '', 'x', [], {}, [[]], true, -1, 1e308, { __proto__: null, constructor: 1 }];
  for (const value of hostile) {
    for (const field of ['model', 'dataset', 'network', 'training', 'metadata']) {
      const candidate = request({ [field]: value });
      const fits = guard(JobRequest)(candidate);
      assert.equal(problemsOf(candidate).length === 0, fits, `${field}: ${JSON.stringify(value)}`);
    }
    assert.equal(problemsOf(value).length > 0, true, JSON.stringify(value));
  }
});

test('names of metadata are checked like its values', () => {
  assert.deepEqual(problemsOf(request({ metadata: { team: 'a', 'run.id': '7' } })), []);
  assert.equal(only({ metadata: { team: 7 } }).pointer, '/metadata/team');
  assert.match(only({ metadata: { 'no/slash': 'x' } }).pointer, /^\/metadata\/no~1slash$/);
  assert.match(
    only({ metadata: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, ''])) }).detail,
    /^Expected at most 32 fields\. Received: 33\.$/,
  );
});

test('problems are at most twenty, and what they show of a value is short', () => {
  const wrong = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
  assert.equal(problemsOf(request(wrong)).length, 20);
  const { pointer, detail } = only({ ['x'.repeat(100_000)]: 1 });
  assert.ok(pointer.length < 100 && detail.length < 300);
  assert.ok(only({ model: 'y'.repeat(100_000) }).detail.length < 300);
});

test('a pointer escapes what RFC 6901 says', () => {
  assert.equal(only({ 'a/b~c': 1 }).pointer, '/a~1b~0c');
});

test('shapes of arrays are told by their number of items', () => {
  const check = validator(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }));
  assert.deepEqual(check([1]), [{ pointer: '', detail: 'Expected an array of 2 items. Received: 1 items.' }]);
  assert.deepEqual(check([1, 'x']), [{ pointer: '/1', detail: 'Expected an integer. Received: "x".' }]);
});

test('a received value is shown in one short line whatever it is', () => {
  assert.equal(show(undefined), 'nothing');
  assert.equal(show([1, 2]), 'an array of 2 items');
  assert.equal(show({ a: 1 }), 'an object');
  assert.equal(show(Number.NaN), 'NaN');
  assert.equal(show('line\nbreak'), '"line\\nbreak"');
});
