/**
 * Every optimizer steps as Keras 3's does, eagerly and in a recorded graph alike, and every schedule gives Keras' rates.
 * The numbers are Keras' own: `test/oracles/keras_optimizers.py` made them. Both sides compute in float32.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  createOptimizer,
  createTrainedVariable,
  freeing,
  openGraphSession,
  type Tensor,
  tensorMemory,
  tf,
} from '../../src/engine/index.ts';
import { createLearningRate } from '../../src/models/learning-rate.ts';
import { clipGradients, updateRule } from '../../src/models/optimizer.ts';
import {
  type LearningRateSchedule,
  OPTIMIZERS,
  type ResolvedOptimizer,
  resolveTraining,
  type Training,
} from '../../src/models/specification/index.ts';

type Numbers = readonly (readonly number[])[];

interface Oracles {
  readonly start: Numbers;
  readonly gradients: readonly Numbers[];
  readonly optimizers: readonly { settings: Training['optimizer']; values: readonly Numbers[] }[];
  readonly initialLearningRate: number;
  readonly schedules: readonly { settings: LearningRateSchedule; rates: readonly number[] }[];
  readonly plateau: { settings: LearningRateSchedule; losses: readonly number[]; rates: readonly number[] };
}

const oracles = JSON.parse(
  readFileSync(new URL('../oracles/keras-optimizers.json', import.meta.url), 'utf8'),
) as Oracles;
/** `1 − 0.999ᵗ` loses four digits in float32, on both sides: a step of 0.1 is known to a few 1e-6 only. */
const TOLERANCE = 1e-5;

describe('an optimizer', () => {
  for (const { settings, values } of oracles.optimizers) {
    test(`steps as Keras does: ${JSON.stringify(settings)}`, () => {
      const before = tensorMemory();
      const optimizer = resolveTraining({ ...(settings && { optimizer: settings }) }, 0).optimizer;
      assertAlike(eagerSteps(optimizer), values);
      assertAlike(recordedSteps(optimizer), values);
      assert.deepEqual(tensorMemory(), before);
    });
  }

  test('of every kind is among them', () => {
    const kinds = new Set(oracles.optimizers.map(({ settings }) => (settings as { type: string }).type));
    assert.deepEqual([...kinds].sort(), [...OPTIMIZERS].sort());
  });
});

describe('a learning rate', () => {
  const { initialLearningRate: initial, plateau } = oracles;
  for (const { settings, rates } of oracles.schedules) {
    test(`changes as in Keras: ${JSON.stringify(settings)}`, () => {
      const rate = createLearningRate(initial, settings);
      for (const [step, expected] of rates.entries()) near(rate.at(step + 1), expected, `step ${step}`);
    });
  }

  test("is reduced on a plateau as Keras' callback does", () => {
    const rate = createLearningRate(initial, plateau.settings);
    for (const [index, loss] of plateau.losses.entries()) {
      near(rate.at(index + 1), plateau.rates[index] as number, `epoch ${index}`);
      rate.epochEnded({ epoch: index + 1, loss, accuracy: 0, seconds: 0 });
    }
  });

  test('without a schedule stays what it is', () => {
    assert.equal(createLearningRate(0.3, undefined).at(1_000_000), 0.3);
  });
});

function setUp(settings: ResolvedOptimizer) {
  const mirrors = oracles.start.map((values) => freeing(() => tf.variable(tf.tensor([...values]))));
  const variables = mirrors.map(createTrainedVariable);
  const optimizer = createOptimizer(variables, updateRule(settings));
  const dispose = (): void => {
    optimizer.dispose();
    for (const { resource } of variables) resource.destroy();
    tf.dispose(mirrors);
  };
  return { mirrors, variables, optimizer, dispose };
}

function eagerSteps(settings: ResolvedOptimizer): Numbers[] {
  const { mirrors, optimizer, dispose } = setUp(settings);
  const values = oracles.gradients.map((gradients, index) =>
    freeing(() => {
      const tensors = clipGradients(
        gradients.map((gradient) => tf.tensor([...gradient])),
        settings,
      );
      optimizer.apply(tensors, tf.tensor(optimizer.scalars(index + 1, settings.learningRate)));
      return mirrors.map((mirror) => [...mirror.dataSync()]);
    }),
  );
  dispose();
  return values;
}

function recordedSteps(settings: ResolvedOptimizer): Numbers[] {
  const { variables, optimizer, dispose } = setUp(settings);
  const session = openGraphSession([...variables, ...optimizer.slots.map((resource) => ({ resource }))], {
    intraOp: 1,
    interOp: 1,
  });
  const shapes = [...oracles.start.map(({ length }) => [length]), [optimizer.scalarCount]];
  const specifications = shapes.map((shape) => ({ shape, dtype: 'float32' as const }));
  const step = session.trace(specifications, (inputs) => {
    const scalars = inputs.at(-1) as Tensor;
    optimizer.apply(clipGradients(inputs.slice(0, -1), settings), scalars);
    return [];
  });
  const values = oracles.gradients.map((gradients, index) => {
    step([
      ...gradients.map((gradient) => Float32Array.from(gradient)),
      optimizer.scalars(index + 1, settings.learningRate),
    ]);
    return session
      .read()
      .slice(0, variables.length)
      .map((value) => [...value]);
  });
  session.close();
  dispose();
  return values;
}

function assertAlike(actual: readonly Numbers[], expected: readonly Numbers[]): void {
  for (const [step, variables] of expected.entries()) {
    for (const [variable, values] of variables.entries()) {
      for (const [index, value] of values.entries()) {
        near(actual[step]?.[variable]?.[index], value, `step ${step + 1}, variable ${variable}, number ${index}`);
      }
    }
  }
}

function near(actual: number | undefined, expected: number, what: string): void {
  const difference = Math.abs((actual ?? Number.NaN) - expected);
  assert.ok(difference <= TOLERANCE * Math.max(1, Math.abs(expected)), `${what}: expected ${expected}, got ${actual}`);
}
