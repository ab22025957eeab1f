/** Inputs that an embedding looks up: what is no token is told before anything is computed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInference, createNetwork, train } from '../../src/models/index.ts';
import { type NamedLayer, resolveTraining } from '../../src/models/specification/index.ts';
import { examplesOf, splitOf } from './synthetic-examples.ts';

const LAYERS: readonly NamedLayer[] = [
  { type: 'embedding', name: 'embedding', inputDim: 5, outputDim: 4 },
  { type: 'flatten', name: 'flatten' },
  { type: 'dense', name: 'dense', units: 3, activation: 'softmax' },
];
const NEVER = new AbortController().signal;

test('examples with a number that is no token are refused, the last of many too', async () => {
  for (const strange of [5, -1, 1.5, Number.NaN]) {
    const network = createNetwork(LAYERS, [2], 1);
    const inputs = new Float32Array(3000 * 2).fill(4);
    inputs[5999] = strange;
    const examples = examplesOf([2], inputs, new Int32Array(3000));
    const parts = splitOf(examples, 0.1);
    const training = resolveTraining({}, 0);
    await assert.rejects(train({ network, training, examples, parts, signal: NEVER, onEvent: () => undefined }), {
      code: 'ERR_NETWORK',
      message: `Expected inputs of whole numbers from 0 to 4, for the network's embedding. Received: ${strange}.`,
    });
    network.dispose();
  }
});

test('a prediction of what is no token is refused, and others go on', () => {
  const inference = createInference(createNetwork(LAYERS, [2], 1));
  assert.throws(() => inference.predict(Float32Array.of(1, 5), 1), {
    code: 'ERR_INSTANCES',
    message: 'Expected whole numbers from 0 to 4 for this model. Received: 5.',
  });
  assert.equal(inference.predict(Float32Array.of(1, 4), 1).length, 3);
  inference.dispose();
});
