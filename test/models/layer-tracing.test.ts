/**
 * Every layer as a graph: two recorded training steps leave the same losses and weights as two eager ones, to rounding,
 * moving averages, constraints, penalties and randomness included.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompiledStep } from '../../src/models/compiled-step.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import type { NamedWeight, Network } from '../../src/models/index.ts';
import type { NamedLayer } from '../../src/models/specification/index.ts';
import type { TrainingStep } from '../../src/models/training-step.ts';
import { BATCH, inputsOf, LABELS, LAYER_CASES, type LayerCase, networkOf, OPTIMIZER } from './layer-cases.ts';

const TOLERANCE = 1e-5;
const ONE_THREAD = { threads: { intraOp: 1, interOp: 1 }, divideBy: undefined };
const RANDOM: readonly LayerCase[] = [
  randomCase([6], { type: 'dropout', name: 'random', rate: 0.3 }),
  randomCase([4, 6], { type: 'spatialDropout1d', name: 'random', rate: 0.3 }),
  randomCase([2, 3, 6], { type: 'spatialDropout2d', name: 'random', rate: 0.3 }),
  randomCase([6], { type: 'gaussianNoise', name: 'random', stddev: 0.3 }),
  ...(['lstm', 'gru', 'simpleRnn'] as const).map((type) =>
    randomCase([4, 6], { type, name: 'random', units: 4, dropout: 0.3 }),
  ),
  randomCase([4, 6], { type: 'bidirectional', name: 'random', layer: { type: 'lstm', units: 4, dropout: 0.3 } }),
];

for (const layerCase of [...LAYER_CASES, ...RANDOM]) {
  test(`${layerCase.name} trains as a graph as it does eagerly`, () => {
    const eager = outcomeOf(layerCase, (network) => createEagerStep(network, OPTIMIZER));
    const traced = outcomeOf(layerCase, (network) => createCompiledStep(network, OPTIMIZER, ONE_THREAD));
    for (const [index, loss] of eager.losses.entries()) assertNear(traced.losses[index], loss, `loss ${index}`);
    for (const [index, { name, values }] of eager.weights.entries()) {
      const others = traced.weights[index]?.values ?? [];
      for (const [at, value] of values.entries()) assertNear(others[at], value, `${name}[${at}]`);
    }
  });
}

function outcomeOf(
  layerCase: LayerCase,
  createStep: (network: Network) => TrainingStep,
): { readonly losses: number[]; readonly weights: NamedWeight[] } {
  const network = networkOf(layerCase, layerCase.layers, 5);
  const step = createStep(network);
  const inputs = inputsOf(layerCase);
  const losses = [1, 2].map(() => step.run(inputs, LABELS, BATCH, OPTIMIZER.learningRate).lossSum);
  losses.push(step.evaluate(inputs, LABELS, BATCH).lossSum);
  step.dispose();
  const weights = network.weights();
  network.dispose();
  return { losses, weights };
}

function assertNear(actual: number | undefined, expected: number, what: string): void {
  const tolerance = TOLERANCE * Math.max(1, Math.abs(expected));
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance,
    `Expected ${what} to be ${expected} ± ${tolerance}. Received: ${actual}.`,
  );
}

function randomCase(inputShape: readonly number[], layer: NamedLayer): LayerCase {
  const layers: NamedLayer[] = [
    { type: 'dense', name: 'first', units: 6 },
    layer,
    { type: 'flatten', name: 'flat' },
    { type: 'dense', name: 'out', units: 3, activation: 'softmax' },
  ];
  const unknown = { outputShape: [], outputs: { size: 0, meanAbsolute: 0, values: [] }, losses: [], weights: [] };
  return { name: `random ${layer.type}`, inputShape, inputs: {}, layers, body: layers.length, ...unknown };
}
