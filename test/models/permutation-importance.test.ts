/** Permutation importance: what scikit-learn tells of the same rows (`test/oracles/sklearn_importances.py`), and by hand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Examples, Targets } from '../../src/data/examples.ts';
import { tensorMemory } from '../../src/engine/index.ts';
import { createNetwork, type Network, permutationImportance } from '../../src/models/index.ts';
import { defaultObjective } from '../../src/models/objective.ts';

interface Oracle {
  readonly kernel: readonly number[];
  readonly truths: readonly number[];
  readonly baselineScore: number;
  readonly importancesMean: readonly number[];
  readonly importancesStd: readonly number[];
}

const oracles = JSON.parse(readFileSync(new URL('../oracles/sklearn-importances.json', import.meta.url), 'utf8')) as {
  readonly repeats: number;
  readonly inputs: readonly (readonly number[])[];
  readonly classes: Oracle;
  readonly numbers: Oracle;
};
const COLUMNS = [
  { name: 'first', from: 0, size: 1 },
  { name: 'second', from: 1, size: 1 },
  { name: 'category', from: 2, size: 3 },
];
/** Of a mean of so many, that two generators hardly ever differ by more. */
const DEVIATIONS = 5;

for (const kind of ['classes', 'numbers'] as const) {
  test(`importances for ${kind} are scikit-learn's, a category's inputs shuffled together`, async () => {
    const before = tensorMemory();
    const oracle = oracles[kind];
    const network = networkOf(oracle);
    const made = await measure(network, kind, { repeats: oracles.repeats, seed: 3 });
    assert.ok(Math.abs(made.baselineScore - oracle.baselineScore) < 1e-5);
    assert.deepEqual(
      made.columns.map(({ name, importances }) => [name, importances.length]),
      COLUMNS.map(({ name }) => [name, oracles.repeats]),
    );
    for (const [index, { importancesMean, importancesStd }] of made.columns.entries()) {
      const [mean, std] = [oracle.importancesMean[index] ?? 0, oracle.importancesStd[index] ?? 0];
      const error = std * Math.sqrt(2 / oracles.repeats);
      assert.ok(Math.abs(importancesMean - mean) <= DEVIATIONS * error + 1e-6, `${importancesMean} is not ${mean}`);
      assert.ok(Math.abs(importancesStd / std - 1) < 0.25, `${importancesStd} is not ${std}`);
    }
    network.dispose();
    assert.deepEqual(tensorMemory(), before);
  });
}

test('the same seed shuffles the same, another one otherwise; an error is worse where it is larger', async () => {
  const network = networkOf(oracles.numbers);
  const [one, again, other, loss] = await Promise.all([
    measure(network, 'numbers', { repeats: 3, seed: 1 }),
    measure(network, 'numbers', { repeats: 3, seed: 1 }),
    measure(network, 'numbers', { repeats: 3, seed: 2 }),
    measure(network, 'numbers', { repeats: 3, seed: 1, scoring: 'loss' }),
  ]);
  assert.deepEqual(one, again);
  assert.notDeepEqual(one.columns, other.columns);
  assert.ok(loss.columns.every(({ importancesMean }) => importancesMean > 0));
  network.dispose();
});

test('a column that the network ignores has an importance of exactly 0', async () => {
  const network = networkOf({ ...oracles.numbers, kernel: [1, 0, 2, 0, -1] });
  const made = await measure(network, 'numbers', { repeats: 4, seed: 1 });
  assert.deepEqual(made.columns[1], {
    name: 'second',
    importancesMean: 0,
    importancesStd: 0,
    importances: [0, 0, 0, 0],
  });
  network.dispose();
});

test('a score that the rows do not have is refused', async () => {
  const network = networkOf(oracles.classes);
  const examples = examplesOf('classes', new Array<number>(oracles.inputs.length).fill(1));
  const objective = { ...defaultObjective('classes'), metrics: ['accuracy', 'auc'] as const };
  const asked = { indices: all(), objective, scoring: 'auc', repeats: 1, seed: 1 } as const;
  await assert.rejects(
    permutationImportance(network, examples, COLUMNS, asked),
    (error: { code?: string; message: string }) =>
      error.code === 'ERR_DATASET_MISFIT' && /Expected rows that have a score "auc"/.test(error.message),
  );
  network.dispose();
});

function measure(
  network: Network,
  kind: 'classes' | 'numbers',
  asked: { readonly repeats: number; readonly seed: number; readonly scoring?: 'loss' },
) {
  return permutationImportance(network, examplesOf(kind, oracles[kind].truths), COLUMNS, {
    ...{ indices: all(), objective: defaultObjective(kind), scoring: kind === 'classes' ? 'accuracy' : 'r2Score' },
    ...asked,
  });
}

function all(): Uint32Array {
  return Uint32Array.from(oracles.inputs, (_, index) => index);
}

function networkOf({ kernel }: Oracle): Network {
  const units = kernel.length / 5;
  return createNetwork(
    [{ type: 'dense', name: 'out', units, activation: units > 1 ? 'softmax' : 'linear' }],
    [5],
    [
      { name: 'out/kernel', shape: [5, units], values: Float32Array.from(kernel) },
      { name: 'out/bias', shape: [units], values: new Float32Array(units) },
    ],
  );
}

function examplesOf(kind: 'classes' | 'numbers', truths: readonly number[]): Examples {
  const targets: Targets =
    kind === 'classes'
      ? { kind, values: Int32Array.from(truths), size: 2 }
      : { kind, values: Float32Array.from(truths), size: 1, scales: [{ mean: 0, deviation: 1 }] };
  return {
    ...{ count: truths.length, shape: [5], targets },
    writeInputs(indices, from, to, out) {
      for (let at = from; at < to; at++) out.set(oracles.inputs[indices[at] as number] ?? [], (at - from) * 5);
    },
  };
}
