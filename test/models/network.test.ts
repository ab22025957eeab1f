/** What one network promises beside the contract: names, batches, and weights that are its own. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tensorMemory } from '../../src/engine/index.ts';
import { createNetwork, type NamedWeight, type Network } from '../../src/models/index.ts';
import { planNetwork } from '../../src/models/specification/index.ts';

describe('a network', () => {
  test('names its weights as Keras does', () => {
    const network = make('lstm', [4, 3]);
    assert.deepEqual(
      network.weights().map(({ name }) => name),
      [
        'lstm/kernel',
        'lstm/recurrent_kernel',
        'lstm/bias',
        'dense/kernel',
        'dense/bias',
        'dense_1/kernel',
        'dense_1/bias',
      ],
    );
    network.dispose();
  });

  test('predicts probabilities, in batches that change nothing but rounding', () => {
    const network = make();
    const count = network.batchMax + 3;
    const inputs = Float32Array.from({ length: count * 784 }, (_, index) => Math.sin(index));
    const outputs = network.predict(inputs, count);
    for (let row = 0; row < count; row++) {
      const sum = outputs.subarray(row * 10, row * 10 + 10).reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5);
    }
    const alone = network.predict(inputs.subarray((count - 1) * 784), 1);
    for (const [index, value] of alone.entries())
      assert.ok(Math.abs(value - (outputs[(count - 1) * 10 + index] as number)) < 1e-6);
    assert.equal(network.predict(new Float32Array(), 0).length, 0);
    network.dispose();
  });

  test('refuses weights that are not its own, and keeps the ones it has', () => {
    const network = make();
    const good = network.weights();
    const [first, ...others] = good as [NamedWeight, ...NamedWeight[]];
    const bad: readonly (readonly NamedWeight[])[] = [
      others,
      [{ ...first, name: 'dense/other' }, ...others],
      [{ ...first, shape: [64, 784] }, ...others],
      [{ ...first, values: first.values.subarray(1) }, ...others],
    ];
    for (const weights of bad)
      assert.throws(() => network.setWeights(weights), {
        code: 'ERR_VERSION_BROKEN',
        message: /^Expected .*Received: /,
      });
    assert.deepEqual(network.weights(), good);
    network.dispose();
  });

  test('refuses inputs of another size', () => {
    const network = make();
    assert.throws(() => network.predict(new Float32Array(783), 1), RangeError);
    network.dispose();
  });

  test('hands out copies of its weights', () => {
    const network = make();
    const before = network.weights();
    network.weights()[0]?.values.fill(9);
    assert.deepEqual(network.weights(), before);
    network.dispose();
  });

  test('that cannot start from the weights given leaves nothing behind', () => {
    const before = tensorMemory();
    const { layers } = planNetwork('mlp', { inputShape: [28, 28, 1], outputs: 10 }, { parametersMax: 1e6 });
    assert.throws(() => createNetwork(layers, [28, 28, 1], []), { code: 'ERR_VERSION_BROKEN' });
    assert.deepEqual(tensorMemory(), before);
  });
});

function make(preset: 'mlp' | 'lstm' = 'mlp', inputShape: readonly number[] = [28, 28, 1]): Network {
  return createNetwork(planNetwork(preset, { inputShape, outputs: 10 }, { parametersMax: 1e6 }).layers, inputShape, 1);
}
