/** Layers that are random in training: the same seed and step give the same bytes, and prediction knows nothing of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freeing, type Tensor, tf } from '../../src/engine/index.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createNetwork, type NamedWeight } from '../../src/models/index.ts';
import type { NamedLayer } from '../../src/models/specification/index.ts';
import { OPTIMIZER } from './layer-cases.ts';

const ROWS = 64;
const RATE = 0.25;
const RANDOM_LAYERS: readonly { layer: NamedLayer; inputShape: readonly number[] }[] = [
  { layer: { type: 'dropout', name: 'random', rate: RATE }, inputShape: [50] },
  { layer: { type: 'spatialDropout1d', name: 'random', rate: RATE }, inputShape: [5, 40] },
  { layer: { type: 'spatialDropout2d', name: 'random', rate: RATE }, inputShape: [3, 4, 40] },
  { layer: { type: 'gaussianNoise', name: 'random', stddev: 0.5 }, inputShape: [50] },
  { layer: { type: 'lstm', name: 'random', units: 8, dropout: RATE }, inputShape: [4, 20] },
  {
    layer: { type: 'bidirectional', name: 'random', layer: { type: 'gru', units: 8, dropout: RATE } },
    inputShape: [4, 20],
  },
];

for (const { layer, inputShape } of RANDOM_LAYERS) {
  describe(`${layer.type} in training`, () => {
    const outputs = (options: { seed?: number; step?: number; name?: string; training?: boolean }): Float32Array =>
      outputsOf({ ...layer, name: options.name ?? layer.name }, inputShape, options);

    test('gives the same bytes for the same seed, name and step', () => {
      assert.deepEqual(outputs({}), outputs({}));
    });

    test('gives others for another seed, step or name', () => {
      const first = outputs({});
      for (const other of [outputs({ seed: 2 }), outputs({ step: 2 }), outputs({ name: 'other' })]) {
        assert.notDeepEqual(other, first);
      }
    });

    test('is not random when the network predicts', () => {
      const quiet = outputs({ training: false });
      assert.deepEqual(quiet, outputs({ training: false, step: 2 }));
      assert.notDeepEqual(quiet, outputs({}));
    });

    test('trains to the same bytes for the same seed, and to others for another', () => {
      assert.deepEqual(trained(layer, inputShape, 1), trained(layer, inputShape, 1));
      assert.notDeepEqual(trained(layer, inputShape, 1), trained(layer, inputShape, 2));
    });
  });
}

test('dropout sets its share of ones to zero, and scales the others so that the mean stays', () => {
  for (const { layer, inputShape } of RANDOM_LAYERS.slice(0, 3)) {
    const outputs = outputsOf(layer, inputShape, {});
    const kept = outputs.filter((value) => value !== 0);
    assert.ok(kept.every((value) => Math.abs(value - 1 / (1 - RATE)) < 1e-6));
    assert.ok(Math.abs(1 - kept.length / outputs.length - RATE) < 0.03, `${layer.type}: ${kept.length}`);
    assert.ok(Math.abs(meanOf(outputs) - 1) < 0.04, `${layer.type}: ${meanOf(outputs)}`);
  }
});

test('spatial dropout drops whole channels of an example', () => {
  const [rows, steps, channels] = [ROWS, 5, 40];
  const outputs = outputsOf({ type: 'spatialDropout1d', name: 'random', rate: RATE }, [steps, channels], {});
  for (let row = 0; row < rows; row++) {
    for (let channel = 0; channel < channels; channel++) {
      const values = Array.from({ length: steps }, (_, step) => outputs[(row * steps + step) * channels + channel]);
      assert.equal(new Set(values).size, 1);
    }
  }
});

test('gaussian noise has the mean 0 and the deviation asked for', () => {
  const noise = outputsOf({ type: 'gaussianNoise', name: 'random', stddev: 0.5 }, [500], {}).map((value) => value - 1);
  assert.ok(Math.abs(meanOf(noise)) < 0.01);
  assert.ok(Math.abs(Math.sqrt(meanOf(noise.map((value) => value ** 2))) - 0.5) < 0.01);
});

/** Of inputs that are all ones; weights from one seed, randomness from another. */
function outputsOf(
  layer: NamedLayer,
  inputShape: readonly number[],
  { seed = 1, step = 1, training = true }: { seed?: number; step?: number; training?: boolean },
): Float32Array {
  const named = createNetwork([{ ...layer, name: 'random' }], inputShape, 9);
  const weights = named.weights().map((weight) => ({ ...weight, name: weight.name.replace('random', layer.name) }));
  named.dispose();
  const network = createNetwork([layer], inputShape, weights, { randomSeed: seed });
  const outputs = freeing(() => {
    const inputs: Tensor = tf.ones([ROWS, ...inputShape]);
    const { logits } = network.forward(inputs, { training, step: tf.scalar(step, 'int32') });
    return logits.dataSync() as Float32Array;
  });
  network.dispose();
  return outputs;
}

function trained(layer: NamedLayer, inputShape: readonly number[], seed: number): readonly NamedWeight[] {
  const output: NamedLayer = { type: 'dense', name: 'out', units: 3, activation: 'softmax' };
  const first: NamedLayer = { type: 'dense', name: 'first', units: 8 };
  const layers = [first, layer, { type: 'flatten', name: 'flat' } as const, output];
  const start = createNetwork(layers, inputShape, 1);
  const network = createNetwork(layers, inputShape, start.weights(), { randomSeed: seed });
  start.dispose();
  const step = createEagerStep(network, OPTIMIZER);
  const inputs = new Float32Array(8 * inputShape.reduce((a, b) => a * b)).map((_, index) => Math.sin(index));
  for (let count = 0; count < 3; count++)
    step.run(inputs, Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1), 8, OPTIMIZER.learningRate);
  step.dispose();
  const weights = network.weights();
  network.dispose();
  return weights;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
