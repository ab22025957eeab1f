/**
 * Networks of which some layers are frozen train as Keras 3's do, eagerly and in a recorded graph alike; what is frozen keeps
 * its bytes and costs no slots. Keras' numbers: `oracles/keras_freezing.py`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { tensorMemory } from '../../src/engine/index.ts';
import { createCompiledStep } from '../../src/models/compiled-step.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createNetwork, evaluate, type Network } from '../../src/models/index.ts';
import { type NamedLayer, product, resolveTraining, type Training } from '../../src/models/specification/index.ts';
import type { TrainingStep } from '../../src/models/training-step.ts';
import { pseudoRandom } from './layer-cases.ts';
import { syntheticExamples } from './synthetic-examples.ts';

interface OracleCase {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly layers: readonly NamedLayer[];
  readonly frozen: readonly string[];
  readonly optimizer: NonNullable<Training['optimizer']>;
  /** Of each step, before it. */
  readonly losses: readonly number[];
  /** After the last one. */
  readonly weights: readonly { readonly name: string; readonly values: readonly number[] }[];
}

interface Oracles {
  readonly batch: number;
  readonly cases: readonly OracleCase[];
}

const oracles = JSON.parse(readFileSync(new URL('../oracles/keras-freezing.json', import.meta.url), 'utf8')) as Oracles;
const INPUT_STREAM = 99;
const CLASSES = 3;
const TOLERANCE = 2e-5;

const MAKERS = {
  eagerly: (network: Network, { optimizer }: OracleCase) => createEagerStep(network, resolved(optimizer)),
  'as a graph': (network: Network, { optimizer }: OracleCase) =>
    createCompiledStep(network, resolved(optimizer), { threads: { intraOp: 1, interOp: 0 }, divideBy: undefined }),
} satisfies Record<string, (network: Network, oracle: OracleCase) => TrainingStep>;

for (const oracle of oracles.cases) {
  describe(`frozen, ${oracle.name}`, () => {
    for (const [how, make] of Object.entries(MAKERS)) {
      test(`trains as Keras does, ${how}`, () => {
        const before = tensorMemory();
        const network = networkOf(oracle);
        const start = network.weights();
        const step = make(network, oracle);
        for (const [index, expected] of oracle.losses.entries())
          near(lossOf(step, oracle), expected, `the loss of step ${index + 1}`);
        step.dispose();
        for (const [index, { name, values }] of network.weights().entries()) {
          const expected = oracle.weights[index];
          assert.equal(name, expected?.name);
          if (oracle.frozen.includes(layerOf(name))) assert.deepEqual(values, start[index]?.values, name);
          else assert.notDeepEqual(values, start[index]?.values, name);
          for (const [at, value] of values.entries()) near(value, expected?.values[at], `${name}[${at}]`);
        }
        network.dispose();
        assert.deepEqual(tensorMemory(), before);
      });
    }
  });
}

test('what is frozen has no place in the state that a step hands out', () => {
  const [oracle] = oracles.cases as [OracleCase];
  const sizes = (frozen: readonly string[]): number[] => {
    const network = networkOf({ ...oracle, frozen });
    const step = MAKERS['as a graph'](network, oracle);
    const { variables } = step.state();
    step.dispose();
    network.dispose();
    return variables.map(({ length }) => length);
  };
  // A kernel and a bias of each dense layer, with Adam's two slots for each.
  assert.deepEqual(sizes(['seen', 'normalized']), [180, 5, 15, 3, 180, 180, 5, 5, 15, 15, 3, 3]);
  assert.equal(sizes([]).length, 8 * 3 + 2);
});

test('a network of which layers are frozen is measured and predicts like any other', async () => {
  const [oracle] = oracles.cases as [OracleCase];
  const examples = syntheticExamples(oracle.inputShape, { count: 20 });
  const [frozen, free] = [networkOf(oracle), networkOf({ ...oracle, frozen: [] })];
  assert.deepEqual(await evaluate(frozen, examples), await evaluate(free, examples));
  const inputs = inputsOf(oracle);
  assert.deepEqual(frozen.predict(inputs, oracles.batch), free.predict(inputs, oracles.batch));
  for (const network of [frozen, free]) network.dispose();
});

function resolved(optimizer: OracleCase['optimizer']) {
  return resolveTraining({ optimizer }, 0).optimizer;
}

function lossOf(step: TrainingStep, oracle: OracleCase): number {
  const truths = Int32Array.from({ length: oracles.batch }, (_, index) => (index * 7) % CLASSES);
  const { learningRate } = resolved(oracle.optimizer);
  return step.run(inputsOf(oracle), truths, oracles.batch, learningRate).lossSum / oracles.batch;
}

function networkOf({ layers, inputShape, frozen }: OracleCase): Network {
  const network = createNetwork(layers, inputShape, 0, { frozen });
  network.setWeights(
    network.weights().map(({ name, shape }, stream) => {
      const offset = name.endsWith('moving_variance') ? 0.5 : -0.5;
      const values = Float32Array.from(pseudoRandom(product(shape), stream), (value) => value + offset);
      return { name, shape, values };
    }),
  );
  return network;
}

function inputsOf({ inputShape }: OracleCase): Float32Array {
  return Float32Array.from(pseudoRandom(oracles.batch * product(inputShape), INPUT_STREAM));
}

function layerOf(weight: string): string {
  return weight.slice(0, weight.indexOf('/'));
}

function near(received: number | undefined, expected: number | undefined, what: string): void {
  assert.ok(
    received !== undefined && expected !== undefined && Math.abs(received - expected) <= TOLERANCE,
    `${what}: expected ${expected}, received ${received}`,
  );
}
