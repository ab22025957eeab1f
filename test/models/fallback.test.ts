/** A network that cannot be recorded trains all the same, eagerly, and says why. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensorMemory } from '../../src/engine/index.ts';
import { createNetwork, type Network, type TrainingEvent, train } from '../../src/models/index.ts';
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
