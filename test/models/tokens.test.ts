/** Inputs that an embedding looks up: what is no token is told before anything is computed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInference, createNetwork, train } from '../../src/models/index.ts';
import { type NamedLayer, resolveTraining } from '../../src/models/specification/index.ts';
import { lookUpCheck } from '../../src/models/tokens.ts';
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

test('what is only reshaped on the way is looked at as well, in training and in predictions', async () => {
  const flatten = (name: string): NamedLayer => ({ type: 'flatten', name });
  const layers: readonly NamedLayer[] = [
    flatten('first'),
    LAYERS[0] as NamedLayer,
    flatten('last'),
    LAYERS[2] as NamedLayer,
  ];
  const permuted: readonly NamedLayer[] = [{ type: 'permute', name: 'turned', dims: [2, 1] }, ...layers];
  for (const each of [layers, permuted]) {
    const network = createNetwork(each, [2, 1], 1);
    const examples = examplesOf([2, 1], Float32Array.of(1, 2, 3, 7), new Int32Array(2));
    const parts = { training: Uint32Array.of(0), validation: Uint32Array.of(1) };
    const training = resolveTraining({}, 0);
    await assert.rejects(train({ network, training, examples, parts, signal: NEVER, onEvent: () => undefined }), {
      code: 'ERR_NETWORK',
      message: "Expected inputs of whole numbers from 0 to 4, for the network's embedding. Received: 7.",
    });
    const inference = createInference(network);
    assert.throws(() => inference.predict(Float32Array.of(1, 7), 1), { code: 'ERR_INSTANCES' });
    assert.equal(inference.predict(Float32Array.of(1, 4), 1).length, 3);
    inference.dispose();
  }
});

test('a category is looked for where it came from, when the inputs were turned round', () => {
  const check = lookUpCheck(
    [
      { type: 'permute', name: 'turned', dims: [2, 1] },
      { type: 'flatten', name: 'flat' },
      { type: 'categoryEmbedding', name: 'categories', columns: [{ index: 1, inputDim: 3, outputDim: 2 }] },
    ],
    [2, 3],
  );
  // Of [[0, 1, 2], [3, 4, 5]] the turned one begins 0, 3.
  assert.equal(check?.(Float32Array.of(9, 9, 9, 2, 9, 9)), undefined);
  assert.deepEqual(check?.(Float32Array.of(0, 0, 0, 3, 0, 0)), { number: 3, count: 3 });
});

test('tokens and categories beside each other are both looked at', () => {
  const check = lookUpCheck(
    [
      { type: 'embedding', name: 'tokens', inputDim: 9, outputDim: 2 },
      { type: 'flatten', name: 'flat' },
      {
        ...{ type: 'categoryEmbedding', name: 'categories', inputs: ['input'] },
        columns: [{ index: 1, inputDim: 3, outputDim: 2 }],
      },
      { type: 'concatenate', name: 'both', inputs: ['flat', 'categories'] },
    ],
    [2],
  );
  assert.equal(check?.(Float32Array.of(8, 2)), undefined);
  assert.deepEqual(check?.(Float32Array.of(8, 3)), { number: 3, count: 3 });
  assert.deepEqual(check?.(Float32Array.of(9, 2)), { number: 9, count: 9 });
});
