/** What every layer promises: its plan's parameters and shapes, a round trip through JSON, nothing left in memory. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tensorMemory } from '../../src/engine/index.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createNetwork } from '../../src/models/index.ts';
import { Layer, type NamedLayer, planNetwork } from '../../src/models/specification/index.ts';
import { guard } from '../../src/validation.ts';
import { BATCH, CLASSES, inputsOf, LABELS, LAYER_CASES, networkOf, OPTIMIZER } from './layer-cases.ts';

const isLayer = guard(Layer);

for (const layerCase of LAYER_CASES) {
  describe(`the network of ${layerCase.name}`, () => {
    test('is planned as it is built', () => {
      const { inputShape, layers, body, outputShape } = layerCase;
      const plan = planNetwork({ layers: [...layers] }, { inputShape, outputs: CLASSES }, { parametersMax: 10_000 });
      const network = networkOf(layerCase, layers);
      assert.deepEqual(plan.layers, layers);
      assert.deepEqual(plan.summary[body - 1]?.outputShape, outputShape);
      assert.equal(plan.parameters, network.parameters);
      const trained = network.variables.reduce((sum, { size }) => sum + size, 0);
      assert.equal(plan.trainableParameters, trained);
      network.dispose();
    });

    test('computes the same bytes after it went through JSON, and leaves nothing behind', () => {
      const inputs = inputsOf(layerCase);
      const before = tensorMemory();
      const network = networkOf(layerCase, layerCase.layers);
      const step = createEagerStep(network, OPTIMIZER);
      step.run(inputs, LABELS, BATCH, OPTIMIZER.learningRate);
      step.evaluate(inputs, LABELS, BATCH);
      step.dispose();
      const layers: unknown[] = JSON.parse(JSON.stringify(network.layers));
      assert.ok(layers.every(isLayer));
      const again = createNetwork(layers as NamedLayer[], layerCase.inputShape, network.weights());
      assert.deepEqual(again.predict(inputs, BATCH), network.predict(inputs, BATCH));
      assert.deepEqual(again.weights(), network.weights());
      again.dispose();
      network.dispose();
      assert.deepEqual(tensorMemory(), before);
    });
  });
}
