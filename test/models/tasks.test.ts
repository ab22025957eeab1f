/**
 * Labels that do not exclude each other, and numbers: their losses and gradients against Keras and finite differences,
 * their metrics against scikit-learn and Keras (`test/oracles/keras_tasks.py`), eagerly and as a graph, and what a network
 * learns of them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Examples, TargetScale, Targets } from '../../src/data/examples.ts';
import { freeing, type Tensor, tensorMemory, tf } from '../../src/engine/index.ts';
import { createCompiledStep } from '../../src/models/compiled-step.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createNetwork, evaluate, type Network, train } from '../../src/models/index.ts';
import { createLoss, outputsOf } from '../../src/models/losses/index.ts';
import { defaultObjective, type ObjectiveSettings } from '../../src/models/objective.ts';
import {
  LOSSES,
  planNetwork,
  type ResolvedLoss,
  resolveLoss,
  resolveTraining,
  type TaskType,
  type Training,
} from '../../src/models/specification/index.ts';
import { lossProblems } from '../../src/models/specification/losses.ts';
import { examplesFor, splitOf } from './synthetic-examples.ts';

interface Oracle {
  readonly outputs: readonly (readonly number[])[];
  readonly truths: readonly (readonly number[])[];
  readonly figures: Readonly<Record<string, number>>;
  readonly losses: readonly {
    readonly settings: NonNullable<Training['loss']>;
    readonly values: readonly number[];
    readonly gradient: readonly (readonly number[])[];
  }[];
}

const oracles = JSON.parse(readFileSync(new URL('../oracles/keras-tasks.json', import.meta.url), 'utf8')) as {
  readonly labels: Oracle;
  readonly numbers: Oracle & { readonly scales: readonly TargetScale[] };
};
const TASKS = { labels: 'multiLabelClassification', numbers: 'regression' } as const satisfies Record<string, TaskType>;
const ACTIVATIONS = { labels: 'sigmoid', numbers: 'linear' } as const;
const NEVER = new AbortController().signal;

for (const kind of ['labels', 'numbers'] as const) {
  const { outputs, truths, figures, losses } = oracles[kind];
  const size = outputs[0]?.length ?? 0;

  describe(`of ${kind}`, () => {
    for (const { settings, values, gradient } of losses) {
      test(`the loss ${JSON.stringify(settings)} and its gradient are Keras'`, () => {
        const made = differentiate(kind, resolveLoss(settings), outputs, truths);
        near(made.values, values, 2e-6);
        near(made.gradient, gradient.flat(), 2e-6);
      });

      test(`the gradient of ${JSON.stringify(settings)} is that of finite differences`, () => {
        const loss = resolveLoss(settings);
        // Moved away from the corners of absolute errors.
        const smooth = outputs.map((row, at) => row.map((value, place) => value + 0.3 * Math.sin(1 + 5 * at + place)));
        // Of the mean over examples; the slopes are each example's own.
        const gradient = differentiate(kind, loss, smooth, truths).gradient.map((slope) => slope * smooth.length);
        near(gradient, slopesOf(kind, loss, smooth), 5e-4);
      });

      test(`a step by ${JSON.stringify(settings)} as a graph equals the eager one, and what it measures too`, () => {
        const objective = { ...defaultObjective(kind), loss: resolveLoss(settings) };
        const [eager, compiled] = (['eager', 'compiled'] as const).map((how) => stepsOf(kind, how, objective));
        near(compiled ?? [], eager ?? [1], 1e-5);
      });
    }

    test('every loss of the task is among them', () => {
      const tried = losses.map(({ settings }) => (typeof settings === 'string' ? settings : settings.type));
      const allowed = LOSSES.filter((name) => lossProblems(name, TASKS[kind], size).length === 0);
      assert.deepEqual([...new Set(tried)].sort(), [...allowed].sort());
    });

    test('the metrics are those of scikit-learn and Keras', async () => {
      const before = tensorMemory();
      const network = identity(kind, size);
      const asked = resolveTraining(kind === 'labels' ? { metrics: ['auc'] } : {}, 0, taskOf(kind, size));
      const evaluation = await evaluate(network, examplesOf(kind), { objective: asked });
      const told = Object.entries(figures).map(([name]) => (evaluation as unknown as Record<string, number>)[name]);
      for (const [at, expected] of Object.values(figures).entries())
        assert.ok(
          Math.abs((told[at] ?? Number.NaN) - expected) <= 1e-5 * Math.max(1, Math.abs(expected)),
          `${told} ${JSON.stringify(figures)}`,
        );
      assert.ok(!('confusionMatrix' in evaluation));
      network.dispose();
      assert.deepEqual(tensorMemory(), before);
    });

    test('a network learns what the data show, by each of its losses', async () => {
      for (const { settings } of losses.filter((each) => typeof each.settings === 'object')) {
        const examples = learnable(kind);
        const { layers } = planNetwork(
          { layers: [{ type: 'dense', units: 16, activation: 'relu' }] },
          { inputShape: [4], outputs: 2, task: TASKS[kind] },
          { parametersMax: 1000 },
        );
        assert.equal((layers.at(-1) as { activation?: string }).activation, ACTIVATIONS[kind]);
        const network = createNetwork(layers, [4], 1);
        const training = resolveTraining(
          { epochs: 30, batchSize: 16, loss: settings, optimizer: { type: 'adam', learningRate: 0.02 } },
          1,
          taskOf(kind, 2),
        );
        const parts = splitOf(examples, 0.2);
        const { history } = await train({
          network,
          training,
          examples,
          parts,
          signal: NEVER,
          onEvent: () => undefined,
        });
        const last = history.at(-1);
        if (kind === 'labels')
          assert.ok((last?.valAccuracy ?? 0) > 0.9, `${JSON.stringify(settings)} ${last?.valAccuracy}`);
        else assert.ok((last?.valR2Score ?? 0) > 0.9, `${JSON.stringify(settings)} ${last?.valR2Score}`);
        network.dispose();
      }
    });
  });
}

test('examples of one kind are refused by a network that tells another', async () => {
  const network = identity('numbers', 4);
  await assert.rejects(evaluate(network, examplesOf('labels')), {
    code: 'ERR_NETWORK',
    message: /a sigmoid over 4 units/,
  });
  network.dispose();
});

function examplesOf(kind: 'labels' | 'numbers'): Examples {
  const { outputs, truths } = oracles[kind];
  const values = Float32Array.from(truths.flat());
  const size = outputs[0]?.length ?? 0;
  const targets: Targets =
    kind === 'labels' ? { kind, values, size } : { kind, values, size, scales: oracles.numbers.scales };
  return examplesFor([size], Float32Array.from(outputs.flat()), targets);
}

/** Two targets that follow from four inputs. */
function learnable(kind: 'labels' | 'numbers'): Examples {
  const count = 200;
  const inputs = Float32Array.from({ length: count * 4 }, (_, index) => Math.sin(index * index + index));
  const values = Float32Array.from({ length: count * 2 }, (_, index) => {
    const row = Math.floor(index / 2) * 4;
    const [a = 0, b = 0, c = 0, d = 0] = inputs.subarray(row, row + 4);
    const number = index % 2 === 0 ? a + b : c - d;
    return kind === 'numbers' ? number : number > 0 ? 1 : 0;
  });
  const scale = { mean: 0, deviation: 1 };
  return examplesFor(
    [4],
    inputs,
    kind === 'labels' ? { kind, values, size: 2 } : { kind, values, size: 2, scales: [scale, scale] },
  );
}

function taskOf(kind: 'labels' | 'numbers', size: number) {
  return { type: TASKS[kind], labels: Array.from({ length: size }, (_, index) => `${index}`) };
}

function differentiate(
  kind: 'labels' | 'numbers',
  settings: ResolvedLoss,
  outputs: readonly (readonly number[])[],
  truths: readonly (readonly number[])[],
) {
  const loss = createLoss(settings);
  return freeing(() => {
    const known = tf.tensor2d(truths.map((row) => [...row]));
    const given = tf.tensor2d(outputs.map((row) => [...row]));
    const compute = (x: Tensor): Tensor => loss(outputsOf(kind, x, known));
    return {
      values: [...compute(given).dataSync()],
      gradient: [
        ...tf
          .grad((x: Tensor) => tf.mean(compute(x)))(given)
          .dataSync(),
      ],
    };
  });
}

/** By finite differences, of each example's loss along each of its outputs. */
function slopesOf(kind: 'labels' | 'numbers', loss: ResolvedLoss, outputs: Oracle['outputs']): number[] {
  const distance = 5e-3;
  const valuesAt = (place: number, change: number): readonly number[] => {
    const moved = outputs.map((row) => row.map((value, of) => (of === place ? value + change : value)));
    return differentiate(kind, loss, moved, oracles[kind].truths).values;
  };
  const columns = (outputs[0] ?? []).map((_, place) => {
    const below = valuesAt(place, -distance);
    return valuesAt(place, distance).map((above, at) => (above - (below[at] ?? 0)) / (2 * distance));
  });
  return outputs.flatMap((_, at) => columns.map((column) => column[at] ?? Number.NaN));
}

/** Two steps' losses, what is measured afterwards, and the weights. */
function stepsOf(kind: 'labels' | 'numbers', how: 'eager' | 'compiled', objective: ObjectiveSettings): number[] {
  const examples = examplesOf(kind);
  const inputs = examples.numbers as Float32Array;
  const { values } = examples.targets;
  const network = identity(kind, oracles[kind].outputs[0]?.length ?? 0);
  const { optimizer } = resolveTraining({ optimizer: 'sgd' }, 0);
  const step =
    how === 'eager'
      ? createEagerStep(network, optimizer, objective)
      : createCompiledStep(network, optimizer, { threads: { intraOp: 1, interOp: 0 }, divideBy: undefined, objective });
  const losses = [0.1, 0.1].map((rate) => step.run(inputs, values, examples.count, rate).lossSum);
  const { lossSum, measured } = step.evaluate(inputs, values, examples.count);
  step.dispose();
  const all = [...losses, lossSum, ...measured.answers, ...network.weights().flatMap((weight) => [...weight.values])];
  network.dispose();
  return all;
}

/** Its logits are its inputs. */
function identity(kind: 'labels' | 'numbers', size: number): Network {
  const layer = { type: 'dense', name: 'd', units: size, activation: ACTIVATIONS[kind] } as const;
  const network = createNetwork([layer], [size], 1);
  network.setWeights([
    {
      name: 'd/kernel',
      shape: [size, size],
      values: Float32Array.from({ length: size ** 2 }, (_, index) => (index % (size + 1) === 0 ? 1 : 0)),
    },
    { name: 'd/bias', shape: [size], values: new Float32Array(size) },
  ]);
  return network;
}

function near(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of expected.entries())
    assert.ok(
      Math.abs((actual[index] ?? Number.NaN) - value) <= tolerance * Math.max(1, Math.abs(value)),
      `${index}: ${actual[index]} for ${value}`,
    );
}
