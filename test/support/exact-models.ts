/** Versions whose answers are exact, so that they can be written down: networks with weights of our choice, of every kind of data. */
import { type ChosenNetwork, planNetwork } from '../../src/models/specification/index.ts';
import { createRegistry, type Publication } from '../../src/registry/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { publicationOf } from './digits-publication.ts';

interface ExactModel {
  readonly preprocessing: Publication['preprocessing'];
  readonly inputShape: readonly number[];
  readonly hidden?: readonly object[];
  readonly task: Publication['task'];
  readonly labels: readonly string[];
  /** By the name that the network gives them. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

/** So far from 0 that a softmax is 0 or 1. */
const SURE = 300;
const FLATTEN = [{ type: 'flatten' }];
const COLUMN = { nullable: false, subtract: 0, divideBy: 1, fill: 0 } as const;
const ANSWER = { task: 'classification', labels: ['no', 'yes'] } as const;
const pair = (weight: number): number[] => [-weight * SURE, weight * SURE];

export const EXACT_MODELS: Readonly<Record<string, ExactModel>> = {
  /** TensorFlow Serving's `half_plus_three`: x / 2 + 3. */
  half_plus_three: {
    preprocessing: { kind: 'tensor', shape: [1], offsets: [0], divisors: [1] },
    ...{ inputShape: [1], task: 'regression', labels: ['y'] },
    weights: { 'dense/kernel': [0.5], 'dense/bias': [3] },
  },
  /** The sum of three numbers, and their difference. */
  sums: {
    preprocessing: { kind: 'tensor', shape: [3], offsets: [0], divisors: [1] },
    ...{ inputShape: [3], task: 'regression', labels: ['sum', 'difference'] },
    weights: { 'dense/kernel': [1, 1, 1, -1, 1, -1], 'dense/bias': [0, 0] },
  },
  /** Yes above an age of 0, no below, undecided at 0; no where the plan is "basic", or the minutes are missing. */
  customers: {
    preprocessing: {
      kind: 'tabular',
      columns: [
        { as: 'number', name: 'age', type: 'integer', ...COLUMN },
        { as: 'category', name: 'plan', type: 'text', nullable: false, size: 3, values: ['basic', 'pro'] },
        { as: 'number', name: 'minutes', type: 'number', ...COLUMN, nullable: true },
        { as: 'number', name: 'member', type: 'boolean', ...COLUMN },
        { as: 'date', name: 'since', type: 'timestamp', nullable: true, mean: 0, deviation: 0 },
      ],
      others: ['churned'],
    },
    ...{ inputShape: [15], ...ANSWER },
    weights: {
      'dense/kernel': [1, 0, -9, 0, 0, -9, 0, 0, 0, 0, 0, 0, 0, 0, 0].flatMap(pair),
      'dense/bias': [0, 0],
    },
  },
  /** Four pixels: light above half of 255 on average, dark below. */
  pictures: {
    preprocessing: { kind: 'image', height: 2, width: 2, channels: 1, divideBy: 255 },
    ...{ inputShape: [2, 2, 1], hidden: FLATTEN, task: 'classification', labels: ['dark', 'light'] },
    weights: { 'dense/kernel': [1, 1, 1, 1].flatMap(pair), 'dense/bias': pair(-2) },
  },
  /** Three words: each "good" is a yes, each "bad" a no. */
  reviews: {
    preprocessing: {
      ...{ kind: 'text', column: 'review', others: ['stars'], tokens: 'words', lowercase: true, length: 3 },
      vocabulary: ['good', 'bad'],
    },
    hidden: [{ type: 'embedding', inputDim: 4, outputDim: 1 }, { type: 'flatten' }],
    ...{ inputShape: [3], ...ANSWER },
    weights: { 'embedding/embeddings': [0, 0, 1, -1], 'dense/kernel': [1, 1, 1].flatMap(pair), 'dense/bias': [0, 0] },
  },
  /** Two steps: rising is a yes. */
  series: {
    preprocessing: {
      ...{ kind: 'sequence', length: 2, padded: false, precision: 'float32' },
      features: [{ name: 'value', subtract: 0, divideBy: 1, fill: 0 }],
    },
    ...{ inputShape: [2, 1], hidden: FLATTEN, ...ANSWER },
    weights: { 'dense/kernel': [-1, 1].flatMap(pair), 'dense/bias': [0, 0] },
  },
  /** Nothing can be told. */
  sounds: {
    preprocessing: {
      ...{ kind: 'audio', sampleRate: 8000, samples: 800, window: 256, hop: 128, melBands: 8 },
      ...{ mean: 0, deviation: 1 },
    },
    ...{ inputShape: [5, 8, 1], hidden: FLATTEN, task: 'classification', labels: ['bell', 'whistle'] },
    weights: { 'dense/kernel': Array(80).fill(0), 'dense/bias': [0, 0] },
  },
  /** Labels that do not exclude each other: "big" above 0, "odd" never, "any" always. */
  tags: {
    preprocessing: { kind: 'tensor', shape: [1], offsets: [0], divisors: [1] },
    ...{ inputShape: [1], task: 'multiLabelClassification', labels: ['big', 'odd', 'any'] },
    weights: { 'dense/kernel': [SURE, 0, 0], 'dense/bias': [0, -SURE, SURE] },
  },
};

/**
 * Publishes all of them, each as version 1 of its name; `half_plus_three` has a second one, of the same weights.
 * @param contracts of some, by their names.
 */
export async function publishExactModels(
  storage: Storage,
  contracts: Readonly<Record<string, NonNullable<Publication['contract']>>> = {},
): Promise<void> {
  const registry = createRegistry(storage);
  for (const name of [...Object.keys(EXACT_MODELS), 'half_plus_three']) {
    const { preprocessing, inputShape, hidden = [], task, labels, weights } = EXACT_MODELS[name] as ExactModel;
    const network = { layers: hidden } as ChosenNetwork;
    const plan = planNetwork(network, { inputShape, outputs: labels.length, task }, { parametersMax: 1000 });
    const job = `job-${(await registry.versions(name)).length + 1}`;
    const changes = {
      network,
      layers: plan.layers,
      inputShape: [...inputShape],
      preprocessing,
      task,
      labels: [...labels],
      ...(contracts[name] && { contract: contracts[name] }),
    };
    const values = Object.entries(weights).map(([weight, numbers]) => {
      const shape = shapeOf(weight, numbers.length, labels.length);
      return { name: weight, shape, values: Float32Array.from(numbers) };
    });
    await registry.publish(name, { ...publicationOf(job), ...changes }, values);
  }
}

function shapeOf(weight: string, size: number, outputs: number): number[] {
  if (weight.endsWith('/bias')) return [size];
  return weight.startsWith('embedding') ? [size, 1] : [size / outputs, outputs];
}
