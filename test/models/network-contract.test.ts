/** The contract of every network: one harness over the presets and over explicit layers of every kind. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tensorMemory } from '../../src/engine/index.ts';
import { createNetwork, evaluate, type NamedWeight, type Network, train } from '../../src/models/index.ts';
import {
  type ChosenNetwork as NetworkSpecification,
  planNetwork,
  product,
  resolveTraining,
} from '../../src/models/specification/index.ts';
import { splitOf, syntheticExamples } from './synthetic-examples.ts';

interface Contract {
  readonly network: NetworkSpecification;
  readonly inputShape: readonly number[];
  /** Where the issue names it. */
  readonly parameters?: number;
  readonly classes?: number;
  readonly learningRate?: number;
  readonly epochs?: number;
  /** To learn from: fewer for a network whose steps take long. */
  readonly examples?: number;
}

const CONTRACTS: Record<string, Contract> = {
  'the mlp of 784 features': { network: 'mlp', inputShape: [784], parameters: 52_650, classes: 10 },
  'the mlp of pictures': { network: 'mlp', inputShape: [28, 28, 1], parameters: 52_650, classes: 10 },
  'the cnn of 28×28 pictures': { network: 'cnn', inputShape: [28, 28, 1], parameters: 121_930, classes: 10 },
  'the lstm of 100 steps of 256': {
    network: 'lstm',
    inputShape: [100, 256],
    parameters: 84_586,
    classes: 10,
    examples: 16,
  },
  'the lstm of 28×28 pictures, row by row': {
    network: 'lstm',
    inputShape: [28, 28, 1],
    parameters: 26_218,
    classes: 10,
    examples: 20,
  },
  'a cnn with settings': { network: { preset: 'cnn', filters: [4], units: [8, 6] }, inputShape: [8, 8, 3] },
  'strided convolutions with same padding and no bias': {
    network: {
      layers: [
        { type: 'conv2d', filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false, activation: 'relu' },
        { type: 'conv2d', filters: 3, kernelSize: [1, 2], strides: [2, 1], activation: 'tanh' },
        { type: 'maxPooling2d', poolSize: [2, 3], strides: 1, padding: 'same' },
        { type: 'flatten' },
      ],
    },
    inputShape: [9, 7, 2],
  },
  'sequences that stay sequences': {
    network: {
      layers: [
        { type: 'lstm', units: 6, returnSequences: true },
        { type: 'dense', units: 5, activation: 'swish' },
        { type: 'lstm', units: 4, useBias: false, recurrentActivation: 'tanh' },
      ],
    },
    inputShape: [5, 3],
    learningRate: 0.05,
    epochs: 8,
  },
  'reshaped features': {
    network: {
      layers: [
        { type: 'reshape', targetShape: [4, 3, 1] },
        { type: 'conv2d', filters: 5, kernelSize: 2 },
        { type: 'flatten' },
      ],
    },
    inputShape: [12],
  },
  'features reshaped to what is left': {
    network: {
      layers: [
        { type: 'reshape', targetShape: [4, -1, 1] },
        { type: 'conv2d', filters: 5, kernelSize: 2 },
        { type: 'reshape', targetShape: [-1] },
      ],
    },
    inputShape: [12],
  },
  'nothing but the output layer': {
    network: { layers: [{ type: 'dense', units: 3, activation: 'softmax' }] },
    inputShape: [6],
  },
};

const LIMITS = { parametersMax: 1_000_000 };
const NEVER = new AbortController().signal;

for (const [name, contract] of Object.entries(CONTRACTS)) {
  describe(name, () => {
    test('has the parameters and shapes that its plan says', () => {
      const { plan, network } = make(contract, 1);
      if (contract.parameters !== undefined) assert.equal(network.parameters, contract.parameters);
      assert.equal(network.parameters, plan.parameters);
      const planned = plan.summary.filter(({ parameters }) => parameters > 0);
      for (const { name: layer, parameters } of planned) {
        const held = network.weights().filter((weight) => weight.name.startsWith(`${layer}/`));
        assert.equal(
          held.reduce((sum, { values }) => sum + values.length, 0),
          parameters,
          layer,
        );
      }
      assert.deepEqual(network.outputShape, plan.summary.at(-1)?.outputShape);
      network.dispose();
    });

    test('every layer computes the shape that its plan says', () => {
      const { plan, network } = make(contract, 1);
      for (const [index, { outputShape }] of plan.summary.entries()) {
        const part = createNetwork(plan.layers.slice(0, index + 1), contract.inputShape, 1);
        assert.deepEqual(part.outputShape, outputShape);
        assert.equal(
          part.predict(new Float32Array(2 * product(contract.inputShape)), 2).length,
          2 * product(outputShape),
        );
        part.dispose();
      }
      network.dispose();
    });

    test('learns a small set: its loss falls', async () => {
      const { network } = make(contract, 1);
      const history = await learn(network, contract, 1);
      const first = history[0]?.loss ?? 0;
      const last = history.at(-1)?.loss ?? Infinity;
      assert.ok(last < 0.9 * first, `from ${first} to ${last}`);
      network.dispose();
    });

    test('gives the same bytes for the same seed, and others for another', async () => {
      const [a, b, c] = [make(contract, 1).network, make(contract, 1).network, make(contract, 2).network];
      for (const [network, seed] of [
        [a, 1],
        [b, 1],
        [c, 2],
      ] as const)
        await learn(network, contract, seed);
      assert.deepEqual(bytesOf(a.weights()), bytesOf(b.weights()));
      assert.notDeepEqual(bytesOf(a.weights()), bytesOf(c.weights()));
      for (const network of [a, b, c]) network.dispose();
    });

    test('predicts the same from weights that went through another network', () => {
      const { network, plan } = make(contract, 1);
      const examples = syntheticExamples(contract.inputShape, { count: 5 });
      const inputs = new Float32Array(5 * product(contract.inputShape));
      examples.writeInputs(Uint32Array.of(0, 1, 2, 3, 4), 0, 5, inputs);
      const other = make(contract, 2).network;
      other.setWeights(network.weights());
      const third = createNetwork(plan.layers, contract.inputShape, network.weights());
      const expected = network.predict(inputs, 5);
      assert.deepEqual(other.predict(inputs, 5), expected);
      assert.deepEqual(third.predict(inputs, 5), expected);
      for (const each of [network, other, third]) each.dispose();
    });

    test('leaves no tensor behind', async () => {
      const before = tensorMemory();
      const { network } = make(contract, 1);
      await learn(network, contract, 1);
      await evaluate(network, syntheticExamples(contract.inputShape, { count: 7, classes: contract.classes ?? 3 }));
      network.predict(new Float32Array(3 * product(contract.inputShape)), 3);
      network.setWeights(network.weights());
      network.dispose();
      assert.deepEqual(tensorMemory(), before);
    });
  });
}

function make({ network: specification, inputShape, classes = 3 }: Contract, seed: number) {
  const plan = planNetwork(specification, { inputShape, outputs: classes }, LIMITS);
  return { plan, network: createNetwork(plan.layers, inputShape, seed) };
}

async function learn(
  network: Network,
  { inputShape, learningRate = 0.01, epochs = 3, examples: count = 40, classes = 3 }: Contract,
  seed: number,
) {
  const examples = syntheticExamples(inputShape, { count, classes });
  const training = resolveTraining({ epochs, batchSize: 16, seed, optimizer: { type: 'adam', learningRate } }, 0);
  const parts = splitOf(examples, 0.1);
  const { history } = await train({ network, training, examples, parts, signal: NEVER, onEvent: () => undefined });
  return history;
}

function bytesOf(weights: readonly NamedWeight[]): Buffer {
  return Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)));
}
