/** A sweep over random networks: whatever the layers, a plan comes out or an error that is meant for the sender. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { AppError } from '../../src/errors.ts';
import { Layer, type NetworkPlan, planNetwork, product } from '../../src/models/specification/index.ts';
import { guard } from '../../src/validation.ts';

const isLayer = guard(Layer);
const SHAPES = [[784], [28, 28, 1], [100, 256], [1], [1, 1, 1], [5, 7, 3], [2, 3, 4, 5]];
const SIZES = [1, 2, 3, 5, 28, 29, 784, 1024, 16_384];
const LIMITS = { parametersMax: 50_000_000, activationBytesMax: 2 ** 60 };
const NETWORKS = 20_000;

/** mulberry32: the same sweep in every run. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

function randomLayer(roll: (sides: number) => number): Layer {
  const one = <T>(values: readonly T[]): T => values[roll(values.length)] as T;
  const maybe = <T>(name: string, value: T): Record<string, T> => (roll(3) === 0 ? { [name]: value } : {});
  const pair = (): number | number[] => {
    const windows = SIZES.filter((size) => size <= 1024);
    return roll(2) === 0 ? one(windows) : [one(windows), one(windows)];
  };
  const candidates: object[] = [
    { type: 'dense', units: one(SIZES), ...maybe('activation', one(['relu', 'softmax'])), ...maybe('useBias', false) },
    {
      type: 'conv2d',
      filters: one(SIZES),
      kernelSize: pair(),
      ...maybe('strides', pair()),
      ...maybe('padding', 'same'),
    },
    { type: 'maxPooling2d', ...maybe('poolSize', pair()), ...maybe('strides', pair()), ...maybe('padding', 'same') },
    { type: 'flatten' },
    { type: 'reshape', targetShape: Array.from({ length: 1 + roll(5) }, () => one(SIZES)) },
    { type: 'reshape', targetShape: one(SHAPES) },
    { type: 'lstm', units: one(SIZES), ...maybe('returnSequences', true), ...maybe('name', 'dense') },
  ];
  const layer = one(candidates);
  assert.ok(isLayer(layer), `the sweep makes layers that requests may have: ${JSON.stringify(layer)}`);
  return layer;
}

function planOrRefusal(layers: Layer[], inputShape: readonly number[]): NetworkPlan | AppError {
  try {
    return planNetwork({ layers }, { inputShape, outputs: 10 }, LIMITS);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw new Error(`Expected an AppError for ${JSON.stringify({ layers, inputShape })}.`, { cause: error });
  }
}

test('random layers give a sound plan or a refusal with a pointer, never a crash', { timeout: 30_000 }, () => {
  const roll = createDice(3);
  const outcomes = { planned: 0, refused: 0 };
  for (let count = 0; count < NETWORKS; count++) {
    const layers = Array.from({ length: 1 + roll(5) }, () => randomLayer(roll));
    const outcome = planOrRefusal(layers, SHAPES[roll(SHAPES.length)] as number[]);
    if (outcome instanceof AppError) {
      outcomes.refused += 1;
      assert.equal(outcome.code, 'ERR_NETWORK');
      assert.match(outcome.problems[0]?.pointer ?? '', /^\/network(\/layers\/[0-4](\/\w+)?)?$/);
      assert.match(outcome.message, /^Expected .+ Received: .+\.$/s);
      continue;
    }
    outcomes.planned += 1;
    const names = outcome.layers.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, 'names are unique');
    assert.equal(
      outcome.parameters,
      outcome.summary.reduce((sum, { parameters }) => sum + parameters, 0),
    );
    assert.ok(outcome.parameters <= LIMITS.parametersMax);
    for (const { outputShape } of outcome.summary)
      assert.ok(outputShape.every((n) => Number.isSafeInteger(n) && n >= 1) && product(outputShape) > 0);
    assert.deepEqual(outcome.summary.at(-1)?.outputShape, [10]);
  }
  assert.ok(outcomes.planned > 500 && outcomes.refused > 500, JSON.stringify(outcomes));
});
