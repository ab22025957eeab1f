/**
 * Our networks against Keras 3's numbers. `test/oracles/keras_oracles.py` made them (Keras 3.15.1 on TensorFlow 2.21.0)
 * and says how to make them again; weights and inputs come from a formula that both sides compute.
 *
 * Tolerances: both sides compute in float32 with sums in different orders. Outputs of these networks then agree to a
 * few 1e-6. A weight's change is compared against the learning rate, its natural size: with the large epsilon it is a
 * smooth function of the gradient, and each one agrees to 0.1 % of it. With Keras' epsilon of 1e-7 a gradient near
 * zero makes a step of either sign, so there only the mean change is compared, to 0.5 %, and the losses that follow.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createNetwork, type Network } from '../../src/models/index.ts';
import { type NamedLayer, planNetwork, product, type ResolvedOptimizer } from '../../src/models/specification/index.ts';
import { pseudoRandom } from './layer-cases.ts';

type Adam = Extract<ResolvedOptimizer, { type: 'adam' }>;

interface Change {
  readonly name: string;
  readonly shape: readonly number[];
  readonly meanAbsolute: number;
  readonly positions: readonly number[];
  readonly values: readonly number[];
}

interface Run {
  readonly optimizer: Omit<Adam, 'type' | 'amsgrad'>;
  /** Before each of the steps, and after the last. */
  readonly losses: readonly number[];
  readonly changes: readonly Change[];
}

interface Case {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly layers: readonly NamedLayer[];
  readonly probabilities: readonly number[];
  readonly runs: readonly Run[];
}

interface Oracles {
  readonly batch: number;
  readonly cases: readonly Case[];
}

const PROBABILITY_TOLERANCE = 2e-6;
const LOSS_TOLERANCE = 2e-5;
const CHANGE_TOLERANCE = 1e-3;
const MEAN_CHANGE_TOLERANCE = 5e-3;
const EPSILON_LARGE = 1e-3;
const INPUT_STREAM = 1000;

const oracles = JSON.parse(readFileSync(new URL('../oracles/keras-oracles.json', import.meta.url), 'utf8')) as Oracles;

for (const oracle of oracles.cases) {
  describe(`Keras' ${oracle.name}`, () => {
    test('gives the same probabilities for the same weights', () => {
      const network = networkOf(oracle);
      const outputs = network.predict(inputsOf(oracle), oracles.batch);
      assert.equal(outputs.length, oracle.probabilities.length);
      for (const [index, expected] of oracle.probabilities.entries()) {
        assertNear(outputs[index], expected, PROBABILITY_TOLERANCE, `probability ${index}`);
      }
      network.dispose();
    });

    for (const run of oracle.runs) {
      test(`learns the same in three steps of Adam with epsilon ${run.optimizer.epsilon}`, () => {
        const network = networkOf(oracle);
        const before = network.weights();
        const losses = trainedLosses(network, oracle, run);
        for (const [step, expected] of run.losses.entries()) {
          assertNear(losses[step], expected, LOSS_TOLERANCE * Math.max(1, expected), `loss at step ${step}`);
        }
        for (const [index, { name, values }] of network.weights().entries()) {
          const old = before[index]?.values ?? new Float32Array();
          const change = run.changes.find((candidate) => candidate.name === name);
          assert.ok(change, `Keras has a weight ${name}`);
          compareChange(
            change,
            values.map((value, at) => value - (old[at] as number)),
            run.optimizer,
          );
        }
        network.dispose();
      });
    }
  });
}

test('the oracles hold the three presets', () => {
  const shapes = { mlp: [784], cnn: [28, 28, 1], lstm: [100, 256] };
  for (const [preset, inputShape] of Object.entries(shapes)) {
    const plan = planNetwork(preset as 'mlp', { inputShape, outputs: 10 }, { parametersMax: 1e6 });
    assert.deepEqual(oracles.cases.find(({ name }) => name === preset)?.layers, plan.layers);
  }
});

function compareChange(expected: Change, change: Float32Array, { learningRate, epsilon }: Run['optimizer']): void {
  const mean = change.reduce((sum, value) => sum + Math.abs(value), 0) / change.length;
  const tolerance = expected.meanAbsolute * MEAN_CHANGE_TOLERANCE + learningRate * 1e-4;
  assertNear(mean, expected.meanAbsolute, tolerance, `mean change of ${expected.name}`);
  if (epsilon < EPSILON_LARGE) return;
  for (const [index, position] of expected.positions.entries()) {
    const value = expected.values[index] as number;
    assertNear(change[position], value, learningRate * CHANGE_TOLERANCE, `change of ${expected.name}[${position}]`);
  }
}

function trainedLosses(network: Network, oracle: Case, run: Run): number[] {
  const inputs = inputsOf(oracle);
  const classes = product(network.outputShape);
  const labels = Int32Array.from({ length: oracles.batch }, (_, index) => (index * 7) % classes);
  const step = createEagerStep(network, { type: 'adam', amsgrad: false, ...run.optimizer });
  const losses = run.losses
    .slice(1)
    .map(() => step.run(inputs, labels, oracles.batch, run.optimizer.learningRate).lossSum / oracles.batch);
  losses.push(step.evaluate(inputs, labels, oracles.batch).lossSum / oracles.batch);
  step.dispose();
  return losses;
}

function networkOf({ layers, inputShape }: Case): Network {
  const network = createNetwork(layers, inputShape, 0);
  network.setWeights(
    network.weights().map(({ name, shape }, stream) => {
      const size = product(shape);
      const scale = shape.length === 1 ? 0.1 : Math.sqrt((3 * (shape.at(-1) ?? 1)) / size);
      return { name, shape, values: Float32Array.from(pseudoRandom(size, stream), (value) => (2 * value - 1) * scale) };
    }),
  );
  return network;
}

function inputsOf({ inputShape }: Case): Float32Array {
  return Float32Array.from(pseudoRandom(oracles.batch * product(inputShape), INPUT_STREAM));
}

function assertNear(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance,
    `Expected ${what} to be ${expected} ± ${tolerance}. Received: ${actual}.`,
  );
}
