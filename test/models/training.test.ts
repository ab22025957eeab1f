/** What training tells, how it ends early, and what evaluation measures. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Examples } from '../../src/data/index.ts';
import { tensorMemory } from '../../src/engine/index.ts';
import {
  createNetwork,
  evaluate,
  type Network,
  type ProgressEvent,
  type TrainingEvent,
  train,
} from '../../src/models/index.ts';
import { type NamedLayer, resolveTraining, type Training } from '../../src/models/specification/index.ts';
import { examplesOf, heldBackBy, splitOf, syntheticExamples } from './synthetic-examples.ts';

const LAYERS: readonly NamedLayer[] = [
  { type: 'dense', name: 'dense', units: 16, activation: 'relu' },
  { type: 'dense', name: 'dense_1', units: 3, activation: 'softmax' },
];
const NEVER = new AbortController().signal;

describe('training', () => {
  test('tells of its first step and its last, of every epoch, and of the examples held back', async () => {
    const events: TrainingEvent[] = [];
    const network = createNetwork(LAYERS, [8], 1);
    const result = await run(network, { epochs: 3, batchSize: 16, validation: { split: 0.25 } }, { events });
    const progress = events.filter((event) => event.type === 'progress');
    const epochs = events.filter((event) => event.type === 'epoch');
    assert.deepEqual([result.trainingExamples, result.validationExamples], [72, 24]);
    const first = progress[0] as ProgressEvent;
    assert.deepEqual([first.epoch, first.epochs, first.step, first.steps, first.fraction], [1, 3, 1, 5, 1 / 15]);
    assert.ok(first.examplesPerSecond > 0 && first.etaSeconds > 0);
    assert.deepEqual([progress.at(-1)?.fraction, progress.at(-1)?.etaSeconds], [1, 0]);
    assert.deepEqual(
      epochs.map(({ epoch }) => epoch),
      [1, 2, 3],
    );
    for (const epoch of epochs)
      assert.ok(Number.isFinite(epoch.valLoss) && (epoch.valAccuracy ?? -1) >= 0 && epoch.seconds > 0);
    assert.deepEqual(
      epochs.map(({ type: _, ...metrics }) => metrics),
      result.history,
    );
    network.dispose();
  });

  test('tells of progress at most every quarter of a second between the first step and the last', async () => {
    const times: number[] = [];
    const network = createNetwork(LAYERS, [8], 1);
    await run(
      network,
      { epochs: 15, batchSize: 1 },
      { onEvent: (event) => event.type === 'progress' && times.push(performance.now()) },
    );
    assert.ok(times.length >= 2);
    for (const [index, time] of times.slice(1, -1).entries()) assert.ok(time - (times[index] as number) >= 245);
    network.dispose();
  });

  test('without a split validates nothing, and says nothing of it', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const { history } = await run(network, { epochs: 1, validation: { split: 0 } });
    assert.deepEqual(Object.keys(history[0] ?? {}), ['epoch', 'loss', 'accuracy', 'seconds']);
    network.dispose();
  });

  test('rows that the engine gathers from memory train to the bytes that written batches give, to the last small batch', async () => {
    const trained = async (examples: Examples): Promise<unknown> => {
      const network = createNetwork(LAYERS, [8], 1);
      const { history } = await run(network, { epochs: 2, batchSize: 7, validation: { split: 0.3 } }, { examples });
      const weights = network.weights();
      network.dispose();
      return [weights, history.map(({ seconds: _, ...figures }) => figures)];
    };
    const { numbers, ...written } = syntheticExamples([8], { count: 50 });
    assert.ok(numbers);
    const gathered = { ...written, numbers, writeInputs: () => assert.fail('a batch was written') };
    assert.deepEqual(await trained(gathered), await trained(written));
  });

  test('averages over examples, not over batches: the smaller last batch weighs less', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const examples = syntheticExamples([8], { count: 10 });
    const { loss } = await evaluate(network, examples);
    // Steps too small to change anything: every batch is measured with the weights of the start.
    const training: Training = {
      epochs: 1,
      batchSize: 8,
      validation: { split: 0 },
      optimizer: { type: 'adam', learningRate: 1e-12 },
    };
    const { history } = await run(network, training, { examples });
    assert.ok(Math.abs((history[0]?.loss ?? 0) - loss) < 1e-6);
    network.dispose();
  });

  test('leaves the event loop free while it computes', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    let last = performance.now();
    let longest = 0;
    let ticks = 0;
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      ticks += 1;
    }, 5);
    await run(network, { epochs: 400, batchSize: 4 });
    clearInterval(timer);
    assert.ok(ticks > 5, `${ticks} ticks`);
    assert.ok(longest < 500, `${longest} ms without a tick`);
    network.dispose();
  });

  test('stops soon after it is cancelled, frees what it made, and keeps what it learnt', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const start = network.weights()[0]?.values;
    const before = tensorMemory();
    const controller = new AbortController();
    let cancelled = 0;
    setTimeout(() => {
      cancelled = performance.now();
      controller.abort();
    }, 60);
    const training = run(network, { epochs: 10_000 }, { signal: controller.signal });
    await assert.rejects(training, { code: 'ERR_CANCELLED' });
    assert.ok(performance.now() - cancelled < 500);
    assert.deepEqual(tensorMemory(), before);
    assert.notDeepEqual(network.weights()[0]?.values, start);
    network.dispose();
  });

  test('that is cancelled before it starts does not start', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const events: TrainingEvent[] = [];
    await assert.rejects(run(network, {}, { signal: AbortSignal.abort(), events }), { code: 'ERR_CANCELLED' });
    assert.deepEqual(events, []);
    network.dispose();
  });

  test('reports inputs that are no numbers as a diverged loss, with epoch, step and advice', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const before = tensorMemory();
    const examples = examplesOf([8], new Float32Array(24).fill(Number.NaN), Int32Array.of(0, 1, 2));
    await assert.rejects(run(network, {}, { examples }), {
      code: 'ERR_LOSS_DIVERGED',
      message: /NaN in epoch 1, step 1\. Try a smaller learning rate/,
    });
    assert.deepEqual(tensorMemory(), before);
    network.dispose();
  });

  test('reports a learning rate that blows the weights up, even in its very last step', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const settings = { ...resolveTraining({ epochs: 1, batchSize: 96, validation: { split: 0 } }, 1) };
    const training = { ...settings, optimizer: { ...settings.optimizer, learningRate: 1e39 } };
    const examples = syntheticExamples([8]);
    await assert.rejects(
      train({ network, training, examples, parts: splitOf(examples, 0), signal: NEVER, onEvent: () => undefined }),
      {
        code: 'ERR_LOSS_DIVERGED',
        message: /in epoch 1, step 1/,
      },
    );
    network.dispose();
  });

  test('refuses examples that do not fit the network', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const wrongShape = syntheticExamples([9]);
    const wrongLabels = examplesOf([8], new Float32Array(16), Int32Array.of(0, 3));
    const none = examplesOf([8], new Float32Array(), new Int32Array());
    for (const examples of [wrongShape, wrongLabels, none]) {
      await assert.rejects(run(network, {}, { examples }), { code: 'ERR_NETWORK', message: /^Expected .* Received: / });
    }
    const unending = createNetwork(LAYERS.slice(0, 1), [8], 1);
    await assert.rejects(run(unending, {}), { code: 'ERR_NETWORK', message: /softmax/ });
    network.dispose();
    unending.dispose();
  });
});

describe('evaluation', () => {
  test('counts each class that was taken for another', async () => {
    // One input, whose number is the class that this network answers.
    const network = createNetwork(LAYERS.slice(1), [3], 1);
    network.setWeights([
      { name: 'dense_1/kernel', shape: [3, 3], values: Float32Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9) },
      { name: 'dense_1/bias', shape: [3], values: new Float32Array(3) },
    ]);
    const answers = [0, 0, 1, 2, 2];
    const truths = [0, 1, 1, 2, 0];
    const inputs = Float32Array.from(answers.flatMap((answer) => [0, 1, 2].map((at) => (at === answer ? 1 : 0))));
    const { confusionMatrix, accuracy, examples, loss } = await evaluate(
      network,
      examplesOf([3], inputs, Int32Array.from(truths)),
    );
    assert.deepEqual(confusionMatrix, [
      [1, 0, 1],
      [1, 1, 0],
      [0, 0, 1],
    ]);
    assert.deepEqual([accuracy, examples], [3 / 5, 5]);
    const right = Math.log(1 + 2 * Math.exp(-9));
    assert.ok(Math.abs(loss - (3 * right + 2 * (9 + right)) / 5) < 1e-5);
    network.dispose();
  });

  test('agrees with the validation that training makes', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    const examples = syntheticExamples([8], { count: 300 });
    const { history } = await run(network, { epochs: 2, validation: { split: 0 } }, { examples });
    const evaluation = await evaluate(network, examples);
    assert.ok((evaluation.accuracy ?? 0) >= (history.at(-1)?.accuracy ?? 1) - 0.05);
    network.dispose();
  });

  test('can be cancelled', async () => {
    const network = createNetwork(LAYERS, [8], 1);
    await assert.rejects(evaluate(network, syntheticExamples([8]), { signal: AbortSignal.abort() }), {
      code: 'ERR_CANCELLED',
    });
    network.dispose();
  });
});

interface RunOptions {
  readonly examples?: ReturnType<typeof syntheticExamples>;
  readonly signal?: AbortSignal;
  readonly events?: TrainingEvent[];
  readonly onEvent?: (event: TrainingEvent) => unknown;
}

function run(network: Network, training: Training, options: RunOptions = {}) {
  const { examples = syntheticExamples([8]), signal = NEVER, events = [], onEvent = () => undefined } = options;
  const listen = (event: TrainingEvent): void => {
    events.push(event);
    onEvent(event);
  };
  const parts = splitOf(examples, heldBackBy(training, 0.1));
  return train({ network, training: resolveTraining(training, 1), examples, parts, signal, onEvent: listen });
}
