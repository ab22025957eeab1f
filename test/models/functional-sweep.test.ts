/**
 * A sweep over random networks, functional ones too: what `planNetwork` accepts can be built, has the shapes and the
 * parameters of its plan, predicts and takes a training step; what it does not is refused with a pointer. Some of those with
 * branches step as a graph as they do eagerly.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { AppError } from '../../src/errors.ts';
import { createCompiledStep } from '../../src/models/compiled-step.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createNetwork, type Network } from '../../src/models/index.ts';
import { LAYERS, type Layer, type NetworkPlan, planNetwork, product } from '../../src/models/specification/index.ts';
import type { TrainingStep } from '../../src/models/training-step.ts';
import { createDice, randomLayers } from '../specification/random-network.ts';
import { OPTIMIZER, pseudoRandom } from './layer-cases.ts';

const SHAPES = [[6], [5, 4], [8, 7, 3], [3, 4, 4, 2]];
const CLASSES = 3;
const LIMITS = { parametersMax: 20_000, activationsMax: 20_000 };
const NETWORKS = 4_000;
const BATCH = 2;
const TRACED = 15;
const TOLERANCE = 1e-4;
const POINTER = /^\/network(\/layers\/\d+(\/\w+)*)?$/;

test('random networks are refused with a pointer, or are built as they are planned', { timeout: 120_000 }, () => {
  const roll = createDice(11);
  const seen = new Map<string, number>();
  const outcomes = { built: 0, refused: 0, traced: 0 };
  for (let count = 0; count < NETWORKS; count++) {
    const ending: Layer[] = roll(3) === 0 ? [] : [{ type: 'flatten' }];
    const layers = [...randomLayers(roll, 1 + roll(4)), ...ending];
    const inputShape = SHAPES[roll(SHAPES.length)] as number[];
    const outcome = planOrRefusal(layers, inputShape);
    if (outcome instanceof AppError) {
      outcomes.refused += 1;
      assert.equal(outcome.code, 'ERR_NETWORK');
      assert.match(outcome.problems[0]?.pointer ?? '', POINTER, JSON.stringify(layers));
      assert.match(outcome.message, /^Expected .+ Received: .+\.$/s);
      continue;
    }
    outcomes.built += 1;
    for (const { type } of layers) seen.set(type, (seen.get(type) ?? 0) + 1);
    build(outcome, inputShape);
    if (outcomes.traced === TRACED || !hasBranches(outcome)) continue;
    outcomes.traced += 1;
    trace(outcome, inputShape);
  }
  assert.equal(outcomes.traced, TRACED);
  assert.ok(outcomes.built > 300 && outcomes.refused > 300, JSON.stringify(outcomes));
  assert.deepEqual(
    Object.keys(LAYERS).filter((type) => !seen.has(type)),
    [],
    'every layer has been built',
  );
});

function planOrRefusal(layers: Layer[], inputShape: readonly number[]): NetworkPlan | AppError {
  try {
    return planNetwork({ layers }, { inputShape, outputs: CLASSES }, LIMITS);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw new Error(`Expected an AppError for ${JSON.stringify({ layers, inputShape })}.`, { cause: error });
  }
}

function build({ layers, summary, parameters }: NetworkPlan, inputShape: readonly number[]): void {
  try {
    const network = createNetwork(layers, inputShape, 1);
    assert.equal(network.parameters, parameters);
    assert.deepEqual(network.outputShape, summary.at(-1)?.outputShape);
    // Zeros are numbers of every vocabulary.
    const inputs = new Float32Array(BATCH * product(inputShape));
    assert.equal(network.predict(inputs, BATCH).length, BATCH * CLASSES);
    const step = createEagerStep(network, OPTIMIZER);
    step.run(inputs, Int32Array.of(0, 1), BATCH, 0.001);
    step.dispose();
    network.dispose();
  } catch (error) {
    throw new Error(`Expected a network of ${JSON.stringify({ layers, inputShape })}.`, { cause: error });
  }
}

/** Whether it is no mere sequence, and more than one layer. */
function hasBranches({ layers }: NetworkPlan): boolean {
  return layers.some(({ inputs = [] }) => new Set(inputs).size > 1) && layers.length > 3;
}

function trace({ layers }: NetworkPlan, inputShape: readonly number[]): void {
  const outcomeOf = (create: (network: Network) => TrainingStep): number[] => {
    const network = createNetwork(layers, inputShape, 1);
    const step = create(network);
    const inputs = inputsOf(layers, inputShape);
    const losses = [1, 2].map(() => step.run(inputs, Int32Array.of(0, 1), BATCH, 0.001).lossSum);
    losses.push(step.evaluate(inputs, Int32Array.of(0, 1), BATCH).lossSum);
    step.dispose();
    const all = [...losses, ...network.weights().flatMap(({ values }) => [...values])];
    network.dispose();
    return all;
  };
  const eager = outcomeOf((network) => createEagerStep(network, OPTIMIZER));
  const options = { threads: { intraOp: 1, interOp: 1 }, divideBy: undefined };
  const traced = outcomeOf((network) => createCompiledStep(network, OPTIMIZER, options));
  for (const [at, expected] of eager.entries()) {
    const isNear = Math.abs((traced[at] ?? Number.NaN) - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
    assert.ok(isNear, `${at}: ${traced[at]} for ${expected} by ${JSON.stringify({ layers, inputShape })}`);
  }
}

function inputsOf(layers: NetworkPlan['layers'], inputShape: readonly number[]): Float32Array {
  const size = BATCH * product(inputShape);
  if (layers.some(({ type }) => type === 'embedding' || type === 'categoryEmbedding')) return new Float32Array(size);
  return Float32Array.from(pseudoRandom(size, 3), (value) => 2 * value - 1);
}
