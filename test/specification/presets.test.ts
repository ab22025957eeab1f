import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type ChosenNetwork,
  chooseNetwork,
  type NetworkQuestion,
  planNetwork,
  presetLayers,
} from '../../src/models/specification/index.ts';

const LIMITS = { parametersMax: 50_000_000, activationBytesMax: 2 ** 40 };
const plan = (network: ChosenNetwork, inputShape: readonly number[], classes = 10) =>
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
  const misfits: [ChosenNetwork, number[], RegExp][] = [
    ['cnn', [784], /^Expected pictures.*or sequences.*"cnn".*Received: inputs of shape \[784\]\.$/],
    ['lstm', [784], /^Expected sequences of \[steps, features\].*"lstm".*Received: inputs of shape \[784\]\.$/],
    ['cnn', [2, 4, 4, 1], /^Expected pictures.*Received: inputs of shape \[2, 4, 4, 1\]\.$/],
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

const PICTURE_SIDES = [1, 2, 3, 7, 8, 9, 15, 16, 17, 27, 32, 48, 63, 64, 65, 100, 128, 224, 256, 257, 500];

test('cnn fits pictures and spectrograms of every size, in few parameters', () => {
  for (const height of PICTURE_SIDES) {
    for (const width of PICTURE_SIDES) {
      for (const channels of [1, 3]) {
        const { parameters, activationBytes } = plan('cnn', [height, width, channels]);
        assert.ok(parameters < 900_000, `${parameters} parameters on [${height}, ${width}, ${channels}]`);
        assert.ok(activationBytes < 1.5 * 2 ** 30, `${activationBytes} bytes on [${height}, ${width}, ${channels}]`);
      }
    }
  }
});

test('cnn averages the places of a large picture, which is why a larger one needs hardly more parameters', () => {
  const { layers, summary, parameters } = plan('cnn', [224, 224, 3]);
  assert.equal(layers.at(-3)?.type, 'globalAveragePooling2d');
  assert.deepEqual(summary.at(-4)?.outputShape, [7, 7, 128]);
  assert.ok(parameters < 300_000, `${parameters}`);
  assert.ok(plan('cnn', [4096, 1024, 3]).parameters < 300_000);
});

test('cnn keeps the edges of a small picture', () => {
  assert.deepEqual(
    plan('cnn', [8, 8, 1]).summary.map(({ outputShape }) => outputShape),
    [[8, 8, 32], [4, 4, 32], [4, 4, 64], [2, 2, 64], [256], [64], [10]],
  );
});

test('cnn takes sequences of any length with windows over their steps, and leaves at most sixteen', () => {
  for (const steps of [1, 2, 3, 5, 10, 16, 17, 50, 100, 200, 256, 257, 1000, 5000, 16_000, 100_000]) {
    const { parameters, layers, summary } = plan('cnn', [steps, 3]);
    assert.ok(parameters < 600_000, `${parameters} parameters for ${steps} steps`);
    assert.equal(layers[0]?.type, 'conv1d');
    const flat = layers.findIndex(({ type }) => type === 'flatten');
    assert.ok((summary[flat - 1]?.outputShape[0] ?? 0) <= Math.max(16, Math.floor(steps / 4)));
  }
});

test('a cnn with filters has one block for each of them, whatever the input', () => {
  const filters = [4, 5, 6];
  for (const shape of [
    [1, 1, 1],
    [28, 28, 1],
    [200, 300, 3],
    [1, 2],
    [1000, 2],
  ]) {
    const { layers } = plan({ preset: 'cnn', filters }, shape);
    assert.deepEqual(
      layers.flatMap((layer) => (layer.type === 'conv1d' || layer.type === 'conv2d' ? [layer.filters] : [])),
      filters,
    );
  }
});

test('every preset embeds tokens first, and no token is outside its table', () => {
  for (const vocabularySize of [3, 100, 5000, 1_000_000]) {
    for (const length of [1, 3, 40, 1000]) {
      for (const preset of ['mlp', 'cnn', 'lstm'] as const) {
        const target = { inputShape: [length], outputs: 3, vocabularySize };
        const { layers, summary, parameters } = planNetwork(preset, target, { ...LIMITS, parametersMax: 70_000_000 });
        const [first] = layers;
        assert.ok(first?.type === 'embedding' && first.inputDim === vocabularySize);
        assert.deepEqual(summary[0]?.outputShape, [length, first.outputDim]);
        assert.ok(parameters - (summary[0]?.parameters ?? 0) < 100_000);
      }
    }
  }
});

test('tokens that are no list of one length are refused by every preset', () => {
  for (const preset of ['mlp', 'cnn', 'lstm'] as const) {
    assert.throws(
      () => presetLayers(preset, { inputShape: [4, 5], vocabularySize: 9 }),
      /Expected tokens of \[length\]/,
    );
  }
});

const QUESTIONS: readonly [NetworkQuestion, string, RegExp][] = [
  [{ kind: 'tabular', inputShape: [12], rows: 500 }, 'mlp', /no order/],
  [{ kind: 'tensor', inputShape: [2, 4, 4, 1], rows: 500 }, 'mlp', /\[2, 4, 4, 1\]/],
  [{ kind: 'image', inputShape: [28, 28, 1], rows: 500 }, 'cnn', /pictures/],
  [{ kind: 'image', inputShape: [2, 28, 1], rows: 500 }, 'mlp', /2×28 are too small/],
  [{ kind: 'audio', inputShape: [98, 64, 1], rows: 500 }, 'cnn', /spectrograms/],
  [{ kind: 'sequence', inputShape: [200, 1], rows: 500 }, 'lstm', /200 steps in their order/],
  [{ kind: 'sequence', inputShape: [201, 1], rows: 500 }, 'cnn', /slow on 201 steps/],
  [{ kind: 'text', inputShape: [60], vocabularySize: 900, rows: 300 }, 'mlp', /300 texts are too few/],
  [{ kind: 'text', inputShape: [60], vocabularySize: 900, rows: 9000 }, 'lstm', /60 tokens/],
  [{ kind: 'text', inputShape: [600], vocabularySize: 900, rows: 9000 }, 'cnn', /slow on 600 tokens/],
];

test('"auto" stands for the preset that suits kind and shape, says why in a sentence, and the preset fits', () => {
  for (const [question, expected, reason] of QUESTIONS) {
    const chosen = chooseNetwork(question);
    assert.equal(chosen.network, expected);
    assert.match(chosen.reason, reason);
    assert.match(chosen.reason, /^"(mlp|cnn|lstm)".*\.$/);
    assert.ok(planNetwork(chosen.network, { ...question, outputs: 2 }, LIMITS).parameters > 0);
  }
});
