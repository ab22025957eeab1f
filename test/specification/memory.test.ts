/** The parts of the formula by which memory is planned. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError, type Problem } from '../../src/errors.ts';
import {
  type Layer,
  measuredRowsMax,
  type NetworkTarget,
  type Optimizer,
  placeLayers,
  planNetwork,
  resolveTraining,
} from '../../src/models/specification/index.ts';

const MIB = 2 ** 20;
const PICTURE = [64, 64, 8];
const optimizerOf = (optimizer: Optimizer) => resolveTraining({ optimizer }, 0).optimizer;

function bytesOf(layers: Layer[], target: Partial<NetworkTarget> = {}, activationBytesMax = 1e15): number {
  const whole = { inputShape: PICTURE, outputs: 10, batchSize: 1024, ...target };
  return planNetwork({ layers }, whole, { parametersMax: 1e9, activationBytesMax }).activationBytes;
}

function refusal(...given: Parameters<typeof bytesOf>): Problem {
  try {
    bytesOf(...given);
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'ERR_NETWORK', String(error));
    return error.problems[0] as Problem;
  }
  return assert.fail('Expected a refusal.');
}

const conv = (activation: 'linear' | 'relu' | 'mish' | 'gelu', kernelSize = 1): Layer => ({
  ...{ type: 'conv2d', filters: 8, kernelSize, activation },
});
const AVERAGE: Layer = { type: 'globalAveragePooling2d' };
const NUMBERS = 1024 * 64 * 64 * 8;

test('a layer takes its outputs several times, more where its activation is of many operations', () => {
  const [linear, relu, mish, gelu] = (['linear', 'relu', 'mish', 'gelu'] as const).map((activation) =>
    bytesOf([conv(activation), AVERAGE]),
  ) as [number, number, number, number];
  assert.ok(linear > 4 * 4 * NUMBERS && linear < relu && relu < mish && mish < gelu);
  assert.equal(relu - linear, 3.5 * 4 * NUMBERS);
  assert.equal(gelu - linear, 18 * 4 * NUMBERS);
});

test('normalization and dropout take their part, and layers that only name numbers otherwise take none', () => {
  const plain = bytesOf([conv('relu'), AVERAGE]);
  for (const [layer, copies] of [
    [{ type: 'layerNormalization' }, 10],
    [{ type: 'batchNormalization' }, 3],
    [{ type: 'dropout', rate: 0.5 }, 6],
    [{ type: 'reshape', targetShape: [64, 64, 8] }, 0],
  ] as [Layer, number][]) {
    const more = bytesOf([conv('relu'), layer, AVERAGE]) - plain;
    assert.ok(Math.abs(more - copies * 4 * NUMBERS) < 0.1 * MIB, `${layer.type}: ${more / MIB} MiB`);
  }
});

test('a convolution that is pooled with its ReLU takes a fraction, and so does an lstm that is one operation', () => {
  const pooled = bytesOf([conv('relu', 3), { type: 'maxPooling2d' }, AVERAGE]);
  assert.ok(2.5 * pooled < bytesOf([conv('relu', 3), { type: 'averagePooling2d' }, AVERAGE]));
  const lstm = (activation: 'tanh' | 'relu') =>
    bytesOf([{ type: 'lstm', units: 64, activation }], { inputShape: [100, 8] });
  assert.ok(2 * lstm('tanh') < lstm('relu'));
});

test('inner layers count as they do by themselves', () => {
  const target = { inputShape: [100, 8] };
  const steps: Layer = { type: 'dense', units: 64, activation: 'gelu' };
  const [by, alone] = [
    bytesOf([{ type: 'timeDistributed', layer: steps }, { type: 'globalAveragePooling1d' }], target),
    bytesOf([steps, { type: 'globalAveragePooling1d' }], target),
  ];
  assert.equal(by, alone);
});

test('weights count by what the optimizer keeps of them', () => {
  const layers: Layer[] = [{ type: 'dense', units: 1000 }];
  const weights = 4 * (1001 * 1000 + 1001 * 10);
  const of = (optimizer: Optimizer) =>
    bytesOf(layers, { inputShape: [1000], batchSize: 1, optimizer: optimizerOf(optimizer) });
  const plain = of('sgd');
  assert.ok(plain > 6 * weights && plain < 6 * weights + 30 * MIB);
  const slots: [Optimizer, number][] = [
    [{ type: 'sgd', momentum: 0.9 }, 1],
    ['adagrad', 1],
    ['adam', 2],
    ['rmsprop', 2],
    [{ type: 'adamw', amsgrad: true }, 3],
    [{ type: 'rmsprop', centered: true }, 3],
  ];
  for (const [optimizer, count] of slots) assert.equal(of(optimizer) - plain, 3 * count * weights);
});

test('what is measured counts too, in batches that are bounded by inputs and outputs', () => {
  const layers: Layer[] = [conv('relu'), AVERAGE];
  const placed = placeLayers(
    layers.map((layer, index) => ({ ...layer, name: `${index}` })),
    PICTURE,
  );
  assert.equal(measuredRowsMax(placed, PICTURE), 256);
  assert.equal(measuredRowsMax([], [64 * MIB]), 1);
  const one = bytesOf(layers, { batchSize: 1 });
  assert.ok(one > 4 * 256 * 3 * 64 * 64 * 8, 'a batch of one is measured with 256');
});

test('too much is refused at the batch size where a smaller one helps, else at the network, in numbers', () => {
  const at = (batchSize: number): Problem => refusal([conv('gelu'), AVERAGE], { batchSize }, 600 * MIB);
  assert.deepEqual(at(1024), {
    pointer: '/training/batchSize',
    detail:
      'Expected a training that takes at most 600 MiB of memory besides its examples (TRAINER_MEMORY_BYTES, without what TensorFlow itself takes). ' +
      `Received: about ${Math.ceil(bytesOf([conv('gelu'), AVERAGE]) / MIB)} MiB. Try a smaller batch, or fewer or smaller layers.`,
  });
  const wide = refusal([{ type: 'dense', units: 5000 }], { inputShape: [5000], batchSize: 64 }, 600 * MIB);
  assert.equal(wide.pointer, '/network');
  assert.match(wide.detail, /^Expected .* at most 600 MiB .* Received: about \d+ MiB\. Try fewer or smaller layers\.$/);
});
