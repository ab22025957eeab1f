import assert from 'node:assert/strict';
import test from 'node:test';
import type { Field, JobRequest, SweepSpecification } from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';
import { withValues } from '../../src/submission/sweep/fields.ts';
import { epochsInAll, rungsOf } from '../../src/submission/sweep/rungs.ts';
import { drawValue, valueAt, valueCount } from '../../src/submission/sweep/space.ts';
import { gridSize, valuesOfTrials } from '../../src/submission/sweep/trials.ts';

const all = (field: Field): unknown[] => Array.from({ length: valueCount(field) }, (_, index) => valueAt(field, index));

test('a grid has every value of a list, a step and a count, with both ends', () => {
  assert.deepEqual(all({ values: ['adam', [1, 2]] }), ['adam', [1, 2]]);
  assert.deepEqual(all({ min: 0.1, max: 0.5, step: 0.1 }), [0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(all({ min: 1, max: 8, step: 3, integer: true }), [1, 4, 7]);
  assert.deepEqual(all({ min: 0, max: 1, count: 3 }), [0, 0.5, 1]);
  assert.deepEqual(all({ min: 1e-4, max: 1e-1, count: 4, scale: 'log' }), [1e-4, 1e-3, 1e-2, 1e-1]);
  assert.deepEqual(all({ min: 16, max: 256, count: 3, scale: 'log', integer: true }), [16, 64, 256]);
});

test('what is drawn lies in its range, is evenly spread on its scale, and is the same for a seed', () => {
  const random = randomStream(3, 'draws');
  const draws = (field: Field): number[] => Array.from({ length: 2000 }, () => drawValue(field, random) as number);
  const logarithmic = draws({ min: 1e-4, max: 1e-1, scale: 'log' });
  assert.ok(logarithmic.every((value) => value >= 1e-4 && value <= 1e-1));
  const low = logarithmic.filter((value) => value < 1e-3).length;
  assert.ok(Math.abs(low - 667) < 100, `${low} of 2000 in the first of three decades`);
  const whole = draws({ min: 2, max: 4, integer: true });
  for (const value of [2, 3, 4]) assert.ok(Math.abs(whole.filter((each) => each === value).length - 667) < 100);
  assert.deepEqual([...new Set(draws({ min: 0, max: 1, step: 0.25 }))].sort(), [0, 0.25, 0.5, 0.75, 1]);
});

test('the trials of a grid are all its combinations; those of a seed stay what they are when others are added', () => {
  const space: SweepSpecification['space'] = { '/a': { values: [1, 2] }, '/b': { values: ['x', 'y', 'z'] } };
  assert.equal(gridSize(space), 6);
  assert.deepEqual(valuesOfTrials({ space, search: { strategy: 'grid' }, seed: 1, trials: 6 }).slice(0, 4), [
    { '/a': 1, '/b': 'x' },
    { '/a': 1, '/b': 'y' },
    { '/a': 1, '/b': 'z' },
    { '/a': 2, '/b': 'x' },
  ]);
  assert.deepEqual(valuesOfTrials({ space: {}, search: { strategy: 'grid' }, seed: 1, trials: 1 }), [{}]);
  const drawn = (trials: number) =>
    valuesOfTrials({ space: { '/a': { min: 0, max: 1 } }, search: { strategy: 'random', trials }, seed: 9, trials });
  assert.deepEqual(drawn(9).slice(0, 5), drawn(5));
  assert.equal(new Set(drawn(9).map((values) => values['/a'])).size, 9);
});

test('fields are set wherever they are: in what is missing, in a list, in what is said by its name', () => {
  const request = {
    ...{ model: 'm', dataset: 'd' },
    network: { layers: [{ type: 'dense', units: 3 }] },
    training: { optimizer: 'sgd' },
  } as JobRequest;
  const changed = withValues(request, {
    '/network/layers/0/units': 9,
    '/training/optimizer/learningRate': 0.5,
    '/split/test': 0.3,
  });
  assert.deepEqual(changed, {
    ...{ model: 'm', dataset: 'd', split: { test: 0.3 } },
    network: { layers: [{ type: 'dense', units: 9 }] },
    training: { optimizer: { type: 'sgd', learningRate: 0.5 } },
  });
  assert.deepEqual((withValues({ ...request, network: 'mlp' }, { '/network/units': [4] }) as JobRequest).network, {
    ...{ preset: 'mlp', units: [4] },
  });
  const open = withValues({ model: 'm', dataset: 'd', network: 'mlp' }, { '/training/optimizer/learningRate': 1 });
  assert.deepEqual((open as JobRequest).training, { optimizer: { type: 'adam', learningRate: 1 } });
  assert.deepEqual(request.training, { optimizer: 'sgd' });
});

test('the rungs are those of the paper: 1/factor of the trials, factor times the epochs', () => {
  assert.deepEqual(rungsOf(81, 81, 3), [
    { epochs: 1, keep: 27 },
    { epochs: 3, keep: 9 },
    { epochs: 9, keep: 3 },
    { epochs: 27, keep: 1 },
  ]);
  assert.equal(epochsInAll(81, 81, rungsOf(81, 81, 3)), 81 + 27 * 2 + 9 * 6 + 3 * 18 + 54);
  assert.deepEqual(rungsOf(4, 10, 2, 3), [
    { epochs: 3, keep: 2 },
    { epochs: 6, keep: 1 },
  ]);
  assert.deepEqual(rungsOf(2, 9, 3), [{ epochs: 3, keep: 1 }]);
  assert.deepEqual(rungsOf(1, 9, 3), []);
});

test('however many trials and epochs there are, rungs rise, keep fewer each time, and cost less than all trials', () => {
  const random = randomStream(4, 'rungs');
  for (let time = 0; time < 500; time++) {
    const [trials, epochs, factor] = [2 + random.below(255), 2 + random.below(300), 2 + random.below(9)];
    const rungs = rungsOf(trials, epochs, factor, random.below(2) === 0 ? undefined : 1 + random.below(epochs - 1));
    for (const [index, { epochs: at, keep }] of rungs.entries()) {
      const before = rungs[index - 1] ?? { epochs: 0, keep: trials };
      assert.ok(at > before.epochs && at < epochs && keep < before.keep && keep >= 1, JSON.stringify(rungs));
    }
    assert.ok(epochsInAll(trials, epochs, rungs) <= trials * epochs);
    if (epochs >= factor) assert.ok(rungs.length > 0, `${trials} trials, ${epochs} epochs, factor ${factor}`);
  }
});
