/** What a job could have learnt about digits, without TensorFlow: the weights are whoever's publishes it. */
import {
  type ChosenNetwork,
  type DataPlan,
  planNetwork,
  resolveTraining,
} from '../../src/models/specification/index.ts';
import type { Publication } from '../../src/registry/index.ts';

const LABELS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** How a job that learns digits takes them. */
export const DIGITS: DataPlan = {
  ...{ kind: 'image', inputShape: [28, 28, 1], trainingRows: 54_000, measuredRows: 10_000 },
  task: { type: 'classification', labels: LABELS },
  split: { by: 'given', validation: 0.1, test: 0.1 },
};

/** What a job could have learnt about digits; `changes` replaces parts of it. */
export function publicationOf(
  job: string,
  changes: Partial<Publication> = {},
  network: ChosenNetwork = 'mlp',
): Publication {
  const inputShape = [28, 28, 1];
  const plan = planNetwork(network, { inputShape, outputs: LABELS.length }, { parametersMax: 10_000_000 });
  return {
    network,
    layers: plan.layers,
    inputShape,
    parameters: plan.parameters,
    training: resolveTraining({ epochs: 1 }, 7),
    data: DIGITS,
    preprocessing: { kind: 'image', height: 28, width: 28, channels: 1, divideBy: 255 },
    task: 'classification',
    labels: LABELS,
    history: [],
    evaluation: { loss: 1, accuracy: 0.5, examples: 2, confusionMatrix: [] },
    lineage: { job, dataset: { name: 'mnist', digest: 'sha256:0' }, seed: 7, libraries: {} },
    ...changes,
  };
}
