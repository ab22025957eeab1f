/**
 * Prediction as a graph: the eager numbers to rounding, whatever the size of the batch, by TensorFlow's own operations, and
 * nothing left in memory.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { NotTraceableError, tensorMemory, tf } from '../../src/engine/index.ts';
import { type CompiledForward, createCompiledForward } from '../../src/models/compiled-forward.ts';
import { createInference, createNetwork, type Network } from '../../src/models/index.ts';
import {
  type ChosenNetwork as NetworkSpecification,
  planNetwork,
  product,
} from '../../src/models/specification/index.ts';
import { BATCH, inputsOf, LAYER_CASES, networkOf, pseudoRandom } from './layer-cases.ts';

interface GraphMessage {
  getNodeList(): { getOp(): string }[];
}
const { GraphDef } = createRequire(import.meta.url)('@tensorflow/tfjs-node/dist/proto/api_pb.js') as {
  GraphDef: { deserializeBinary(bytes: Uint8Array): GraphMessage };
};

const TOLERANCE = 1e-6;
const PRESETS: readonly [NetworkSpecification, readonly number[]][] = [
  ['mlp', [28, 28, 1]],
  ['cnn', [28, 28, 1]],
  ['lstm', [28, 28, 1]],
];

for (const layerCase of LAYER_CASES) {
  test(`${layerCase.name} predicts as a graph as it does eagerly, alone and in a batch`, () => {
    // With its output layer, and bare: the last operation is another one.
    for (const layers of [layerCase.layers, layerCase.layers.slice(0, layerCase.body)]) {
      const network = networkOf(layerCase, layers, 5);
      expectSamePredictions(network, inputsOf(layerCase), [BATCH, 1]);
      network.dispose();
    }
  });
}

for (const [preset, inputShape] of PRESETS) {
  test(`the ${preset} predicts as a graph as it does eagerly, in batches of every size`, () => {
    const network = make(preset, inputShape);
    const inputs = Float32Array.from(pseudoRandom(100 * product(inputShape), 1));
    expectSamePredictions(network, inputs, [1, 2, 3, 7, 64, 100, 1]);
    network.dispose();
  });
}

describe('a network that is there to predict', () => {
  test('makes nothing finite of what is not: a ReLU keeps NaN', () => {
    for (const [preset, inputShape] of PRESETS) {
      const inference = createInference(make(preset, inputShape));
      const outputs = inference.predict(new Float32Array(product(inputShape)).fill(Number.NaN), 1);
      assert.ok(outputs.every(Number.isNaN), `${JSON.stringify(preset)}: ${outputs}`);
      inference.dispose();
    }
  });

  test('keeps no tensor: its weights are in its session, until it is disposed', () => {
    const before = tensorMemory();
    const network = make('mlp', [28, 28, 1]);
    const inputs = new Float32Array(784);
    const expected = network.predict(inputs, 1);
    const inference = createInference(network);
    assert.equal(inference.eagerReason, undefined);
    assert.deepEqual(tensorMemory(), before);
    assertNear(inference.predict(inputs, 1), expected);
    inference.dispose();
    assert.throws(() => inference.predict(inputs, 1), /Expected a run of an open session/);
    assert.deepEqual(tensorMemory(), before);
  });

  test('leaves nothing in native memory either, batches of many sizes included', () => {
    const wide: NetworkSpecification = { layers: [{ type: 'dense', units: 2048 }] };
    const predict = (rounds: number): void => {
      for (let round = 0; round < rounds; round++) {
        const inference = createInference(make(wide, [1024]));
        for (const count of [1, 5 + round, 64]) inference.predict(new Float32Array(count * 1024), count);
        inference.dispose();
      }
    };
    predict(5);
    const before = process.memoryUsage().rss;
    predict(30);
    // 30 networks of 8 MB would be 240.
    const grown = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.ok(grown < 120, `grew by ${grown} MB`);
  });

  test('predicts eagerly if it cannot be recorded, and frees its tensors as well', () => {
    const before = tensorMemory();
    const network = make('mlp', [28, 28, 1]);
    const inputs = new Float32Array(2 * 784).fill(0.5);
    const expected = network.predict(inputs, 2);
    const reading: Network = {
      ...network,
      outputs: (examples) => {
        examples.dataSync();
        return network.outputs(examples);
      },
    };
    const inference = createInference(reading);
    assert.deepEqual(inference.predict(inputs, 2), expected);
    assert.match(inference.eagerReason ?? '', /reads no tensor back/);
    inference.dispose();
    assert.deepEqual(tensorMemory(), before);
  });

  test('is not recorded if more than shapes depends on the batch', () => {
    const before = tensorMemory();
    const network = make('mlp', [28, 28, 1]);
    const scaled: Network = {
      ...network,
      outputs: (examples) => tf.div(network.outputs(examples), examples.shape[0] ?? 1),
    };
    assert.throws(() => createCompiledForward(scaled), NotTraceableError);
    network.dispose();
    assert.deepEqual(tensorMemory(), before);
  });
});

function make(specification: NetworkSpecification, inputShape: readonly number[]): Network {
  const plan = planNetwork(specification, { inputShape, outputs: 10 }, { parametersMax: 10_000_000 });
  return createNetwork(plan.layers, inputShape, 3);
}

function expectSamePredictions(network: Network, inputs: Float32Array, counts: readonly number[]): void {
  const inputSize = product(network.inputShape);
  const outputSize = product(network.outputShape);
  const all = inputs.length / inputSize;
  const expected = network.predict(inputs, all);
  const forward = createCompiledForward(network);
  expectOwnOperations(forward);
  for (const count of counts) {
    for (let begin = 0; begin + count <= all; begin += count) {
      const outputs = forward.predict(inputs.subarray(begin * inputSize), count);
      assertNear(outputs, expected.subarray(begin * outputSize, (begin + count) * outputSize));
    }
  }
  forward.dispose();
}

/** TensorFlow elsewhere has to know each of them. */
function expectOwnOperations({ definition }: CompiledForward): void {
  const operations = GraphDef.deserializeBinary(definition.bytes)
    .getNodeList()
    .map((node) => node.getOp());
  assert.ok(operations.includes('Placeholder'));
  const foreign = operations.filter((operation) => /^Epochd|Grad|Stateless|Assign|Apply/.test(operation));
  assert.deepEqual(foreign, []);
}

function assertNear(actual: Float32Array, expected: Float32Array): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of expected.entries()) {
    const tolerance = TOLERANCE * Math.max(1, Math.abs(value));
    assert.ok(Math.abs((actual[index] as number) - value) <= tolerance, `[${index}]: ${actual[index]}, not ${value}`);
  }
}
