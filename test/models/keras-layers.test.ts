/**
 * Every layer, argument, activation, regularizer and constraint against Keras 3's numbers (`layer-cases.ts`).
 *
 * Tolerances: both sides compute in float32 with sums in different orders. Outputs then agree to a few 1e-6 of their
 * size. A weight's change is compared against the learning rate, its natural size: the optimizer's large epsilon makes
 * it a smooth function of the gradient.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { ACTIVATIONS, LAYERS, type Layer } from '../../src/models/specification/index.ts';
import {
  BATCH,
  inputsOf,
  LABELS,
  LAYER_CASES,
  type LayerCase,
  networkOf,
  OPTIMIZER,
  type Sample,
  STEPS,
  sampleOf,
} from './layer-cases.ts';

const OUTPUT_TOLERANCE = 1e-5;
const LOSS_TOLERANCE = 2e-5;
const CHANGE_TOLERANCE = 2e-3;

for (const layerCase of LAYER_CASES) {
  describe(`Keras' ${layerCase.name}`, () => {
    test('gives the same outputs for the same weights', () => {
      const network = networkOf(layerCase, layerCase.layers.slice(0, layerCase.body));
      assert.deepEqual(network.outputShape, layerCase.outputShape);
      const outputs = network.predict(inputsOf(layerCase), BATCH);
      network.dispose();
      const tolerance = OUTPUT_TOLERANCE * Math.max(1, layerCase.outputs.meanAbsolute);
      compare(outputs, layerCase.outputs, tolerance, 'output');
    });

    test('learns the same in two steps of Adam', () => learnsAlike(layerCase));
  });
}

function learnsAlike(layerCase: LayerCase): void {
  const network = networkOf(layerCase, layerCase.layers);
  const before = network.weights();
  assert.deepEqual(
    before.map(({ name, shape }) => ({ name, shape })),
    layerCase.weights.map(({ name, shape }) => ({ name, shape })),
  );
  const step = createEagerStep(network, OPTIMIZER);
  const inputs = inputsOf(layerCase);
  const losses = Array.from(
    { length: STEPS },
    () => step.run(inputs, LABELS, BATCH, OPTIMIZER.learningRate).lossSum / BATCH,
  );
  losses.push(step.evaluate(inputs, LABELS, BATCH).lossSum / BATCH);
  step.dispose();
  for (const [index, expected] of layerCase.losses.entries()) {
    assertNear(losses[index], expected, LOSS_TOLERANCE * Math.max(1, expected), `loss ${index}`);
  }
  for (const [index, { name, values }] of network.weights().entries()) {
    const old = before[index]?.values ?? new Float32Array();
    const change = values.map((value, at) => value - (old[at] as number));
    const expected = layerCase.weights[index]?.change as Sample;
    compare(change, expected, OPTIMIZER.learningRate * CHANGE_TOLERANCE, `change of ${name}`);
  }
  network.dispose();
}

test('the cases hold every layer and every activation', () => {
  const used = new Set(LAYER_CASES.flatMap(({ layers }) => layers.map(({ type }) => type)));
  assert.deepEqual(
    Object.keys(LAYERS).filter((type) => !used.has(type as Layer['type'])),
    [],
  );
  const activations = LAYER_CASES.flatMap(({ layers }) =>
    layers.flatMap((layer) => (layer.type === 'activation' ? [layer.activation] : [])),
  );
  assert.deepEqual([...activations], [...ACTIVATIONS]);
});

function compare(values: Float32Array, expected: Sample, tolerance: number, what: string): void {
  assert.equal(values.length, expected.size);
  for (const [index, value] of sampleOf(values, expected).entries()) {
    assertNear(value, expected.values[index] as number, tolerance, `${what}, sample ${index}`);
  }
  const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  assertNear(mean, expected.meanAbsolute, tolerance, `mean ${what}`);
}

function assertNear(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance,
    `Expected ${what} to be ${expected} ± ${tolerance}. Received: ${actual}.`,
  );
}
