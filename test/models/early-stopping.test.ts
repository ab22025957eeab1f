/** When a training that gets no better ends, and whose weights it keeps. Keras' numbers: `oracles/keras_early_stopping.py`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createEarlyStopping } from '../../src/models/early-stopping.ts';
import {
  createNetwork,
  type StateKeeper,
  type TrainingEvent,
  type TrainingOptions,
  type TrainingState,
  train,
} from '../../src/models/index.ts';
import { type NamedLayer, resolveTraining, type Training } from '../../src/models/specification/index.ts';
import { splitOf, syntheticExamples } from './synthetic-examples.ts';

interface OracleCase {
  readonly patience: number;
  readonly minDelta: number;
  readonly mode: 'min' | 'max';
  readonly restoreBest: boolean;
  readonly figures: readonly number[];
  readonly epochs: number;
  readonly stopped: boolean;
  readonly weightsOf: number;
}

const ORACLE = new URL('../oracles/keras-early-stopping.json', import.meta.url);
const LAYERS: readonly NamedLayer[] = [
  { type: 'dense', name: 'dense', units: 16, activation: 'relu' },
  { type: 'dense', name: 'told', units: 3, activation: 'softmax' },
];
const EXAMPLES = syntheticExamples([8], { count: 60, noise: 3 });
/** Learns the noise by heart: the loss of the examples held back soon rises. */
const OVERFITTING: Training = { epochs: 40, batchSize: 8, optimizer: { type: 'adam', learningRate: 0.05 } };

/** Each epoch's weights are its number. */
function ended({ figures, ...settings }: OracleCase) {
  const stopping = createEarlyStopping({ monitor: 'loss', ...settings });
  let epochs = 0;
  for (const loss of figures) {
    if (stopping.isOver) break;
    epochs += 1;
    stopping.epochEnded({ epoch: epochs, loss, seconds: 0 }, [Float32Array.of(epochs)]);
  }
  return { epochs, stopped: stopping.isOver, weightsOf: stopping.bestWeights[0]?.[0] ?? epochs };
}

test('epochs end, and weights are left, where Keras ends and leaves them', () => {
  const cases = JSON.parse(readFileSync(ORACLE, 'utf8')) as readonly OracleCase[];
  assert.ok(cases.length >= 300);
  for (const told of cases) {
    const { epochs, stopped, weightsOf } = told;
    assert.deepEqual(ended(told), { epochs, stopped, weightsOf }, JSON.stringify(told));
  }
});

test('a figure that is no number, and one that is not told, are no improvement', () => {
  const stopping = createEarlyStopping({ mode: 'auto', patience: 2, minDelta: 0, restoreBest: true });
  const tell = (epoch: number, valLoss: number | undefined) =>
    stopping.epochEnded({ epoch, loss: 1, seconds: 0, ...(valLoss !== undefined && { valLoss }) }, []);
  tell(1, Number.NaN);
  assert.equal(stopping.bestEpoch, 1);
  tell(2, 3);
  assert.equal(stopping.bestEpoch, 2);
  const accuracy = createEarlyStopping({
    monitor: 'valAccuracy',
    mode: 'auto',
    patience: 1,
    minDelta: 0,
    restoreBest: true,
  });
  for (const epoch of [1, 2, 3, 4]) accuracy.epochEnded({ epoch, loss: epoch, seconds: 0 }, []);
  assert.deepEqual([accuracy.isOver, accuracy.bestEpoch], [false, 0]);
});

describe('a training that stops early', () => {
  test('spares the epochs that are left, says so in its history and its log, and tells that nothing is left', async () => {
    const { history, ending, events } = await run({ ...OVERFITTING, earlyStopping: { patience: 3 } });
    assert.equal(ending, 'earlyStopping');
    assert.ok(history.length >= 4 && history.length < 40, `${history.length} epochs`);
    const losses = history.map(({ valLoss }) => valLoss ?? Number.NaN);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    assert.equal(best, history.length - 3);
    assert.deepEqual(
      history.map(({ stoppedEarly }) => stoppedEarly),
      [...new Array(history.length - 1).fill(undefined), true],
    );
    const logs = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
    assert.deepEqual(logs, [
      `Stopped early after epoch ${history.length}: valLoss was best in epoch ${best}, ${losses[best - 1]}.`,
      `The weights are those of epoch ${best}, whose valLoss is best.`,
    ]);
    const progress = events.filter((event) => event.type === 'progress').at(-1);
    assert.deepEqual([progress?.fraction, progress?.etaSeconds], [1, 0]);
  });

  test('ends with the weights of its best epoch, or of its last if it is told to', async () => {
    const stopped = await run({ ...OVERFITTING, earlyStopping: { patience: 3 } });
    const best = stopped.history.length - 3;
    assert.deepEqual(stopped.weights, (await run({ ...OVERFITTING, epochs: best })).weights);
    const last = await run({ ...OVERFITTING, earlyStopping: { patience: 3, restoreBest: false } });
    assert.deepEqual(last.weights, (await run({ ...OVERFITTING, epochs: best + 3 })).weights);
  });

  test('but trains all its epochs if its patience is as long as they are, ends with the best by any figure', async () => {
    const training: Training = { ...OVERFITTING, epochs: 12, earlyStopping: { monitor: 'valAccuracy', patience: 12 } };
    const { history, ending, weights } = await run(training);
    assert.deepEqual([ending, history.length, history.at(-1)?.stoppedEarly], ['epochs', 12, undefined]);
    const figures = history.map(({ valAccuracy }) => valAccuracy ?? Number.NaN);
    const best = figures.indexOf(Math.max(...figures)) + 1;
    assert.deepEqual(weights, (await run({ ...OVERFITTING, epochs: best })).weights);
  });
});

describe('a training with a limit of minutes', () => {
  test('ends within a step of it, with what it has learnt so far', async () => {
    const { history, ending, events, weights, seconds } = await run({
      ...OVERFITTING,
      epochs: 10_000,
      maxMinutes: 0.02,
    });
    assert.equal(ending, 'maxMinutes');
    assert.ok(history.length > 0 && history.length < 10_000);
    assert.ok(seconds >= 1.2 && seconds < 3, `${seconds} s`);
    const log = events.find((event) => event.type === 'log')?.message ?? '';
    const [, epoch, step] = /^Stopped after 0\.02 minutes, in epoch (\d+), (\d) of its 6 steps done\.$/.exec(log) ?? [];
    assert.equal(Number(epoch), history.length + 1);
    const counted = await stateAfter(history.length * 6 + Number(step));
    assert.deepEqual(
      weights.map(({ values }) => values),
      counted.variables.slice(0, weights.length),
    );
  });

  test('counts the time before an interruption', async () => {
    const state = await stateAfter(20);
    const from = { ...state, seconds: 600 };
    const { ending, history, seconds } = await run({ ...OVERFITTING, maxMinutes: 10 }, { from });
    assert.deepEqual([ending, history.length], ['maxMinutes', 3]);
    assert.ok(seconds >= 600);
  });
});

/** The state of the training without limits, after so many steps. */
async function stateAfter(steps: number): Promise<TrainingState> {
  const aborter = new AbortController();
  const taken: TrainingState[] = [];
  const keeper: StateKeeper = {
    wants: (after) => after === 'step',
    async keep(copy) {
      const state = copy();
      if (state.steps !== steps) return;
      taken.push(state);
      aborter.abort();
    },
  };
  const training = { ...OVERFITTING, epochs: 10_000 };
  await assert.rejects(run(training, { keeper, signal: aborter.signal }), { code: 'ERR_CANCELLED' });
  return taken[0] as TrainingState;
}

async function run(training: Training, extras: Partial<TrainingOptions> = {}) {
  const network = createNetwork(LAYERS, [8], 1);
  const events: TrainingEvent[] = [];
  try {
    const result = await train({
      network,
      training: resolveTraining(training, 1),
      examples: EXAMPLES,
      parts: splitOf(EXAMPLES, 0.2),
      signal: new AbortController().signal,
      onEvent: (event) => void events.push(event),
      ...extras,
    });
    return { ...result, events, weights: network.weights() };
  } finally {
    network.dispose();
  }
}
