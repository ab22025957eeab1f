/** A network that cannot be recorded trains all the same, eagerly, and says why. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Examples } from '../../src/data/examples.ts';
import { tensorMemory } from '../../src/engine/index.ts';
import { createEvaluator, createNetwork, type Network, type TrainingEvent, train } from '../../src/models/index.ts';
import { defaultObjective } from '../../src/models/objective.ts';
import { resolveTraining } from '../../src/models/specification/index.ts';
import { splitOf, syntheticExamples } from './synthetic-examples.ts';

const LAYERS = [{ type: 'dense', name: 'out', units: 4, activation: 'softmax' }] as const;
const SIGNAL = new AbortController().signal;

/** What a layer would be that looks at its input's values. */
function reading(network: Network): Network {
  return {
    ...network,
    forward(inputs, options) {
      inputs.dataSync();
      return network.forward(inputs, options);
    },
  };
}

test('what reads its tensors trains eagerly, to the same weights, and the log says why', async () => {
  const before = tensorMemory();
  const examples = syntheticExamples([8], { count: 40, classes: 4 });
  const events: TrainingEvent[] = [];
  const weights = await Promise.all(
    [(network: Network) => network, reading].map(async (wrap) => {
      const network = createNetwork(LAYERS, [8], 1);
      await train({
        network: wrap(network),
        training: resolveTraining({ epochs: 2, batchSize: 8, seed: 3 }, 0),
        examples,
        parts: splitOf(examples, 0.1),
        signal: SIGNAL,
        onEvent: (event) => void events.push(event),
      });
      const values = network.weights();
      network.dispose();
      return values;
    }),
  );
  const logs = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
  assert.equal(logs.length, 1);
  assert.match(logs[0] ?? '', /trains eagerly.*reads no tensor back/);
  const [recorded, eager] = weights;
  for (const [index, weight] of (recorded ?? []).entries()) {
    for (const [position, value] of weight.values.entries()) {
      assert.ok(Math.abs(value - (eager?.[index]?.values[position] ?? Number.NaN)) < 1e-6);
    }
  }
  assert.deepEqual(tensorMemory(), before);
});

/** What a layer would be that looks at its input's values in some calls. */
function readingWhere(network: Network, reads: (training: boolean, count: number) => boolean): Network {
  return {
    ...network,
    forward(inputs, options) {
      if (reads(options.training, inputs.shape[0] ?? 0)) inputs.dataSync();
      return network.forward(inputs, options);
    },
  };
}

interface Trained {
  readonly weights: readonly number[];
  readonly losses: readonly number[];
  readonly logs: readonly string[];
}

/** 36 examples in batches of 8, so that the last has 4; 4 are held back. */
async function trained(examples: Examples, reads: (training: boolean, count: number) => boolean): Promise<Trained> {
  const network = createNetwork(LAYERS, [8], 1);
  const events: TrainingEvent[] = [];
  await train({
    network: readingWhere(network, reads),
    training: resolveTraining({ epochs: 3, batchSize: 8, seed: 3 }, 0),
    examples,
    parts: splitOf(examples, 0.1),
    signal: SIGNAL,
    onEvent: (event) => void events.push(event),
  });
  const weights = network.weights().flatMap(({ values }) => [...values]);
  network.dispose();
  return {
    weights,
    losses: events.flatMap((event) => (event.type === 'epoch' ? [event.loss, event.valLoss ?? Number.NaN] : [])),
    logs: events.flatMap((event) => (event.type === 'log' ? [event.message] : [])),
  };
}

/** The same as bytes, which graphs gather and divide. */
function asBytes(examples: Examples): Examples {
  const size = 8;
  const values = Uint8Array.from({ length: examples.count * size }, (_, index) => (index * index * 31) % 256);
  return {
    count: examples.count,
    shape: examples.shape,
    targets: examples.targets,
    bytes: { values, divideBy: 255 },
    writeInputs(indices, from, to, out) {
      for (let place = 0; place < (to - from) * size; place++) {
        const row = indices[from + Math.floor(place / size)] as number;
        out[place] = (values[row * size + (place % size)] as number) / 255;
      }
    },
  };
}

function assertClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of actual.entries()) {
    const other = expected[index] ?? Number.NaN;
    assert.ok(Math.abs(value - other) <= tolerance * Math.max(1, Math.abs(other)), `${value} and ${other}`);
  }
}

for (const [form, make] of [
  ['numbers', (examples: Examples) => examples],
  ['bytes', asBytes],
] as const) {
  const examples = make(syntheticExamples([8], { count: 40, classes: 4 }));

  test(`what reads its tensors in the last, smaller batch goes on eagerly from there, with ${form}`, async () => {
    const before = tensorMemory();
    const recorded = await trained(examples, () => false);
    const fallen = await trained(examples, (training, count) => training && count === 4);
    assert.deepEqual(recorded.logs, []);
    assert.equal(fallen.logs.length, 1);
    assert.match(fallen.logs[0] ?? '', /^This network trains eagerly.*reads no tensor back/);
    assertClose(fallen.weights, recorded.weights, 1e-6);
    assertClose(fallen.losses, recorded.losses, 1e-5);
    assert.deepEqual(tensorMemory(), before);
  });

  test(`what reads its tensors in validation alone trains as a graph, and is validated eagerly, with ${form}`, async () => {
    const before = tensorMemory();
    const recorded = await trained(examples, () => false);
    const fallen = await trained(examples, (training) => !training);
    assert.equal(fallen.logs.length, 1);
    assert.match(fallen.logs[0] ?? '', /^This network is validated eagerly.*reads no tensor back/);
    assert.deepEqual(fallen.weights, recorded.weights);
    assertClose(fallen.losses, recorded.losses, 1e-5);
    assert.deepEqual(tensorMemory(), before);
  });

  test(`an evaluation goes on eagerly where a graph cannot be made, and says why once, with ${form}`, async () => {
    const before = tensorMemory();
    const network = createNetwork(LAYERS, [8], 1);
    const objective = defaultObjective('classes');
    const told = async (reads: (count: number) => boolean) => {
      const logs: string[] = [];
      const wrapped = readingWhere(network, (_training, count) => reads(count));
      const evaluator = createEvaluator(wrapped, examples, {
        ...{ objective, count: 24 },
        log: (message) => void logs.push(message),
      });
      const evaluation = await evaluator.evaluate(examples);
      const outputs = await evaluator.predict(examples, Uint32Array.of(3, 39, 3));
      evaluator.dispose();
      return { logs, outputs, loss: evaluation.loss, matrix: evaluation.confusionMatrix };
    };
    const recorded = await told(() => false);
    assert.deepEqual(recorded.logs, []);
    const inputs = new Float32Array(3 * 8);
    examples.writeInputs(Uint32Array.of(3, 39, 3), 0, 3, inputs);
    assertClose([...recorded.outputs], [...network.predict(inputs, 3)], 1e-6);
    for (const reads of [() => true, (count: number) => count === 16]) {
      const fallen = await told(reads);
      assert.equal(fallen.logs.length, 1);
      assert.match(fallen.logs[0] ?? '', /^This network is evaluated eagerly.*reads no tensor back/);
      assert.deepEqual(fallen.matrix, recorded.matrix);
      assertClose([...fallen.outputs, fallen.loss], [...recorded.outputs, recorded.loss], 1e-6);
    }
    network.dispose();
    assert.deepEqual(tensorMemory(), before);
  });
}
