import assert from 'node:assert/strict';
import test from 'node:test';
import { type Network, planNetwork } from '../../src/models/specification/index.ts';

const LIMITS = { parametersMax: 50_000_000 };
const plan = (network: Network, inputShape: readonly number[], classes = 10) =>
  planNetwork(network, { inputShape, outputs: classes }, LIMITS);

test('mlp has 52,650 parameters, on flat inputs and on pictures', () => {
  assert.equal(plan('mlp', [784]).parameters, 52_650);
  assert.equal(plan('mlp', [28, 28, 1]).parameters, 52_650);
  assert.deepEqual(
    plan('mlp', [784]).layers.map(({ type }) => type),
    ['dense', 'dense', 'dense'],
  );
  assert.deepEqual(
    plan('mlp', [28, 28, 1]).layers.map(({ type }) => type),
    ['flatten', 'dense', 'dense', 'dense'],
  );
});

test('cnn has 121,930 parameters and the shapes of its windows', () => {
  const { parameters, summary } = plan('cnn', [28, 28, 1]);
  assert.equal(parameters, 121_930);
  assert.deepEqual(
    summary.map(({ outputShape }) => outputShape),
    [[26, 26, 32], [13, 13, 32], [11, 11, 64], [5, 5, 64], [1600], [64], [10]],
  );
  assert.equal(
    summary.reduce((sum, layer) => sum + layer.parameters, 0),
    parameters,
  );
});

test('lstm has 84,586 parameters on (100, 256)', () => {
  const { parameters, summary } = plan('lstm', [100, 256]);
  assert.equal(parameters, 84_586);
  assert.deepEqual(
    summary.map(({ type }) => type),
    ['lstm', 'dense', 'dense'],
  );
});

test('lstm takes MNIST as 28 steps of 28', () => {
  const { layers, summary, parameters } = plan('lstm', [28, 28, 1]);
  assert.deepEqual(layers[0], { type: 'reshape', targetShape: [28, 28], name: 'reshape' });
  assert.deepEqual(summary[1]?.outputShape, [64]);
  assert.equal(parameters, 4 * 64 * (28 + 64 + 1) + 32 * 65 + 10 * 33);
});

test('lstm takes the channels of a colour picture as features of its rows', () => {
  assert.deepEqual(plan('lstm', [8, 10, 3]).summary[0]?.outputShape, [8, 30]);
});

test('a preset with settings is sized by them', () => {
  assert.equal(plan({ preset: 'mlp', units: [5] }, [4], 3).parameters, 5 * 5 + 3 * 6);
  assert.equal(
    plan({ preset: 'cnn', filters: [2], units: [3] }, [6, 6, 1], 2).parameters,
    2 * 10 + 3 * (8 + 1) + 2 * 4,
  );
  assert.equal(
    plan({ preset: 'lstm', lstmUnits: 2, units: [3] }, [4, 5], 2).parameters,
    4 * 2 * (5 + 2 + 1) + 3 * 3 + 2 * 4,
  );
});

test('a preset by its name is the preset without settings', () => {
  for (const preset of ['mlp', 'cnn', 'lstm'] as const) {
    assert.deepEqual(plan(preset, [28, 28, 1]), plan({ preset }, [28, 28, 1]));
  }
});

test('a preset that cannot take the shape of the data says what it takes', () => {
  const misfits: [Network, number[], RegExp][] = [
    ['cnn', [784], /^Expected pictures.*"cnn".*Received: inputs of shape \[784\]\.$/],
    ['lstm', [784], /^Expected sequences of \[steps, features\].*"lstm".*Received: inputs of shape \[784\]\.$/],
    ['cnn', [4, 4, 1], /^Expected a window that fits into 1×1\. Received: 3×3\.$/],
  ];
  for (const [network, shape, message] of misfits) {
    assert.throws(
      () => plan(network, shape),
      (error: { code: string; message: string; problems: { pointer: string }[] }) => {
        assert.equal(error.code, 'ERR_NETWORK');
        assert.match(error.message, message);
        assert.match(error.problems[0]?.pointer ?? '', /^\/network/);
        return true;
      },
    );
  }
});
