/** TensorFlow as we load and mend it: our kernels and gradients against finite differences, and what belongs to whom. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createOptimizer,
  createTrainedVariable,
  freeing,
  libraryVersions,
  rules,
  sparseSoftmaxCrossEntropy,
  type Tensor,
  tensorMemory,
  tf,
} from '../../src/engine/index.ts';

const STEP = 1e-2;
const TOLERANCE = 2e-3;

describe('the runtime', () => {
  test('runs on the native library and knows its versions', () => {
    assert.equal(tf.getBackend(), 'tensorflow');
    for (const version of Object.values(libraryVersions())) assert.match(version, /^\d+\.\d+\.\d+/);
  });

  test('frees what was made inside, but no variables, and hands any result out', () => {
    const before = tensorMemory();
    const variable = freeing(() => tf.variable(tf.ones([2])));
    assert.equal(
      freeing(() => tf.sum(tf.add(variable, 1)).dataSync()[0]),
      4,
    );
    assert.throws(() => freeing(() => tf.reshape(tf.ones([4]), [3])));
    variable.dispose();
    assert.deepEqual(tensorMemory(), before);
  });
});

describe('gradients', () => {
  const matrix = (): Tensor => tf.tensor([0.5, -0.7, 1.2, 0.3, -1.1, 0.9], [2, 3]);
  const functions: Record<string, (x: Tensor) => Tensor> = {
    'of a product': (x) => tf.matMul(x, tf.tensor([1, 2, 3, 4, 5, 6], [3, 2])),
    'of a product from the right': (x) => tf.matMul(tf.tensor([1, 2, 3, 4], [2, 2]), x),
    'of a transposed product': (x) => tf.matMul(x, tf.tensor([1, 2], [2, 1]), true),
    'of a product by its transpose': (x) => tf.matMul(x, x, false, true),
    'of batches of one matrix': (x) => tf.matMul(tf.reshape(x, [1, 2, 3]), tf.tensor([1, 2, 3], [1, 3, 1])),
    'of batches of matrices': (x) => tf.matMul(tf.reshape(x, [2, 1, 3]), tf.tensor([1, 2, 3, 4, 5, 6], [2, 3, 1])),
    'of relu': (x) => tf.relu(x),
    'of sigmoid': (x) => tf.sigmoid(x),
    'of tanh': (x) => tf.tanh(x),
    'of a sum of the same shape': (x) => tf.add(x, tf.mul(x, x)),
    'of a sum with a bias': (x) => tf.square(tf.add(tf.ones([2, 2, 3]), tf.reshape(tf.slice(x, [0, 0], [1, 3]), [3]))),
    'of a sum with a bias on its left': (x) =>
      tf.square(tf.add(tf.reshape(tf.slice(x, [0, 0], [1, 3]), [3]), tf.ones([2, 3]))),
    'of a sum with a column': (x) => tf.square(tf.add(tf.slice(x, [0, 0], [2, 1]), tf.ones([2, 3]))),
    'of a sum with a scalar': (x) => tf.square(tf.add(tf.sum(x), tf.ones([2, 3]))),
    'of a sum with one number in a list': (x) => tf.square(tf.add(tf.reshape(tf.sum(x), [1]), tf.ones([2, 3]))),
    'of the softmax cross-entropy': (x) => sparseSoftmaxCrossEntropy(x, tf.tensor([2, 0], [2], 'int32')),
    'of a weighted softmax cross-entropy': (x) =>
      tf.mul(sparseSoftmaxCrossEntropy(x, tf.tensor([2, 0], [2], 'int32')), tf.tensor([1, 3])),
  };

  for (const [name, compute] of Object.entries(functions)) {
    test(`${name} are those of finite differences, and leave nothing behind`, () => {
      const before = tensorMemory();
      freeing(() => {
        const x = matrix();
        const total = (at: Tensor): Tensor => tf.sum(compute(at));
        const gradient = tf.grad(total)(x).dataSync();
        const values = x.dataSync();
        for (const index of values.keys()) {
          const moved = (by: number): number => {
            const there = values.map((value, position) => (position === index ? value + by : value));
            return total(tf.tensor(there, x.shape)).dataSync()[0] as number;
          };
          const expected = (moved(STEP) - moved(-STEP)) / (2 * STEP);
          assert.ok(
            Math.abs((gradient[index] as number) - expected) < TOLERANCE * Math.max(1, Math.abs(expected)),
            `${gradient[index]} for ${expected}`,
          );
        }
      });
      assert.deepEqual(tensorMemory(), before);
    });
  }

  test('integers can still be multiplied, which our matrix product leaves to tfjs', () => {
    freeing(() => {
      const product = tf.matMul(tf.tensor([1, 2], [1, 2], 'int32'), tf.tensor([3, 4], [2, 1], 'int32'));
      assert.equal(product.dataSync()[0], 11);
    });
  });

  test('the cross-entropy stays exact where a softmax would round to certainty', () => {
    freeing(() => {
      const losses = sparseSoftmaxCrossEntropy(tf.tensor([100, 0, 0, 100], [2, 2]), tf.tensor([1, 1], [2], 'int32'));
      assert.deepEqual([...losses.dataSync()], [100, 0]);
    });
  });
});

describe('an optimizer', () => {
  const adam = rules.adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false, weightDecay: 0 });

  test("takes Keras' first step of Adam: the learning rate, whatever the gradient's size, but for epsilon", () => {
    const before = tensorMemory();
    const variable = freeing(() => tf.variable(tf.tensor([1, 1, 1])));
    const trained = createTrainedVariable(variable);
    const optimizer = createOptimizer([trained], adam);
    const gradient = tf.tensor([5, -1e-3, 0]);
    freeing(() => optimizer.apply([gradient], tf.tensor(optimizer.scalars(1, 0.1))));
    // √v = √0.001·|g| stands beside epsilon, before the bias correction: at g = 1e-3 that is 0.3 % less than the rate.
    const expected = [0.9, 1 + 0.1 / (1 + 1e-7 / (Math.sqrt(0.001) * 1e-3)), 1];
    for (const [index, value] of variable.dataSync().entries())
      assert.ok(Math.abs(value - (expected[index] as number)) < 1e-6);
    assert.equal(gradient.isDisposed, false);
    gradient.dispose();
    optimizer.dispose();
    trained.resource.destroy();
    variable.dispose();
    assert.deepEqual(tensorMemory(), before);
  });

  test('keeps its moments apart from those of others', () => {
    const [a, b] = freeing(() => [tf.variable(tf.zeros([1])), tf.variable(tf.zeros([1]))] as const);
    const variables = [createTrainedVariable(a), createTrainedVariable(b)] as const;
    const [first, second] = [createOptimizer([variables[0]], adam), createOptimizer([variables[1]], adam)];
    freeing(() => {
      for (let step = 1; step <= 5; step++) first.apply([tf.ones([1])], tf.tensor(first.scalars(step, 0.1)));
      second.apply([tf.tensor([-1])], tf.tensor(second.scalars(1, 0.1)));
    });
    assert.ok(Math.abs((b.dataSync()[0] as number) - 0.1) < 1e-6);
    for (const optimizer of [first, second]) optimizer.dispose();
    for (const { resource } of variables) resource.destroy();
    a.dispose();
    b.dispose();
  });
});
