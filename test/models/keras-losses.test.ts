/**
 * Every loss and its gradient are Keras 3's, hold against finite differences, and are the same in a recorded step.
 * The numbers are Keras' own: `test/oracles/keras_losses.py` made them. Both sides compute in float32.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { freeing, type Tensor, tensorMemory, tf } from '../../src/engine/index.ts';
import { createCompiledStep } from '../../src/models/compiled-step.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createLoss, outputsOf } from '../../src/models/losses/index.ts';
import { createNetwork, type Network } from '../../src/models/network.ts';
import { LOSSES, resolveLoss, resolveTraining, type Training } from '../../src/models/specification/index.ts';
import type { TrainingStep } from '../../src/models/training-step.ts';

type Rows = readonly (readonly number[])[];
type LossSettings = NonNullable<Training['loss']>;

interface Oracles {
  readonly labels: readonly number[];
  readonly logits: Rows;
  readonly losses: readonly { settings: LossSettings; values: readonly number[]; gradient: Rows }[];
  readonly weighted: {
    readonly classWeight: Record<string, number>;
    readonly loss: number;
    readonly accuracy: number;
    readonly lossUnweighted: number;
    readonly kernel: Rows;
    readonly bias: readonly number[];
  };
}

const oracles = JSON.parse(readFileSync(new URL('../oracles/keras-losses.json', import.meta.url), 'utf8')) as Oracles;
const { labels, logits, weighted } = oracles;
const COUNT = labels.length;
const CLASSES = 4;
const INPUTS = Float32Array.from(logits.flat());
const LABELS = Int32Array.from(labels);
const ONE_THREAD = { threads: { intraOp: 1, interOp: 1 }, divideBy: undefined };
const SGD = resolveTraining({ optimizer: { type: 'sgd', learningRate: 0.1 } }, 0).optimizer;

for (const { settings, values, gradient } of oracles.losses) {
  describe(JSON.stringify(settings), () => {
    test("has Keras' values and gradient", () => {
      const before = tensorMemory();
      const computed = differentiate(settings, INPUTS);
      assertNear(computed.values, values, 2e-6);
      assertNear(computed.gradient, gradient.flat(), 2e-6);
      assert.deepEqual(tensorMemory(), before);
    });

    test('has the gradient of finite differences', () => {
      // Moved away from the corners of absolute errors and maxima.
      const smooth = INPUTS.map((value, index) => value + 0.3 * Math.sin(1 + 5 * index));
      const step = 1e-2;
      const numeric = Array.from(smooth, (_, index) => {
        const [above, below] = [step, -step].map((change) => {
          const moved = smooth.slice();
          moved[index] = (moved[index] as number) + change;
          return sum(differentiate(settings, moved).values) / COUNT;
        }) as [number, number];
        return (above - below) / (2 * step);
      });
      assertNear(differentiate(settings, smooth).gradient, numeric, 1e-4);
    });

    test('steps as a graph as it does eagerly, and measures the same', () => {
      const objective = resolveTraining({ loss: settings }, 0);
      const before = tensorMemory();
      const eager = steps((network) => createEagerStep(network, SGD, objective));
      const traced = steps((network) => createCompiledStep(network, SGD, { ...ONE_THREAD, objective }));
      assertNear(traced, eager, 1e-6);
      assertNear(eager.slice(0, 1), [sum(values)], 1e-5);
      assert.deepEqual(tensorMemory(), before);
    });

    test('stays finite for outputs as sure as float32 can hold, right or wrong', () => {
      const sure = Float32Array.from({ length: COUNT * CLASSES }, (_, index) => (index % 3 === 0 ? 1000 : -1000));
      const { values: extreme, gradient: slope } = differentiate(settings, sure);
      for (const value of [...extreme, ...slope]) assert.ok(Number.isFinite(value), `${value}`);
    });
  });
}

test('every loss is among them', () => {
  const kinds = oracles.losses.map(({ settings }) => (typeof settings === 'string' ? settings : settings.type));
  assert.deepEqual([...new Set(kinds)].sort(), [...LOSSES].sort());
});

test('a cross-entropy goes on where Keras cuts off, so that the surest mistakes are still unlearnt', () => {
  for (const loss of ['sparseCategoricalCrossentropy', 'categoricalFocalCrossentropy', 'klDivergence'] as const) {
    const { gradient } = differentiate(
      loss,
      INPUTS.map((value) => 20 * value),
    );
    const wrong = gradient.slice(3 * CLASSES, 4 * CLASSES);
    assert.ok(Math.abs(wrong[1] as number) > 0.01, `${loss}: ${wrong}`);
  }
});

describe('class weights', () => {
  const { classWeight } = weighted;
  const objective = resolveTraining({ classWeight }, 0, { type: 'classification', labels: ['0', '1', '2', '3'] });

  for (const [how, create] of [
    ['eagerly', (network: Network) => createEagerStep(network, SGD, objective)],
    ['as a graph', (network: Network) => createCompiledStep(network, SGD, { ...ONE_THREAD, objective })],
  ] as const) {
    test(`weigh the training's loss and gradient as in Keras, not what is measured besides: ${how}`, () => {
      const network = identity();
      const step = create(network);
      assertNear([step.evaluate(INPUTS, LABELS, COUNT).lossSum / COUNT], [weighted.lossUnweighted], 1e-6);
      const { lossSum, measured } = step.run(INPUTS, LABELS, COUNT, 0.1);
      const correct = LABELS.filter((label, index) => measured.answers[index] === label).length;
      assertNear([lossSum / COUNT, correct / COUNT], [weighted.loss, weighted.accuracy], 1e-6);
      step.dispose();
      const [kernel, bias] = network.weights();
      assertNear(kernel?.values ?? [], weighted.kernel.flat(), 1e-6);
      assertNear(bias?.values ?? [], weighted.bias, 1e-6);
      network.dispose();
    });
  }
});

/** The loss of each example, and the gradient of their mean. */
function differentiate(settings: LossSettings, inputs: Float32Array): { values: Float32Array; gradient: Float32Array } {
  const loss = createLoss(resolveLoss(settings));
  return freeing(() => {
    const truth = tf.tensor1d(LABELS, 'int32');
    const compute = (x: Tensor): Tensor => loss(outputsOf('classes', x, truth));
    const x = tf.tensor2d(inputs.slice(), [COUNT, CLASSES]);
    const gradient = tf.grad((logitsOf: Tensor) => tf.mean(compute(logitsOf)))(x);
    return {
      values: compute(x).dataSync() as Float32Array,
      gradient: gradient.dataSync() as Float32Array,
    };
  });
}

/** Two steps' losses, the loss afterwards, and the weights. */
function steps(create: (network: Network) => TrainingStep): number[] {
  const network = identity();
  const step = create(network);
  const losses = [1, 2].map(() => step.run(INPUTS, LABELS, COUNT, 0.1).lossSum);
  losses.push(step.evaluate(INPUTS, LABELS, COUNT).lossSum);
  step.dispose();
  const all = [...losses, ...network.weights().flatMap(({ values }) => [...values])];
  network.dispose();
  return all;
}

/** Its logits are its inputs. */
function identity(): Network {
  const network = createNetwork([{ type: 'dense', name: 'd', units: CLASSES, activation: 'softmax' }], [CLASSES], 1);
  const kernel = Float32Array.from({ length: CLASSES ** 2 }, (_, index) => (index % (CLASSES + 1) === 0 ? 1 : 0));
  network.setWeights([
    { name: 'd/kernel', shape: [CLASSES, CLASSES], values: kernel },
    { name: 'd/bias', shape: [CLASSES], values: new Float32Array(CLASSES) },
  ]);
  return network;
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of Array.from(expected).entries()) {
    const difference = Math.abs((actual[index] as number) - value);
    assert.ok(
      difference <= tolerance * Math.max(1, Math.abs(value)),
      `${index}: expected ${value}, got ${actual[index]}`,
    );
  }
}
