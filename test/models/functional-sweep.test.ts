/**
 * A sweep over random networks, functional ones too: what `planNetwork` accepts can be built, has the shapes and the
 * parameters of its plan, predicts and takes a training step; what it does not is refused with a pointer.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { AppError } from '../../src/errors.ts';
import { createEagerStep } from '../../src/models/eager-step.ts';
import { createNetwork } from '../../src/models/index.ts';
import { LAYERS, type Layer, type NetworkPlan, planNetwork, product } from '../../src/models/specification/index.ts';
import { createDice, randomLayers } from '../specification/random-network.ts';
import { OPTIMIZER } from './layer-cases.ts';

const SHAPES = [[6], [5, 4], [8, 7, 3], [3, 4, 4, 2]];
const CLASSES = 3;
const LIMITS = { parametersMax: 20_000, activationsMax: 20_000 };
const NETWORKS = 4_000;
const BATCH = 2;
const POINTER = /^\/network(\/layers\/\d+(\/\w+)*)?$/;

test('random networks are refused with a pointer, or are built as they are planned', { timeout: 120_000 }, () => {
  const roll = createDice(11);
  const seen = new Map<string, number>();
  const outcomes = { built: 0, refused: 0 };
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
  }
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
