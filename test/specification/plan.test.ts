import assert from 'node:assert/strict';
import test from 'node:test';
import { AppError } from '../../src/errors.ts';
import { type Layer, type NetworkLimits, planNetwork } from '../../src/models/specification/index.ts';

const LIMITS = { parametersMax: 1_000_000 };
const MNIST = [28, 28, 1];
const plan = (layers: Layer[], inputShape: readonly number[] = MNIST, limits: NetworkLimits = LIMITS) =>
  planNetwork({ layers }, { inputShape, outputs: 10 }, limits);

function refusal(
  layers: Layer[],
  inputShape = MNIST,
  limits: NetworkLimits = LIMITS,
): { pointer: string; detail: string } {
  try {
    plan(layers, inputShape, limits);
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, 'ERR_NETWORK');
    assert.equal(error.problems.length, 1);
    assert.equal(error.problems[0]?.detail, error.message);
    return error.problems[0] as { pointer: string; detail: string };
  }
  throw new Error('Expected the network to be refused. Received: a plan.');
}

test('an output layer of the classes is appended', () => {
  const { layers } = plan([{ type: 'flatten' }, { type: 'dense', units: 8, activation: 'relu' }]);
  assert.deepEqual(layers.at(-1), { type: 'dense', units: 10, activation: 'softmax', name: 'dense_1' });
});

test('an output layer that is already there is kept as it is', () => {
  const { layers } = plan([{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax', name: 'digit' }]);
  assert.deepEqual(
    layers.map(({ name }) => name),
    ['flatten', 'digit'],
  );
});

test('a last layer that only resembles an output layer gets one after it', () => {
  assert.equal(plan([{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'relu' }]).layers.length, 3);
  assert.equal(plan([{ type: 'flatten' }, { type: 'dense', units: 9, activation: 'softmax' }]).layers.length, 3);
});

test('layers without a name are called as Keras calls them, around the names that are given', () => {
  const { layers } = plan([
    { type: 'conv2d', filters: 2, kernelSize: 3 },
    { type: 'maxPooling2d' },
    { type: 'maxPooling2d', name: 'dense' },
    { type: 'flatten' },
    { type: 'dense', units: 4 },
    { type: 'dense', units: 4, name: 'dense_2' },
  ]);
  assert.deepEqual(
    layers.map(({ name }) => name),
    ['conv2d', 'max_pooling2d', 'dense', 'flatten', 'dense_1', 'dense_2', 'dense_3'],
  );
});

test('a name that is used twice is refused at its second place', () => {
  const { pointer, detail } = refusal([
    { type: 'flatten', name: 'a' },
    { type: 'dense', units: 2, name: 'a' },
  ]);
  assert.equal(pointer, '/network/layers/1/name');
  assert.equal(detail, 'Expected a name of its own. Received: "a" again.');
});

test('window arithmetic is that of TensorFlow', () => {
  const shapes = (layers: Layer[], input: number[]) =>
    plan([...layers, { type: 'flatten' }], input).summary[0]?.outputShape;
  assert.deepEqual(
    shapes([{ type: 'conv2d', filters: 2, kernelSize: [3, 5], strides: [2, 3] }], [9, 12, 4]),
    [4, 3, 2],
  );
  assert.deepEqual(
    shapes([{ type: 'conv2d', filters: 2, kernelSize: 3, strides: 2, padding: 'same' }], [5, 6, 1]),
    [3, 3, 2],
  );
  assert.deepEqual(shapes([{ type: 'conv2d', filters: 2, kernelSize: 9, padding: 'same' }], [5, 6, 1]), [5, 6, 2]);
  assert.deepEqual(shapes([{ type: 'maxPooling2d', poolSize: 3, strides: 1 }], [5, 5, 2]), [3, 3, 2]);
  assert.deepEqual(shapes([{ type: 'maxPooling2d' }], [5, 5, 2]), [2, 2, 2]);
});

test('biases can be left out, and are not counted then', () => {
  const [dense] = plan([{ type: 'dense', units: 3, useBias: false }], [4]).summary;
  assert.equal(dense?.parameters, 12);
  const [lstm] = plan([{ type: 'lstm', units: 2, useBias: false }], [6, 5]).summary;
  assert.equal(lstm?.parameters, 4 * 2 * (5 + 2));
});

test('each misfit points to the layer, with what it expected and what it got', () => {
  const misfits: [Layer[], number[], string, RegExp][] = [
    [
      [{ type: 'flatten' }, { type: 'conv2d', filters: 2, kernelSize: 3 }],
      MNIST,
      '/network/layers/1',
      /^Expected pictures of \[height, width, channels\]/,
    ],
    [
      [{ type: 'conv2d', filters: 2, kernelSize: 29 }],
      MNIST,
      '/network/layers/0/kernelSize',
      /fits into 28×28\. Received: 29×29\./,
    ],
    [[{ type: 'maxPooling2d', poolSize: [1, 30] }], MNIST, '/network/layers/0/poolSize', /Received: 1×30\./],
    [
      [{ type: 'reshape', targetShape: [28, 27] }],
      MNIST,
      '/network/layers/0/targetShape',
      /^Expected a shape of 784 numbers/,
    ],
    [[{ type: 'reshape', targetShape: [-1, 27] }], MNIST, '/network/layers/0/targetShape', /^Expected a shape of 784 /],
    [[{ type: 'reshape', targetShape: [-1, -1] }], MNIST, '/network/layers/0/targetShape', /^Expected a shape of 784 /],
    [[{ type: 'reshape', targetShape: [0, -1] }], MNIST, '/network/layers/0/targetShape', /^Expected a shape of 784 /],
    [
      [{ type: 'reshape', targetShape: [-2, -392] }],
      MNIST,
      '/network/layers/0/targetShape',
      /^Expected a shape of 784 /,
    ],
    [[{ type: 'lstm', units: 4 }], MNIST, '/network/layers/0', /^Expected sequences of \[steps, features\]/],
    [
      [
        { type: 'reshape', targetShape: [28, 28] },
        { type: 'lstm', units: 4 },
        { type: 'lstm', units: 4 },
      ],
      MNIST,
      '/network/layers/2',
      /shape \[4\]\.$/,
    ],
  ];
  for (const [layers, shape, pointer, detail] of misfits) {
    const problem = refusal(layers, shape);
    assert.equal(problem.pointer, pointer);
    assert.match(problem.detail, detail);
    assert.match(problem.detail, /^Expected .+ Received: .+\.$/s);
  }
});

test('a network of too many parameters is refused', () => {
  const problem = refusal([{ type: 'flatten' }, { type: 'dense', units: 10_000 }]);
  assert.equal(problem.pointer, '/network');
  assert.match(problem.detail, /^Expected at most 1000000 parameters\. Received: a network of 7950010\.$/);
});

test('a layer whose output is too large is refused at its place', () => {
  const problem = refusal([{ type: 'conv2d', filters: 16, kernelSize: 1 }], MNIST, {
    parametersMax: 1e9,
    activationsMax: 12_000,
  });
  assert.equal(problem.pointer, '/network/layers/0');
  assert.match(
    problem.detail,
    /^Expected a layer output of at most 12000 numbers\. Received: "conv2d" with \[28, 28, 16\]\.$/,
  );
});

test('layers that leave no single list of classes for an example are refused', () => {
  for (const layers of [
    [{ type: 'dense', units: 10, activation: 'softmax' }],
    [{ type: 'conv2d', filters: 2, kernelSize: 3 }],
  ] as Layer[][]) {
    const { pointer, detail } = refusal(layers);
    assert.match(pointer, /^\/network\/layers\/0/);
    assert.match(detail, /^Expected .+ Received: .+\.$/s);
  }
});
