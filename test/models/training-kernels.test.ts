/** Where training steps use operations of our own: there, with the results of the general way; and nowhere else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freeing, type Tensor, tensorMemory, tf } from '../../src/engine/index.ts';
import { backend } from '../../src/engine/runtime.ts';
import { createMeasuring } from '../../src/models/measuring.ts';
import { createNetwork } from '../../src/models/network.ts';
import { defaultObjective } from '../../src/models/objective.ts';
import type { NamedLayer } from '../../src/models/specification/index.ts';

const BATCH = 5;
const convolution = { type: 'conv2d', name: 'c', filters: 6, kernelSize: 3, activation: 'relu' } as const;
const pooling = { type: 'maxPooling2d', name: 'p' } as const;
const end: readonly NamedLayer[] = [
  { type: 'flatten', name: 'f' },
  { type: 'dense', name: 'd', units: 3, activation: 'softmax' },
];
const lstm = { type: 'lstm', name: 'l', units: 7 } as const;

interface Case {
  readonly layers: readonly NamedLayer[];
  readonly inputShape: readonly number[];
  /** Of our operations, forward. */
  readonly ours: readonly string[];
}

const picture = [12, 11, 2];
const sequence = [6, 4];
const cases: Record<string, Case> = {
  'a convolution with its pooling': {
    layers: [convolution, pooling, ...end],
    inputShape: picture,
    ours: ['EpochdConvPool'],
  },
  'one that is padded and has no bias': {
    layers: [{ ...convolution, padding: 'same', useBias: false }, pooling, ...end],
    ...{ inputShape: picture, ours: ['EpochdConvPool'] },
  },
  'a convolution without ReLU': {
    layers: [{ ...convolution, activation: 'tanh' }, pooling, ...end],
    ...{ inputShape: picture, ours: [] },
  },
  'a convolution that another layer takes too': {
    layers: [
      convolution,
      pooling,
      { type: 'flatten', name: 'f1' },
      { type: 'flatten', name: 'f2', inputs: ['c'] },
      { type: 'concatenate', name: 'both', inputs: ['f1', 'f2'] },
      { type: 'dense', name: 'd', units: 3, activation: 'softmax' },
    ],
    ...{ inputShape: picture, ours: [] },
  },
  'windows that overlap': { layers: [convolution, { ...pooling, strides: 1 }, ...end], inputShape: picture, ours: [] },
  'an LSTM': { layers: [lstm, ...end.slice(1)], inputShape: sequence, ours: ['EpochdMatMul', 'EpochdLstm'] },
  'one that goes backwards and gives all steps': {
    layers: [{ ...lstm, goBackwards: true, returnSequences: true }, ...end],
    ...{ inputShape: sequence, ours: ['EpochdMatMul', 'EpochdLstm'] },
  },
  'an LSTM with another activation': {
    layers: [{ ...lstm, activation: 'relu' }, ...end.slice(1)],
    ...{ inputShape: sequence, ours: [] },
  },
};

for (const [name, { layers, inputShape, ours }] of Object.entries(cases)) {
  describe(name, () => {
    const compute = (training: boolean): { values: Float32Array; operations: string[] } => {
      const network = createNetwork(layers, inputShape, 7);
      const operations: string[] = [];
      const values = freeing(() =>
        watching(operations, () => {
          const size = BATCH * inputShape.reduce((product, side) => product * side, 1);
          const numbers = Float32Array.from({ length: size }, (_, index) => Math.sin(index * index));
          const inputs: Tensor = tf.tensor(numbers, [BATCH, ...inputShape]);
          return network.forward(inputs, { training, step: tf.scalar(1, 'int32') }).logits.dataSync() as Float32Array;
        }),
      );
      network.dispose();
      return { values, operations: operations.filter((operation) => operation.startsWith('Epochd')) };
    };

    test(`trains with ${ours.join(', ') || 'TensorFlow’s own operations alone'}, to the same results`, () => {
      const before = tensorMemory();
      const trained = compute(true);
      const predicted = compute(false);
      assert.deepEqual(trained.operations, ours);
      for (const [index, value] of trained.values.entries())
        assert.ok(Math.abs(value - (predicted.values[index] as number)) < 2e-6);
      assert.deepEqual(tensorMemory(), before);
    });

    test('is measured with what of ours carries a recurrence, and with TensorFlow’s own otherwise', () => {
      const network = createNetwork(layers, inputShape, 7);
      const operations: string[] = [];
      watching(operations, () => {
        const objective = defaultObjective('classes');
        const options = { divideBy: undefined, count: BATCH, log: (message: string) => assert.fail(message) };
        createMeasuring(network, objective, options).dispose();
      });
      network.dispose();
      assert.deepEqual(
        operations.filter((operation) => operation.startsWith('Epochd')),
        ours.filter((operation) => operation !== 'EpochdConvPool'),
      );
    });

    test('predicts with none of ours, so that what is exported runs anywhere', () => {
      assert.deepEqual(compute(false).operations, []);
    });
  });
}

/** Notes the names of the operations that run meanwhile. */
function watching<T>(operations: string[], compute: () => T): T {
  const original = backend.binding;
  backend.binding = Object.create(original, {
    executeOp: {
      value: (name: string, ...rest: unknown[]) => {
        operations.push(name);
        return (original.executeOp as (...given: unknown[]) => unknown).call(original, name, ...rest);
      },
    },
  }) as typeof original;
  try {
    return compute();
  } finally {
    backend.binding = original;
  }
}
