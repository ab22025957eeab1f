/** Two classes told by one unit with a sigmoid: the probabilities, the loss and what is learnt are the sigmoid's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNetwork, train } from '../../src/models/index.ts';
import { type Layer, planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import { splitOf, syntheticExamples } from './synthetic-examples.ts';

const TARGET = { inputShape: [4], outputs: 2 };
const LIMITS = { parametersMax: 10_000 };
const HEADS: Readonly<Record<string, Layer[]>> = {
  'a dense layer with a sigmoid': [{ type: 'dense', units: 1, activation: 'sigmoid', name: 'told' }],
  'a sigmoid of its own': [
    { type: 'dense', units: 1, name: 'told' },
    { type: 'activation', activation: 'sigmoid' },
  ],
};

for (const [name, head] of Object.entries(HEADS))
  test(`${name} tells both classes, and learns them by binary cross-entropy`, async () => {
    const { layers, parameters } = planNetwork({ layers: head }, TARGET, LIMITS);
    assert.equal(parameters, 5);
    const network = createNetwork(layers, [4], 3);
    assert.deepEqual([network.tells, network.outputShape], ['classes', [2]]);
    const input = Float32Array.of(0.5, -1, 2, 0.25);
    const kernel = network.weights()[0]?.values ?? [];
    const sum = input.reduce((total, value, index) => total + value * (kernel[index] as number), 0);
    const [no = 0, yes = 0] = network.predict(input, 1);
    const expected = 1 / (1 + Math.exp(-sum));
    assert.ok(Math.abs(yes - expected) < 1e-6 && Math.abs(no + yes - 1) < 1e-6);
    const examples = syntheticExamples([4], { classes: 2 });
    const losses = await Promise.all(
      (['binaryCrossentropy', 'sparseCategoricalCrossentropy'] as const).map(async (loss) => {
        const learning = createNetwork(layers, [4], 3);
        const training = resolveTraining({ loss, epochs: 20, optimizer: { type: 'adam', learningRate: 0.05 } }, 7);
        const { history } = await train({
          ...{ network: learning, training, examples, parts: splitOf(examples, 0.2) },
          ...{ signal: new AbortController().signal, onEvent: () => undefined },
        });
        learning.dispose();
        assert.equal(history.at(-1)?.valAccuracy, 1);
        return history.map(({ loss: each }) => each as number);
      }),
    );
    for (const [epoch, loss] of (losses[0] ?? []).entries())
      assert.ok(Math.abs(loss - (losses[1]?.[epoch] ?? 0)) < 1e-4, `epoch ${epoch}`);
    network.dispose();
  });

test('one unit with a sigmoid stays a hidden layer where there are more classes', () => {
  const head: Layer[] = [{ type: 'dense', units: 1, activation: 'sigmoid' }];
  assert.equal(planNetwork({ layers: head }, { ...TARGET, outputs: 3 }, LIMITS).layers.length, 2);
  const labels = planNetwork({ layers: head }, { ...TARGET, outputs: 1, task: 'multiLabelClassification' }, LIMITS);
  assert.equal(labels.layers.length, 1);
});
