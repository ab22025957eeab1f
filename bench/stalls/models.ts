/**
 * Versions to predict with, one for each kind of data, published without a training: how long requests take to be read does
 * not depend on what was learnt.
 */
import { randomUUID } from 'node:crypto';
import { createNetwork } from '../../src/models/index.ts';
import { planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import { createRegistry, type Publication } from '../../src/registry/index.ts';
import type { Storage } from '../../src/storage/index.ts';

type Preprocessing = Publication['preprocessing'];

export const TOKENS = 64;
export const COLUMNS = 20;
export const STEPS = 50;
export const NUMBERS = 64;
export const WORDS = Array.from({ length: 5000 }, (_, index) => `word${index}`);

const scaled = (name: string) => ({ name, subtract: 1, divideBy: 2, fill: 0 });

const PREPROCESSING: Readonly<Record<string, Preprocessing>> = {
  text: {
    ...{ kind: 'text', column: 'text', others: [], tokens: 'words', lowercase: true },
    ...{ length: TOKENS, vocabulary: WORDS },
  },
  tabular: {
    kind: 'tabular',
    columns: Array.from({ length: COLUMNS }, (_, index) => ({
      ...scaled(`x${index}`),
      ...{ as: 'number', type: 'number', nullable: false },
    })),
    others: [],
  },
  sequence: { kind: 'sequence', length: STEPS, padded: true, precision: 'float64', features: [scaled('value')] },
  tensor: { kind: 'tensor', shape: [NUMBERS], offsets: [1], divisors: [2] },
  image: { kind: 'image', height: 28, width: 28, channels: 1, divideBy: 255 },
};

const INPUT_SHAPES: Readonly<Record<string, number[]>> = {
  ...{ text: [TOKENS], tabular: [COLUMNS], sequence: [STEPS, 2], tensor: [NUMBERS], image: [28, 28, 1] },
};

/** Publishes a version of each kind, under the kind's name. */
export async function publishModels(storage: Storage): Promise<void> {
  const registry = createRegistry(storage);
  for (const [kind, preprocessing] of Object.entries(PREPROCESSING)) {
    const inputShape = INPUT_SHAPES[kind] ?? [];
    const network = { layers: [{ type: 'flatten' as const }, { type: 'dense' as const, units: 8 }] };
    const plan = planNetwork(network, { inputShape, outputs: 10 }, { parametersMax: 1e7 });
    const made = createNetwork(plan.layers, inputShape, 7);
    const publication: Publication = {
      ...{ network, layers: plan.layers, inputShape, parameters: plan.parameters, preprocessing },
      training: resolveTraining({}, 7),
      data: {
        ...{ kind: 'image', inputShape, trainingRows: 1, measuredRows: 1 },
        task: { type: 'classification', labels: LABELS },
        split: { by: 'random', validation: 0.1, test: 0.1 },
      },
      ...{ task: 'classification', labels: LABELS, history: [] },
      evaluation: { loss: 1, accuracy: 0.5, examples: 2, confusionMatrix: [] },
      lineage: { job: randomUUID(), dataset: { name: 'none', digest: 'sha256:0' }, seed: 7, libraries: {} },
    };
    await registry.publish(kind, publication, made.weights());
    made.dispose();
  }
}

const LABELS = Array.from({ length: 10 }, (_, index) => `label ${index}`);
