/**
 * The metrics: against scikit-learn's and Keras' own figures (`test/oracles/keras_losses.py`), and on cases that can be
 * counted by hand; and the way of what was asked for through training into history, progress and evaluation.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { tensorMemory } from '../../src/engine/index.ts';
import { createNetwork, evaluate, type Network, type TrainingEvent, train } from '../../src/models/index.ts';
import { createMetricSums } from '../../src/models/metrics/index.ts';
import {
  FIGURES,
  type FigureName,
  type NamedLayer,
  type ResolvedMetric,
  resolveTraining,
  type Training,
} from '../../src/models/specification/index.ts';
import { examplesOf, splitOf, syntheticExamples } from './synthetic-examples.ts';

interface MetricsCase {
  readonly labels: readonly number[];
  readonly logits: readonly (readonly number[])[];
  readonly figures: Readonly<Record<Exclude<FigureName, 'r2Score' | 'accuracy'>, number>>;
  readonly kerasF1Score: number;
}

const oracles = JSON.parse(readFileSync(new URL('../oracles/keras-losses.json', import.meta.url), 'utf8')) as {
  readonly metrics: readonly MetricsCase[];
};
const ALL: Training['metrics'] = [
  { type: 'topKCategoricalAccuracy', k: 2 },
  ...FIGURES.filter((name) => name !== 'topKCategoricalAccuracy' && name !== 'r2Score'),
];
const OF_CLASSES = FIGURES.filter((name) => name !== 'r2Score');
/** Of an accuracy anybody can count: scikit-learn's was not asked for. */
const IN_ORACLE = OF_CLASSES.filter((name) => name !== 'accuracy');
const LAYERS: readonly NamedLayer[] = [
  { type: 'dense', name: 'dense', units: 8, activation: 'relu' },
  { type: 'dense', name: 'dense_1', units: 3, activation: 'softmax' },
];
const FAST: Training = { epochs: 12, optimizer: { type: 'adam', learningRate: 0.03 } };
const NEVER = new AbortController().signal;

describe('metrics', () => {
  for (const [index, { labels, logits, figures }] of oracles.metrics.entries()) {
    test(`are those of scikit-learn and Keras: case ${index + 1}`, async () => {
      const before = tensorMemory();
      const classes = logits[0]?.length ?? 0;
      const network = identity(classes);
      const examples = examplesOf([classes], Float32Array.from(logits.flat()), Int32Array.from(labels), classes);
      const evaluation = await evaluate(network, examples, { objective: resolveTraining({ metrics: ALL }, 0) });
      for (const name of IN_ORACLE) near(evaluation[name], figures[name as keyof typeof figures], name);
      network.dispose();
      assert.deepEqual(tensorMemory(), before);
    });
  }

  test("F1 is Keras' macro average too, where no example has two likeliest classes", () => {
    const last = oracles.metrics.at(-1);
    near(last?.kerasF1Score, last?.figures.f1Score ?? -1, 'f1Score');
  });

  test('count a class that was never told, or never true, as 0 in every mean', () => {
    const figures = figuresOf(['accuracy', 'precision', 'recall', 'f1Score'], [0, 0, 1], [0, 1, 1], 4);
    near(figures.precision, (1 / 2 + 1 + 0 + 0) / 4, 'precision');
    near(figures.recall, (1 + 1 / 2 + 0 + 0) / 4, 'recall');
    near(figures.f1Score, (2 / 3 + 2 / 3 + 0 + 0) / 4, 'f1Score');
  });

  test('an area under the curve ranks exactly, and counts equal probabilities half', () => {
    const probabilities = Float32Array.of(0.9, 0.1, 0.5, 0.5, 0.5, 0.5, 0.2, 0.8);
    const figures = figuresOf(['accuracy', 'auc'], [0, 0, 1, 1], [0, 0, 1, 1], 2, probabilities);
    near(figures.auc, 3.5 / 4, 'auc');
  });

  test('an area that no class has is not told', () => {
    assert.deepEqual(figuresOf(['accuracy', 'auc'], [0, 1], [1, 1], 2, Float32Array.of(0.9, 0.1, 0.4, 0.6)), {
      accuracy: 0.5,
    });
  });
});

describe('training', () => {
  test('tells what was asked for in progress, history and evaluation; an area only of what is not trained on', async () => {
    const { network, history, progress } = await run({ metrics: ALL, epochs: 2 });
    const told = OF_CLASSES.filter((name) => name !== 'auc');
    const validated = OF_CLASSES.map((name) => `val${name.charAt(0).toUpperCase()}${name.slice(1)}`);
    const [epoch = {}] = history;
    const expected = ['epoch', 'loss', ...told, 'valLoss', ...validated, 'seconds'];
    assert.deepEqual(Object.keys(epoch).sort(), expected.sort());
    for (const value of Object.values(epoch)) assert.ok(Number.isFinite(value));
    assert.deepEqual(Object.keys(progress.figures).sort(), told.sort());
    const evaluation = await evaluate(network, syntheticExamples([8]), {
      objective: resolveTraining({ metrics: ALL }, 0),
    });
    for (const name of OF_CLASSES) assert.ok(Number.isFinite(evaluation[name]), name);
    network.dispose();
  });

  test('tells loss and accuracy alone where nothing is asked for, and learns the same weights either way', async () => {
    const plain = await run({ epochs: 2 });
    const measured = await run({ epochs: 2, metrics: ALL });
    assert.deepEqual(Object.keys(plain.history[0] ?? {}), [
      ...['epoch', 'loss', 'accuracy', 'valLoss', 'valAccuracy', 'seconds'],
    ]);
    assert.deepEqual(Object.keys(plain.progress.figures), ['accuracy']);
    for (const [index, { values }] of plain.network.weights().entries()) {
      const others = measured.network.weights()[index]?.values ?? [];
      for (const [at, value] of values.entries()) near(others[at], value, `weight ${index}, number ${at}`);
    }
    plain.network.dispose();
    measured.network.dispose();
  });

  test('learns by every loss what the data show', async () => {
    const losses: Training['loss'][] = [
      ...(['categoricalFocalCrossentropy', 'binaryCrossentropy', 'meanSquaredError', 'meanAbsoluteError'] as const),
      ...(['huber', 'hinge', 'categoricalHinge', 'klDivergence'] as const),
      { type: 'sparseCategoricalCrossentropy', labelSmoothing: 0.1 },
    ];
    for (const loss of losses) {
      const { network, history } = await run({ ...FAST, ...(loss && { loss }) });
      const [first, last] = [history[0], history.at(-1)];
      assert.ok((last?.loss ?? 1) < (first?.loss ?? 0), JSON.stringify(loss));
      assert.ok((last?.accuracy ?? 0) > 0.9, `${JSON.stringify(loss)}: ${last?.accuracy}`);
      network.dispose();
    }
  });

  test('heeds a class that weighs much, and not one that weighs nothing', async () => {
    const { network, history } = await run({ ...FAST, classWeight: { b: 5, '2': 0 } }, ['a', 'b', 'c']);
    const { confusionMatrix } = await evaluate(network, syntheticExamples([8]));
    assert.equal(confusionMatrix?.[2]?.[2], 0);
    assert.ok((confusionMatrix?.[1]?.[1] ?? 0) > 25);
    assert.ok((history[0]?.valLoss ?? 0) !== history[0]?.loss);
    network.dispose();
  });
});

async function run(training: Training, labels: string[] = []) {
  const examples = syntheticExamples([8]);
  const network = createNetwork(LAYERS, [8], 1);
  const events: TrainingEvent[] = [];
  const { history } = await train({
    network,
    training: resolveTraining({ batchSize: 16, ...training }, 1, { type: 'classification', labels }),
    examples,
    parts: splitOf(examples, 0.25),
    signal: NEVER,
    onEvent: (event) => events.push(event),
  });
  const progress = events.filter((event) => event.type === 'progress').at(-1);
  assert.ok(progress?.type === 'progress');
  return { network, history, progress };
}

function figuresOf(
  metrics: readonly ResolvedMetric[],
  predictions: readonly number[],
  truths: readonly number[],
  classes: number,
  probabilities = new Float32Array(),
) {
  const sums = createMetricSums(metrics, { kind: 'classes', values: Int32Array.from(truths), size: classes }, false);
  // In two batches, in arrays that are longer than what counts of them.
  for (const [from, to] of [
    [0, 1],
    [1, truths.length],
  ] as const) {
    const batch = {
      answers: Int32Array.from([...predictions.slice(from, to), 0, 0]),
      columns: { probabilities: probabilities.slice(from * classes) },
    };
    sums.add(batch, Int32Array.from([...truths.slice(from, to), 1, 1]), to - from);
  }
  return sums.figures();
}

/** Its logits are its inputs. */
function identity(classes: number): Network {
  const network = createNetwork([{ type: 'dense', name: 'd', units: classes, activation: 'softmax' }], [classes], 1);
  const kernel = Float32Array.from({ length: classes ** 2 }, (_, index) => (index % (classes + 1) === 0 ? 1 : 0));
  network.setWeights([
    { name: 'd/kernel', shape: [classes, classes], values: kernel },
    { name: 'd/bias', shape: [classes], values: new Float32Array(classes) },
  ]);
  return network;
}

function near(actual: number | undefined, expected: number, what: string): void {
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= 1e-6, `${what}: expected ${expected}, got ${actual}`);
}
