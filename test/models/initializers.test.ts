/** Initial weights against Keras' definitions of its initializers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statelessNormal, tensorMemory, tf } from '../../src/engine/index.ts';
import { createNetwork } from '../../src/models/index.ts';
import { computeFans, glorotUniform, initialize } from '../../src/models/initializers.ts';
import { orthogonal } from '../../src/models/orthogonal.ts';
import type { NamedLayer } from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';

const LAYERS: readonly NamedLayer[] = [
  { type: 'lstm', name: 'lstm', units: 16 },
  { type: 'dense', name: 'dense', units: 3, activation: 'softmax' },
];

test('fans are counted as Keras counts them', () => {
  assert.deepEqual(computeFans([784, 64]), { fanIn: 784, fanOut: 64 });
  assert.deepEqual(computeFans([3, 3, 32, 64]), { fanIn: 288, fanOut: 576 });
  assert.deepEqual(computeFans([256, 4 * 64]), { fanIn: 256, fanOut: 256 });
});

test('Glorot-uniform kernels fill ±√(6 / (fanIn + fanOut)) with variance 2 / (fanIn + fanOut)', () => {
  for (const shape of [
    [784, 64],
    [3, 3, 32, 64],
    [256, 256],
  ]) {
    const { fanIn, fanOut } = computeFans(shape);
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    const values = glorotUniform(shape, randomStream(1, shape.join()));
    const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    assert.ok(largest <= limit * (1 + 1e-7) && largest > 0.99 * limit);
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    assert.ok(Math.abs(variance / (limit ** 2 / 3) - 1) < 0.03);
    assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length) < 0.03 * limit);
  }
});

test('orthogonal kernels are orthonormal along their shorter side, whichever it is', () => {
  for (const [rows, columns] of [
    [64, 256],
    [256, 64],
    [5, 5],
    [1, 1],
    [200, 97],
    [129, 129],
  ] as const) {
    const values = orthogonal([rows, columns], randomStream(1, 'orthogonal'));
    const count = Math.min(rows, columns);
    const at = (vector: number, position: number): number =>
      values[rows <= columns ? vector * columns + position : position * columns + vector] as number;
    for (let a = 0; a < count; a++) {
      for (let b = a; b < count; b++) {
        let product = 0;
        for (let position = 0; position < Math.max(rows, columns); position++)
          product += at(a, position) * at(b, position);
        assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-6, `vectors ${a} and ${b}: ${product}`);
      }
    }
  }
});

test('orthogonal kernels point in every direction alike: the entries have mean 0 and variance 1 / length', () => {
  const values = orthogonal([64, 256], randomStream(2, 'orthogonal'));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(Math.abs(mean) < 0.002, `mean ${mean}`);
  // A Haar-distributed matrix: without the sign correction, the first entries would lean to one side.
  const positive = values.filter((value) => value > 0).length / values.length;
  assert.ok(Math.abs(positive - 0.5) < 0.015, `positive ${positive}`);
});

test('orthogonal kernels of a seed have the same bytes each time, and of another seed others', () => {
  const kernel = (seed: number) => orthogonal([150, 600], randomStream(seed, 'orthogonal'));
  const before = tensorMemory();
  assert.deepEqual(kernel(1), kernel(1));
  assert.notDeepEqual(kernel(1), kernel(2));
  assert.deepEqual(tensorMemory(), before);
});

test('an orthogonal kernel has the signs of a decomposition whose diagonal is positive', () => {
  // Of one column, Q is the normal vector itself over its length: R is that length.
  const random = randomStream(4, 'orthogonal');
  const seed = tf.tensor1d([random.uint32() | 0, random.uint32() | 0], 'int32');
  const drawn = statelessNormal([1, 7], seed).dataSync();
  const values = orthogonal([7, 1], randomStream(4, 'orthogonal'));
  for (const [index, value] of drawn.entries()) {
    assert.ok(Math.abs((values[index] as number) - value / Math.hypot(...drawn)) < 1e-6, `${values}`);
  }
});

test('the recurrent kernel of a thousand units is drawn within seconds', () => {
  const started = performance.now();
  orthogonal([1000, 4000], randomStream(5, 'orthogonal'));
  const milliseconds = performance.now() - started;
  assert.ok(milliseconds < 4000, `${milliseconds} ms`);
});

test('every initializer has the variance and the bounds of its definition', () => {
  const shape = [3, 3, 20, 60];
  const [fanIn, fanOut] = [180, 540];
  const expected = {
    randomNormal: { variance: 0.05 ** 2 },
    randomUniform: { variance: 0.05 ** 2 / 3, bound: 0.05 },
    truncatedNormal: { variance: (0.05 * 0.8796256610342398) ** 2, bound: 0.1 },
    glorotUniform: { variance: 2 / (fanIn + fanOut), bound: Math.sqrt(6 / (fanIn + fanOut)) },
    glorotNormal: { variance: 2 / (fanIn + fanOut), bound: (2 * Math.sqrt(2 / (fanIn + fanOut))) / 0.8796256610342398 },
    heUniform: { variance: 2 / fanIn, bound: Math.sqrt(6 / fanIn) },
    heNormal: { variance: 2 / fanIn, bound: (2 * Math.sqrt(2 / fanIn)) / 0.8796256610342398 },
    lecunUniform: { variance: 1 / fanIn, bound: Math.sqrt(3 / fanIn) },
    lecunNormal: { variance: 1 / fanIn, bound: (2 * Math.sqrt(1 / fanIn)) / 0.8796256610342398 },
    orthogonal: { variance: 1 / 180, bound: 1 },
    zeros: { variance: 0, bound: 0 },
  } as const;
  for (const [initializer, { variance, ...limits }] of Object.entries(expected)) {
    const values = initialize(initializer as keyof typeof expected, shape, randomStream(3, initializer));
    assert.equal(values.length, 3 * 3 * 20 * 60);
    const measured = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    assert.ok(Math.abs(measured - variance) <= 0.03 * variance, `${initializer}: ${measured}, not ${variance}`);
    const bound = 'bound' in limits ? limits.bound * (1 + 1e-6) : Infinity;
    assert.ok(
      values.every((value) => Math.abs(value) <= bound),
      initializer,
    );
  }
  assert.deepEqual([...initialize('ones', [2], randomStream(1, 'ones'))], [1, 1]);
});

test("an LSTM's forget gate starts with ones, its other biases with zeros, unless asked not to", () => {
  assert.deepEqual(biasOf(LAYERS), new Float32Array(64).fill(1, 16, 32));
  assert.deepEqual(
    biasOf([{ ...(LAYERS[0] as NamedLayer), unitForgetBias: false } as NamedLayer, ...LAYERS.slice(1)]),
    new Float32Array(64),
  );
});

test('every weight has a start of its own, which another layer does not move', () => {
  const wider = createNetwork(
    [LAYERS[0] as NamedLayer, { type: 'dense', name: 'between', units: 5 }, LAYERS[1] as NamedLayer],
    [4, 3],
    1,
  );
  const plain = createNetwork(LAYERS, [4, 3], 1);
  assert.deepEqual(wider.weights()[0], plain.weights()[0]);
  const [kernel, recurrentKernel] = plain.weights();
  assert.notDeepEqual(kernel?.values.slice(0, 8), recurrentKernel?.values.slice(0, 8));
  wider.dispose();
  plain.dispose();
});

function biasOf(layers: readonly NamedLayer[]): Float32Array | undefined {
  const network = createNetwork(layers, [4, 3], 1);
  const bias = network.weights().find(({ name }) => name === 'lstm/bias');
  network.dispose();
  return bias?.values;
}
