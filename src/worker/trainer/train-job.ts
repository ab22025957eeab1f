/**
 * One job from its specification to a published version: data, network, training, evaluation, publication.
 * Knows nothing of processes nor of Redis; whoever runs it is told of each step.
 */
import type { DatasetCatalog } from '../../data/index.ts';
import { inputShapeOf } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import {
  createNetwork,
  type EpochEvent,
  evaluate,
  libraryVersions,
  type TrainingEvent,
  train,
} from '../../models/index.ts';
import type { HistoryEntry, JobSpecification } from '../../models/specification/index.ts';
import type { VersionReference } from '../../queue/index.ts';
import type { Publication, Registry } from '../../registry/index.ts';
import type { TrainerMessage } from './messages.ts';

export interface TrainJobOptions {
  readonly jobId: string;
  readonly specification: JobSpecification;
  readonly catalog: DatasetCatalog;
  readonly registry: Registry;
  tell(message: TrainerMessage): void;
  /** Resolves once publishing is allowed. */
  leaveToPublish(): Promise<void>;
}

/** @throws AppError ERR_DATASET_UNKNOWN, ERR_LOSS_DIVERGED, ERR_UNAVAILABLE. */
export async function trainJob(options: TrainJobOptions): Promise<VersionReference> {
  const { jobId, specification, catalog, registry, tell } = options;
  const { model, layers, training } = specification;
  const earlier = await registry.publishedBy(model, jobId);
  if (earlier) return earlier;

  const dataset = await catalog.open(specification.dataset);
  if (!dataset)
    throw new AppError('ERR_DATASET_UNKNOWN', `Expected a dataset that exists. Received: "${specification.dataset}".`);
  const { preprocessing, classes, parts } = dataset;
  const network = createNetwork(layers, inputShapeOf(preprocessing), training.seed);
  const history: HistoryEntry[] = [];
  const signal = new AbortController().signal;

  tell({ type: 'training' });
  await train({
    network,
    training,
    examples: parts.train,
    signal,
    onEvent: (event) => {
      tell(messageOf(event));
      if (event.type === 'epoch') history.push(entryOf(event));
    },
  });

  tell({ type: 'evaluating' });
  const evaluation = await evaluate(network, parts.test, { signal, objective: training });
  tell({ type: 'evaluation', evaluation });

  tell({ type: 'learnt' });
  await options.leaveToPublish();
  const publication: Publication = {
    network: specification.network,
    layers,
    inputShape: [...network.inputShape],
    parameters: network.parameters,
    training,
    preprocessing,
    labels: [...classes],
    history,
    evaluation,
    lineage: {
      job: jobId,
      dataset: { name: dataset.name, digest: specification.datasetDigest },
      seed: training.seed,
      libraries: libraryVersions(),
    },
  };
  return registry.publish(model, publication, network.weights());
}

function messageOf(event: TrainingEvent): TrainerMessage {
  if (event.type === 'log') return event;
  if (event.type === 'epoch') return { type: 'epoch', entry: entryOf(event) };
  const { type, loss, accuracy, figures, ...progress } = event;
  return { type, progress: { phase: 'training', ...progress }, metrics: { loss, accuracy, ...figures } };
}

function entryOf({ type: _type, ...entry }: EpochEvent): HistoryEntry {
  return entry;
}
