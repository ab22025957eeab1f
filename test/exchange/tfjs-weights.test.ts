/** Weights of TensorFlow.js models: in several files, made smaller, and under the names that its converter gives them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../src/engine/index.ts';
import type { ImportedNetwork } from '../../src/exchange/format.ts';
import { randomStream } from '../../src/random.ts';
import { readTfjs } from '../support/tfjs-files.ts';

type Specs = Parameters<typeof tf.io.decodeWeights>[1];

const LSTM = { class_name: 'LSTM', config: { name: 'lstm_7', units: 2, recurrent_activation: 'sigmoid' } };
const MODEL = {
  class_name: 'Sequential',
  config: {
    layers: [
      { class_name: 'Bidirectional', config: { name: 'both', layer: LSTM, batch_input_shape: [null, 3, 2] } },
      { class_name: 'Dense', config: { name: 'dense_3', units: 3, activation: 'softmax' } },
    ],
  },
};
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'both/forward_lstm_7/lstm_cell/kernel': [2, 8],
  'both/forward_lstm_7/lstm_cell/recurrent_kernel': [2, 8],
  'both/forward_lstm_7/lstm_cell/bias': [8],
  'both/backward_lstm_7/lstm_cell/kernel': [2, 8],
  'both/backward_lstm_7/lstm_cell/recurrent_kernel': [2, 8],
  'both/backward_lstm_7/lstm_cell/bias': [8],
  'dense_3/kernel': [4, 3],
  'dense_3/bias': [3],
};
const OURS: Readonly<Record<string, string>> = {
  'both/forward_lstm_7/lstm_cell/kernel': 'both/forward/kernel',
  'both/backward_lstm_7/lstm_cell/bias': 'both/backward/bias',
  'dense_3/kernel': 'dense_3/kernel',
};

/** @param quantization of every weight. @returns the model's files, its bytes cut into three. */
function model(dtype: string, quantization?: object) {
  const bytesEach = dtype === 'uint8' ? 1 : dtype === 'float32' ? 4 : 2;
  const weights = Object.entries(SHAPES).map(([name, shape]) => {
    const own = { name, shape, dtype: 'float32' };
    return quantization ? { ...own, quantization: { dtype, ...quantization } } : own;
  });
  const count = Object.values(SHAPES).reduce((sum, shape) => sum + shape.reduce((size, each) => size * each, 1), 0);
  const stream = randomStream(7, 'weights of a file');
  const bytes = Buffer.alloc(count * bytesEach);
  for (let at = 0; at < count; at++) {
    const value = stream.uniform();
    if (dtype === 'float32') bytes.writeFloatLE(value - 0.5, at * 4);
    else if (dtype === 'uint8') bytes.writeUInt8(Math.floor(value * 256), at);
    // Halves of all exponents below infinity, the smallest ones included.
    else bytes.writeUInt16LE(Math.floor(value * 0x7c00) | (at % 2 ? 0x8000 : 0), at * 2);
  }
  const third = Math.ceil(bytes.length / 3);
  const files = Object.fromEntries(
    [0, 1, 2].map((part) => [`group1-shard${part + 1}of3.bin`, bytes.subarray(part * third, (part + 1) * third)]),
  );
  return {
    json: { modelTopology: MODEL, weightsManifest: [{ paths: Object.keys(files), weights }] },
    files,
    bytes,
    weights,
  };
}

const weightOf = ({ weights }: ImportedNetwork, name: string): number[] => [
  ...(weights.find((weight) => weight.name === name)?.values ?? []),
];

for (const [dtype, quantization] of [
  ['float32', undefined],
  ['uint8', { scale: 0.0125, min: -1.5 }],
  ['uint16', { scale: 0.0001, min: -3 }],
  ['float16', {}],
] as const) {
  test(`weights of ${dtype}, in three files, are what TensorFlow.js reads`, async () => {
    const { json, files, bytes, weights } = model(dtype, quantization);
    const network = await readTfjs(json, files);
    const decoded = tf.io.decodeWeights(Uint8Array.from(bytes).buffer, weights as unknown as Specs);
    assert.equal(network.weights.length, Object.keys(SHAPES).length);
    for (const [theirs, ours] of Object.entries(OURS)) {
      const expected = decoded[theirs]?.dataSync() ?? [];
      assert.deepEqual(weightOf(network, ours), [...expected], ours);
    }
    tf.dispose(Object.values(decoded));
  });
}

test('weights that do not fit are refused by name', async () => {
  const { json, files } = model('float32');
  const [group] = json.weightsManifest;
  const changed = (change: (weights: { name: string; shape: readonly number[]; dtype: string }[]) => void) => {
    const copy = structuredClone(json);
    change(copy.weightsManifest[0]?.weights as never);
    return copy;
  };
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [changed((weights) => weights.pop()), /Expected \d+ bytes of weights\. Received: \d+\./],
    [
      changed((weights) => Object.assign(weights[7] ?? {}, { shape: [300] })),
      /1200 bytes for the weight "dense_3\/bias"/,
    ],
    [changed((weights) => Object.assign(weights[7] ?? {}, { shape: [-3] })), /a weight with name, shape and dtype/],
    [changed((weights) => Object.assign(weights[7] ?? {}, { name: 'dense_9/bias' })), /weights of the model's layers/],
    [changed((weights) => Object.assign(weights[7] ?? {}, { dtype: 'string' })), /for the weight "dense_3\/bias"/],
    [
      changed((weights) => Object.assign(weights[6] ?? {}, { shape: [3, 4] })),
      /kernel of the layer "dense_3" with \[4, 3\]/,
    ],
    [changed((weights) => Object.assign(weights[7] ?? {}, { name: 'dense_3/kernel' })), /each weight once/],
    [{ ...json, weightsManifest: 'none' }, /a list of weightsManifest/],
    [{ ...json, format: 'graph-model' }, /a layers model/],
  ];
  for (const [broken, detail] of cases)
    await assert.rejects(readTfjs(broken, files), { code: 'ERR_MODEL_FILE', message: detail });
  assert.ok(group);
});
