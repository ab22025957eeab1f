/**
 * A training that is interrupted after any step, and gone on with from bytes by another network, ends with the bytes of one
 * that ran through: weights, history and evaluation.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Examples } from '../../src/data/index.ts';
import { tensorMemory } from '../../src/engine/index.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/models/checkpoint.ts';
import {
  createNetwork,
  evaluate,
  type Network,
  type StateKeeper,
  type TrainingEvent,
  type TrainingResult,
  type TrainingState,
  train,
} from '../../src/models/index.ts';
import {
  type JobSpecification,
  type NamedLayer,
  resolveTraining,
  type Task,
  type Training,
} from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';
import { examplesFor, heldBackBy, splitOf, syntheticExamples } from './synthetic-examples.ts';

interface Case {
  readonly layers: readonly NamedLayer[];
  readonly training: Training;
  readonly examples: Examples;
  readonly task?: Task['type'];
  readonly isEager?: boolean;
  readonly frozen?: readonly string[];
}

const OWNER = { job: 'a-job', specification: { model: 'm' } as JobSpecification };
/** With what steps change besides the weights: statistics and random numbers. */
const DENSE: readonly NamedLayer[] = [
  { type: 'dense', name: 'dense', units: 12, activation: 'relu' },
  { type: 'batchNormalization', name: 'normalized' },
  { type: 'dropout', name: 'dropped', rate: 0.3 },
  { type: 'dense', name: 'told', units: 3, activation: 'softmax' },
];
const VECTORS = syntheticExamples([8], { count: 50 });
const PICTURES = syntheticExamples([6, 6, 1], { count: 40 });
const SEQUENCES = syntheticExamples([5, 3], { count: 40 });
const dense = (training: Training): Case => ({ layers: DENSE, training, examples: VECTORS });

const CASES: Readonly<Record<string, Case>> = {
  'plain gradient descent': dense({ optimizer: 'sgd' }),
  'momentum, its norm clipped': dense({
    optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true, clipNorm: 0.5 },
  }),
  'centered RMSprop': dense({ optimizer: { type: 'rmsprop', momentum: 0.5, centered: true } }),
  Adagrad: dense({ optimizer: 'adagrad' }),
  Adadelta: dense({ optimizer: 'adadelta' }),
  'Adam with amsgrad': dense({ optimizer: { type: 'adam', amsgrad: true } }),
  AdamW: dense({ optimizer: 'adamw' }),
  Adamax: dense({ optimizer: 'adamax' }),
  Nadam: dense({ optimizer: 'nadam' }),
  'a schedule by step': dense({
    learningRateSchedule: { type: 'cosineDecayRestarts', firstDecaySteps: 5, mMul: 0.9 },
  }),
  'a plateau': dense({
    learningRateSchedule: { type: 'reduceOnPlateau', patience: 1, minDelta: 1, cooldown: 1, factor: 0.5 },
    epochs: 6,
  }),
  'class weights and every metric': dense({
    classWeight: { '0': 3, '2': 0.2 },
    metrics: [
      ...(['precision', 'recall', 'f1Score', 'auc', 'meanAbsoluteError', 'rootMeanSquaredError'] as const),
      { type: 'topKCategoricalAccuracy', k: 2 },
    ],
  }),
  'frozen layers': { ...dense({ optimizer: { type: 'adam', learningRate: 0.01 } }), frozen: ['dense', 'normalized'] },
  'no examples held back': dense({ validation: { split: 0 } }),
  'early stopping with the best weights': dense({
    optimizer: { type: 'sgd', learningRate: 2, momentum: 0.9 },
    earlyStopping: { patience: 3 },
    epochs: 12,
  }),
  'a convolution, augmented': {
    layers: [
      { type: 'conv2d', name: 'filters', filters: 4, kernelSize: 3, activation: 'relu' },
      { type: 'maxPooling2d', name: 'pooled', poolSize: 2 },
      { type: 'flatten', name: 'flat' },
      { type: 'dense', name: 'told', units: 3, activation: 'softmax' },
    ],
    training: { augment: { flip: 'horizontal', rotation: 0.1, zoom: 0.1, contrast: 0.2 } },
    examples: PICTURES,
  },
  'an LSTM': {
    layers: [
      { type: 'lstm', name: 'memory', units: 6 },
      { type: 'dense', name: 'told', units: 3, activation: 'softmax' },
    ],
    training: {},
    examples: SEQUENCES,
  },
  'embedded categories': {
    layers: [
      { type: 'categoryEmbedding', name: 'embedded', columns: [{ index: 2, inputDim: 9, outputDim: 3 }] },
      { type: 'dense', name: 'told', units: 3, activation: 'softmax' },
    ],
    training: {},
    examples: withCategories(),
  },
  labels: {
    layers: [{ type: 'dense', name: 'told', units: 2, activation: 'sigmoid' }],
    training: { metrics: ['auc'] },
    examples: withTargets('labels'),
    task: 'multiLabelClassification',
  },
  numbers: {
    layers: [{ type: 'dense', name: 'told', units: 2 }],
    training: {},
    examples: withTargets('numbers'),
    task: 'regression',
  },
  'eager steps': { ...dense({ optimizer: { type: 'adam', amsgrad: true } }), isEager: true },
};

describe('a training ends with the same bytes, interrupted at random steps or not:', () => {
  for (const [name, told] of Object.entries(CASES)) {
    test(name, async () => {
      const expected = await runThrough(told);
      const before = tensorMemory();
      const seed = Math.floor(Math.random() * 2 ** 32);
      const { outcome, interruptions } = await runInterrupted(told, seed);
      assert.ok(interruptions.length > 0);
      assert.deepEqual(outcome, expected, `interrupted after steps ${interruptions} (seed ${seed})`);
      assert.deepEqual(tensorMemory(), before);
    });
  }
});

test('whoever takes every state on the way changes no byte', async () => {
  const told = CASES['Adam with amsgrad'] as Case;
  const taken: TrainingState[] = [];
  const outcome = await runThrough(told, { keeper: keeping(taken, () => true) });
  assert.deepEqual(outcome, await runThrough(told));
  assert.equal(taken.length, 4 * (6 + 1));
});

test('a pause hands out the state within a step, even while it validates, and the rest goes as if there had been none', async () => {
  const told = dense({ epochs: 3, validation: { split: 0.5 } });
  const expected = await runThrough(told);
  const pause = new AbortController();
  const taken: TrainingState[] = [];
  let epochs = 0;
  // Each evaluated batch writes into its average: the first one of the second epoch pauses.
  const examples: Examples = {
    ...VECTORS,
    numbers: undefined as never,
    writeInputs(indices, from, to, out) {
      if (epochs === 1 && to - from === 25) pause.abort();
      VECTORS.writeInputs(indices, from, to, out);
    },
  };
  const keeper = keeping(taken, () => false);
  const network = createNetwork(DENSE, [8], 5);
  const paused = await start(
    network,
    { ...told, examples },
    {
      keeper,
      pause: pause.signal,
      onEvent: (event) => {
        if (event.type === 'epoch') epochs += 1;
      },
    },
  );
  network.dispose();
  assert.deepEqual([paused.ending, paused.history.length], ['paused', 1]);
  assert.deepEqual([taken[0]?.epoch, taken[0]?.step, taken.length], [2, 4, 1]);
  const events: TrainingEvent[] = [];
  const from = throughBytes(taken[0] as TrainingState);
  assert.deepEqual(await runThrough(told, { from, onEvent: (event) => void events.push(event) }), expected);
  assert.deepEqual(events.map((event) => (event.type === 'log' ? '' : `${event.type} ${event.epoch}`)).slice(0, 2), [
    'epoch 2',
    'progress 3',
  ]);
  const progress = events.find((event) => event.type === 'progress');
  assert.deepEqual([progress?.step, progress?.fraction], [1, 9 / 12]);
});

test('a training that pauses itself after epochs, again and again, changes no byte', async () => {
  for (const told of [CASES['Adam with amsgrad'], CASES['early stopping with the best weights']] as Case[]) {
    const expected = await runThrough(told);
    const taken: TrainingState[] = [];
    for (const pauseAt of [1, 3]) {
      const network = createNetwork(DENSE, [8], 5);
      const from = taken.at(-1) && throughBytes(taken.at(-1) as TrainingState);
      const { ending, history } = await start(network, told, { keeper: keeping(taken, () => false), pauseAt, from });
      network.dispose();
      assert.deepEqual([ending, history.length], ['paused', pauseAt]);
    }
    assert.deepEqual(
      taken.map(({ epoch, step }) => [epoch, step]),
      [
        [2, 0],
        [4, 0],
      ],
    );
    assert.deepEqual(await runThrough(told, { from: throughBytes(taken[1] as TrainingState) }), expected);
  }
});

test('the state of another network is refused before anything is trained', async () => {
  const taken: TrainingState[] = [];
  await runThrough(dense({}), { keeper: keeping(taken, () => true) });
  const before = tensorMemory();
  await assert.rejects(
    runThrough(dense({ optimizer: 'sgd' }), { from: taken[0] }),
    /Expected variables of 96, 12, .* Received:/,
  );
  assert.equal(tensorMemory().tensors, before.tensors);
});

interface Outcome {
  readonly weights: unknown;
  readonly history: unknown;
  readonly evaluation: unknown;
}

type Extras = Partial<
  Pick<Parameters<typeof train>[0], 'from' | 'keeper' | 'pause' | 'pauseAt' | 'onEvent' | 'signal'>
>;

async function runThrough(told: Case, extras: Extras = {}): Promise<Outcome> {
  const network = networkOf(told);
  try {
    return await outcomeOf(network, told, await start(network, told, extras));
  } finally {
    network.dispose();
  }
}

/** Each run but the last is stopped some steps after it left a state, and what it learnt meanwhile is lost. */
async function runInterrupted(told: Case, seed: number): Promise<{ outcome: Outcome; interruptions: number[] }> {
  const random = randomStream(seed, 'interruptions');
  const interruptions: number[] = [];
  let from: TrainingState | undefined;
  for (;;) {
    const cut = createCut(1 + random.below(9), random.below(4));
    const network = networkOf(told);
    try {
      return { outcome: await outcomeOf(network, told, await start(network, told, { from, ...cut })), interruptions };
    } catch (error) {
      assert.ok(cut.signal.aborted && cut.state, String(error));
      from = throughBytes(cut.state);
      interruptions.push(from.steps);
    } finally {
      network.dispose();
    }
  }
}

/** Takes the state after so many steps or ends of epochs, and ends the run when so many more have gone by. */
function createCut(after: number, more: number) {
  const aborter = new AbortController();
  let asked = 0;
  const cut = {
    state: undefined as TrainingState | undefined,
    signal: aborter.signal,
    keeper: {
      wants() {
        asked += 1;
        if (asked > after + more) aborter.abort();
        return asked === after;
      },
      async keep(copy: () => TrainingState) {
        cut.state = copy();
      },
    },
  };
  return cut;
}

/** Puts every state that it is given into a list. */
function keeping(taken: TrainingState[], wants: StateKeeper['wants']): StateKeeper {
  return {
    wants,
    async keep(copy) {
      taken.push(copy());
    },
  };
}

function throughBytes(state: TrainingState): TrainingState {
  const decoded = decodeCheckpoint(encodeCheckpoint(state, OWNER), OWNER);
  assert.ok('state' in decoded);
  return decoded.state;
}

function start(network: Network, told: Case, extras: Extras): Promise<TrainingResult> {
  const { examples, training } = told;
  return train({
    network,
    training: resolvedOf(told),
    examples,
    parts: splitOf(examples, heldBackBy(training, 0.2)),
    signal: new AbortController().signal,
    onEvent: (_event: TrainingEvent) => undefined,
    ...extras,
  });
}

function resolvedOf({ training, task = 'classification' }: Case) {
  return resolveTraining({ epochs: 4, batchSize: 7, ...training }, 5, { type: task, labels: [] });
}

async function outcomeOf(network: Network, told: Case, { history, ending }: TrainingResult): Promise<Outcome> {
  assert.notEqual(ending, 'paused');
  return {
    weights: network.weights(),
    history: history.map(({ seconds: _, ...figures }) => figures),
    evaluation: await evaluate(network, told.examples, { objective: resolvedOf(told) }),
  };
}

function networkOf({ layers, examples, frozen, isEager = false }: Case): Network {
  const network = createNetwork(layers, examples.shape, 5, { frozen });
  if (!isEager) return network;
  return {
    ...network,
    forward(inputs, options) {
      inputs.dataSync();
      return network.forward(inputs, options);
    },
  };
}

function withTargets(kind: 'labels' | 'numbers'): Examples {
  const random = randomStream(3, 'targets');
  const inputs = Float32Array.from({ length: 50 * 8 }, () => random.normal());
  const values = Float32Array.from({ length: 50 * 2 }, () => (kind === 'labels' ? random.below(2) : random.normal()));
  if (kind === 'labels') return examplesFor([8], inputs, { kind, size: 2, values });
  const scales = [1, 2].map((deviation) => ({ mean: 3, deviation }));
  return examplesFor([8], inputs, { kind, size: 2, values, scales });
}

function withCategories(): Examples {
  const random = randomStream(3, 'categories');
  const inputs = Float32Array.from({ length: 50 * 4 }, (_, at) => (at % 4 === 2 ? random.below(9) : random.normal()));
  const values = Int32Array.from({ length: 50 }, (_, row) => (inputs[4 * row + 2] as number) % 3);
  return examplesFor([4], inputs, { kind: 'classes', size: 3, values });
}
