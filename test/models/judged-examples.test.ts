/** Which examples are kept to stand behind a confusion matrix. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createEvaluator, createNetwork } from '../../src/models/index.ts';
import { createJudgedExamples, withProbabilities } from '../../src/models/judged-examples.ts';
import { defaultObjective } from '../../src/models/objective.ts';
import { planNetwork } from '../../src/models/specification/index.ts';
import { syntheticExamples } from './synthetic-examples.ts';

test('of each cell those are kept that the network was furthest off with', () => {
  const judged = createJudgedExamples(3);
  for (let example = 0; example < 100; example++)
    judged.add({ example, truth: 0, answer: example % 2, loss: (example * 37) % 100 });
  judged.add({ example: 500, truth: 2, answer: 2, loss: 0.001 });
  const worst = judged.worst();
  assert.equal(worst.length, 17, 'eight of two cells, and the only one of a third');
  assert.deepEqual(
    worst.map(({ loss }) => loss),
    worst.map(({ loss }) => loss).sort((a, b) => b - a),
  );
  const mistaken = worst.filter(({ answer }) => answer === 1).map(({ loss }) => loss);
  assert.deepEqual(mistaken, [99, 97, 95, 93, 91, 89, 87, 85]);
  assert.deepEqual(worst.at(-1), { example: 500, truth: 2, answer: 2, loss: 0.001 });
});

test('of equals the first stays, and a loss that is no number pushes none out', () => {
  const judged = createJudgedExamples(2);
  for (let example = 0; example < 20; example++) judged.add({ example, truth: 1, answer: 0, loss: 5 });
  judged.add({ example: 99, truth: 1, answer: 0, loss: Number.NaN });
  assert.deepEqual(
    judged.worst().map(({ example }) => example),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test('of very many cells the worst of each go first, up to a bound', () => {
  const judged = createJudgedExamples(1000);
  for (let truth = 0; truth < 1000; truth++)
    for (let answer = 0; answer < 3; answer++)
      for (const loss of [1, 2]) judged.add({ example: truth, truth, answer, loss: loss + answer / 10 });
  const worst = judged.worst();
  assert.equal(worst.length, 2000);
  assert.ok(worst.every(({ loss }) => loss >= 2));
});

test('an evaluation tells of the examples of its own part, with the probabilities that the network gives them', async () => {
  const examples = syntheticExamples([4, 4, 1], { count: 64, noise: 2 });
  const { layers } = planNetwork('mlp', { inputShape: [...examples.shape], outputs: 3 }, { parametersMax: 1e6 });
  const network = createNetwork(layers, examples.shape, 3);
  const objective = defaultObjective(network.tells);
  const evaluator = createEvaluator(network, examples, { objective, count: 20 });
  try {
    const judged = createJudgedExamples(3);
    const indices = Uint32Array.from({ length: 30 }, (_, index) => index * 2 + 1);
    const { confusionMatrix = [] } = await evaluator.evaluate(examples, { indices, judged });
    const rows = await withProbabilities(evaluator, examples, judged.worst());
    assert.ok(rows.length > 0 && rows.every(({ example }) => indices.includes(example)));
    for (const { example, truth, answer, probability, trueProbability, loss } of rows) {
      assert.equal(truth, examples.targets.values[example]);
      assert.ok((confusionMatrix[truth]?.[answer] ?? 0) > 0);
      assert.ok(probability >= trueProbability && probability <= 1);
      assert.ok(Math.abs(Math.exp(-loss) - trueProbability) < 1e-4, 'cross-entropy is the logarithm of it');
    }
  } finally {
    evaluator.dispose();
    network.dispose();
  }
});
