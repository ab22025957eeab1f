/**
 * Explanations of networks: the axioms of integrated gradients, occlusion by hand, and both against Captum
 * (`test/oracles/captum_explanations.py`); every layer as a graph, beside JavaScript's thread.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { occlusionWindows } from '../../src/data/index.ts';
import { tensorMemory } from '../../src/engine/index.ts';
import {
  createNetwork,
  type IntegrationOptions,
  integrateGradients,
  type Network,
  occlude,
  openExplained,
} from '../../src/models/index.ts';
import { type NamedLayer, planNetwork } from '../../src/models/specification/index.ts';
import { inputsOf, LAYER_CASES, networkOf, pseudoRandom } from './layer-cases.ts';

interface OracleCase {
  readonly layers: readonly NamedLayer[];
  readonly inputShape: readonly number[];
  readonly weights: readonly { readonly name: string; readonly shape: number[]; readonly values: number[] }[];
  readonly input: number[];
  readonly baseline: number[];
  readonly targets: readonly {
    readonly target: number;
    readonly output: 'probability' | 'logit';
    readonly integratedGradients: number[];
    readonly occlusion?: number[];
    readonly atInput: number;
    readonly atBaseline: number;
  }[];
  readonly patch?: number;
  readonly stride?: number;
}

const oracles = JSON.parse(readFileSync(new URL('../oracles/captum-explanations.json', import.meta.url), 'utf8')) as {
  readonly cases: Readonly<Record<string, OracleCase>>;
};

const EXACTLY: IntegrationOptions = {
  ...{ steps: 128, stepsMax: 2048, tolerance: { relative: 0, absolute: 2e-7 } },
  check: () => undefined,
};
const USUALLY: IntegrationOptions = { ...EXACTLY, steps: 32, tolerance: { relative: 0.01, absolute: 1e-4 } };

/** Layers whose outputs jump somewhere: no sum of slopes tells of a jump. */
const JUMPING = ['activation hardShrink', 'relu with all arguments'];

for (const layerCase of LAYER_CASES) {
  test(`${layerCase.name}: attributions sum to the difference, by a graph that leaves no tensor`, async () => {
    const before = tensorMemory();
    const network = networkOf(layerCase, layerCase.layers, 5);
    const explained = await openExplained(network);
    assert.deepEqual(tensorMemory(), before, 'the graph has the weights, and the network has gone');
    const { inputSize: size, outputSize } = explained;
    const inputs = inputsOf(layerCase);
    const baseline = layerCase.inputs.integers ? new Float32Array(size) : inputs.slice(size, 2 * size);
    const weights = figure(outputSize, 1);
    const made = await integrateGradients(explained, { input: inputs.slice(0, size), baseline, weights }, USUALLY);
    const told = await explained.figures(Float32Array.from([...inputs.slice(0, size), ...baseline]), 2);
    near([told[1] ?? 0, told[2 * outputSize + 1] ?? 0], [made.atInput, made.atBaseline], 1e-5);
    near([sumOf(made.attributions) + made.delta], [made.atInput - made.atBaseline], 1e-6);
    assert.equal(made.complete, !JUMPING.includes(layerCase.name), `${made.delta} after ${made.steps}`);
    explained.dispose();
    assert.deepEqual(tensorMemory(), before);
  });
}

for (const [name, oracle] of Object.entries(oracles.cases)) {
  test(`what Captum tells of the ${name}`, async () => {
    const explained = await openExplained(networkOfOracle(oracle));
    const { outputSize } = explained;
    for (const { target, output, integratedGradients, occlusion, atInput, atBaseline } of oracle.targets) {
      const weights = figure(outputSize, output === 'logit' ? outputSize + target : target);
      const question = {
        input: Float32Array.from(oracle.input),
        baseline: Float32Array.from(oracle.baseline),
        weights,
      };
      const made = await integrateGradients(explained, question, EXACTLY);
      near([made.atInput, made.atBaseline], [atInput, atBaseline], 2e-6);
      // Where slopes jump, Captum's sum of 2000 places is no closer than ours.
      near(made.attributions, integratedGradients, name === 'cnn' ? 1e-4 : 2e-5);
      if (!occlusion) continue;
      const [height = 1, width = 1, channels = 1] = oracle.inputShape;
      const grid = { rows: height, columns: width, slides: 'both', patch: 1, stride: 1 } as const;
      const windows = [...occlusionWindows(grid, oracle.patch ?? 1, oracle.stride ?? 1)];
      const units = Array.from({ length: height * width }, (_, pixel) => ({ from: pixel * channels, size: channels }));
      const occluded = await occlude(explained, question, { units, windows }, () => undefined);
      near(occluded.attributions, occlusion, 2e-6);
    }
    explained.dispose();
  });
}

describe('integrated gradients', () => {
  test('of a linear network are w · (x − x′), to rounding, in a single step', async () => {
    const [kernel, bias] = [pseudoRandom(12, 3), [0.5, -0.25, 2]];
    const explained = await openExplained(denseOf(kernel, bias));
    const [input, baseline] = [Float32Array.of(1, -2, 3, 0.5), Float32Array.of(0.25, 0, -1, 0.5)];
    for (const target of [0, 1, 2]) {
      const weights = figure(3, target);
      const made = await integrateGradients(explained, { input, baseline, weights }, { ...USUALLY, steps: 1 });
      const expected = input.map((x, row) => (kernel[3 * row + target] as number) * (x - (baseline[row] as number)));
      near(made.attributions, [...expected], 1e-6);
      assert.deepEqual([made.steps, made.complete, made.attributions[3]], [1, true, 0]);
    }
    explained.dispose();
  });

  test('give 0 to what the network ignores, and to what is as in the baseline', async () => {
    const { network, ignored } = ignoring();
    const explained = await openExplained(network);
    const input = Float32Array.from(pseudoRandom(6, 8));
    const baseline = new Float32Array(6);
    baseline[0] = input[0] as number;
    const made = await integrateGradients(explained, { input, baseline, weights: figure(3, 1) }, EXACTLY);
    assert.deepEqual([made.attributions[0], made.attributions[ignored]], [0, 0]);
    assert.ok(made.attributions.filter((each) => each !== 0).length === 4);
    explained.dispose();
  });

  test('are the same for networks that compute the same otherwise', async () => {
    const oracle = oracles.cases['mlp'] as OracleCase;
    const permuted = { ...oracle, weights: withUnitsReversed(oracle.weights) };
    const [one, other] = await Promise.all(
      [oracle, permuted].map(async (each) => {
        const explained = await openExplained(networkOfOracle(each));
        const [input, baseline] = [each.input, each.baseline].map((numbers) => Float32Array.from(numbers));
        const question = { input: input as Float32Array, baseline: baseline as Float32Array, weights: figure(3, 2) };
        const made = await integrateGradients(explained, question, EXACTLY);
        explained.dispose();
        return made.attributions;
      }),
    );
    near(one as Float64Array, [...(other as Float64Array)], 1e-6);
  });

  test('find the small part of the path where a network that is sure changes its mind', async () => {
    const explained = await openExplained(denseOf([3000, 0, 0, 500, 0, 0, 0, 0, 0, 0, 0, 0], [-2900, 0, 0], 'softmax'));
    const question = { input: Float32Array.of(1, 1, 0, 0), baseline: new Float32Array(4), weights: figure(3, 0) };
    const made = await integrateGradients(explained, question, USUALLY);
    assert.ok(made.complete && made.steps < 80, `${made.delta} after ${made.steps}`);
    near(made.attributions, [6 / 7, 1 / 7, 0, 0], 0.02);
    explained.dispose();
  });

  test('stop at the bound, and where nobody waits any more', async () => {
    const explained = await openExplained(networkOfOracle(oracles.cases['cnn'] as OracleCase));
    const { input, baseline } = oracles.cases['cnn'] as OracleCase;
    const question = {
      ...{ input: Float32Array.from(input), baseline: Float32Array.from(baseline), weights: figure(3, 0) },
    };
    const never = { relative: 0, absolute: 0 };
    const made = await integrateGradients(explained, question, { ...USUALLY, stepsMax: 40, tolerance: never });
    assert.deepEqual([made.steps, made.complete], [40, false]);
    let calls = 0;
    const check = (): void => {
      calls += 1;
      if (calls > 1) throw new Error('gone');
    };
    await assert.rejects(integrateGradients(explained, question, { ...USUALLY, tolerance: never, check }), /gone/);
    assert.equal(calls, 2);
    explained.dispose();
  });

  test('are computed eagerly where the network cannot be recorded, and the same', async () => {
    const oracle = oracles.cases['tokens'] as OracleCase;
    const before = tensorMemory();
    const network = networkOfOracle(oracle);
    const reading: Network = {
      ...network,
      forward(inputs, options) {
        const result = network.forward(inputs, options);
        result.logits.dataSync();
        return result;
      },
    };
    const explained = await openExplained(reading);
    const weights = figure(2, 0);
    const question = { input: Float32Array.from(oracle.input), baseline: Float32Array.from(oracle.baseline), weights };
    const made = await integrateGradients(explained, question, USUALLY);
    assert.ok(made.complete);
    near(made.attributions, oracle.targets[0]?.integratedGradients ?? [], 2e-3);
    explained.dispose();
    assert.deepEqual(tensorMemory(), before);
  });
});

describe('occlusion', () => {
  const units = [0, 1, 2, 3].map((from) => ({ from, size: 1 }));
  const rows = { rows: 4, columns: 1, slides: 'rows', patch: 1, stride: 1 } as const;

  test('is the drop of the figure, by hand', async () => {
    const explained = await openExplained(denseOf([1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0], [0, 0, 0]));
    const question = {
      input: Float32Array.of(1, 1, 1, 1),
      baseline: Float32Array.of(0, 0, 0, 2),
      weights: figure(3, 0),
    };
    const alone = await occlude(
      explained,
      question,
      { units, windows: [...occlusionWindows(rows, 1, 1)] },
      () => undefined,
    );
    assert.deepEqual([...alone.attributions], [1, 2, 3, -4]);
    assert.deepEqual([alone.atInput, alone.atBaseline], [10, 8]);
    // Pairs: 1 + 2, 2 + 3, 3 − 4; each number has the mean of those that it is in.
    const pairs = await occlude(
      explained,
      question,
      { units, windows: [...occlusionWindows(rows, 2, 1)] },
      () => undefined,
    );
    assert.deepEqual([...pairs.attributions], [3, 4, 2, -1]);
    explained.dispose();
  });

  test('takes windows that cover everything and are cut off at the edge', () => {
    const grid = { rows: 5, columns: 2, slides: 'rows', patch: 1, stride: 1 } as const;
    assert.deepEqual(
      [...occlusionWindows(grid, 3, 3)],
      [
        [0, 2, 4],
        [1, 3, 5],
        [6, 8],
        [7, 9],
      ],
    );
    const square = { ...grid, columns: 5, slides: 'both' } as const;
    assert.deepEqual(
      [...occlusionWindows(square, 4, 2)].map(({ length }) => length),
      [16, 12, 12, 9],
    );
  });
});

/** The weights of a question about one figure: a probability or a number, or beyond them a logit. */
function figure(outputs: number, index: number): Float32Array {
  const weights = new Float32Array(2 * outputs);
  weights[index] = 1;
  return weights;
}

function networkOfOracle({
  layers,
  inputShape,
  weights,
}: Pick<OracleCase, 'layers' | 'inputShape' | 'weights'>): Network {
  return createNetwork(
    layers,
    inputShape,
    weights.map(({ values, ...weight }) => ({ ...weight, values: Float32Array.from(values) })),
  );
}

/** Four inputs, three outputs. */
function denseOf(
  kernel: readonly number[],
  bias: readonly number[],
  activation: 'linear' | 'softmax' = 'linear',
): Network {
  const layers: NamedLayer[] = [{ type: 'dense', name: 'out', units: 3, activation }];
  const weights = [
    { name: 'out/kernel', shape: [4, 3], values: [...kernel] },
    { name: 'out/bias', shape: [3], values: [...bias] },
  ];
  return networkOfOracle({ layers, inputShape: [4], weights });
}

/** A network of six inputs that takes the weights of one of them for 0. */
function ignoring(): { readonly network: Network; readonly ignored: number } {
  const plan = planNetwork({ preset: 'mlp', units: [8] }, { inputShape: [6], outputs: 3 }, { parametersMax: 1000 });
  const network = createNetwork(plan.layers, [6], 4);
  const ignored = 4;
  const [first, ...others] = network.weights();
  if (first) first.values.fill(0, ignored * 8, (ignored + 1) * 8);
  network.setWeights([first as NonNullable<typeof first>, ...others]);
  return { network, ignored };
}

/** The hidden units of the MLP in another order. */
function withUnitsReversed(weights: OracleCase['weights']): OracleCase['weights'] {
  const [kernel, bias, next, last] = weights as [Weight, Weight, Weight, Weight];
  const rowsOf = ({ values, shape }: Weight): number[][] => {
    const width = shape.at(-1) ?? 1;
    return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
  };
  return [
    { ...kernel, values: rowsOf(kernel).flatMap((row) => row.toReversed()) },
    { ...bias, values: bias.values.toReversed() },
    { ...next, values: rowsOf(next).toReversed().flat() },
    last,
  ];
}

type Weight = OracleCase['weights'][number];

function sumOf(numbers: Float64Array): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function near(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs((actual[index] as number) - value);
    assert.ok(difference <= tolerance, `[${index}]: expected ${value} ± ${tolerance}. Received: ${actual[index]}.`);
  }
}
