/**
 * One job from its specification to a published version: data, network, training, evaluation, publication.
 * Knows nothing of processes nor of Redis; whoever runs it is told of each step.
 */
import {
  type Dataset,
  type DatasetCatalog,
  type PreparationTools,
  type Prepared,
  prepareData,
} from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import {
  createNetwork,
  type EpochEvent,
  evaluate,
  libraryVersions,
  type Network,
  type TrainingEvent,
  train,
} from '../../models/index.ts';
import type { Evaluation, HistoryEntry, JobSpecification } from '../../models/specification/index.ts';
import type { VersionReference } from '../../queue/index.ts';
import type { Publication, Registry } from '../../registry/index.ts';
import type { TrainerMessage } from './messages.ts';

export interface TrainJobOptions {
  readonly jobId: string;
  readonly specification: JobSpecification;
  readonly catalog: DatasetCatalog;
  readonly registry: Registry;
  /** Above this, examples are kept in a file. */
  readonly memoryBytesMax: number;
  /** A folder for files of this job, which its owner removes. */
  readonly workspace: string;
  tell(message: TrainerMessage): void;
  /** Resolves once publishing is allowed. */
  leaveToPublish(): Promise<void>;
}

interface Learnt {
  readonly history: readonly HistoryEntry[];
  readonly evaluation: Evaluation;
}

/** @throws AppError ERR_DATASET_UNKNOWN, ERR_TRAINING, ERR_LOSS_DIVERGED, ERR_UNAVAILABLE. */
export async function trainJob(options: TrainJobOptions): Promise<VersionReference> {
  const { jobId, specification, registry, tell } = options;
  const { model, layers, data, training } = specification;
  const earlier = await registry.publishedBy(model, jobId);
  if (earlier) return earlier;

  if (specification.networkReason !== undefined)
    tell({ type: 'log', message: `Network: ${specification.networkReason}` });
  const signal = new AbortController().signal;
  const dataset = await openDataset(options);
  const prepared = await prepareData(dataset, data, training.seed, toolsOf(options, signal));
  try {
    const network = createNetwork(layers, data.inputShape, training.seed);
    const learnt = await learn(network, prepared, options, signal);
    tell({ type: 'learnt' });
    await options.leaveToPublish();
    return await registry.publish(model, publicationOf(network, prepared, learnt, options), network.weights());
  } finally {
    prepared.close();
  }
}

/** The data that the job was planned for: a dataset of the same name may have taken its place. */
async function openDataset({ catalog, specification }: TrainJobOptions): Promise<Dataset> {
  const { dataset: name, datasetDigest } = specification;
  const dataset = await catalog.open(name);
  if (dataset?.manifest.digest === datasetDigest) return dataset;
  const received = dataset ? 'another of the same name' : 'none';
  throw new AppError('ERR_DATASET_UNKNOWN', `Expected the dataset "${name}" of the submission. Received: ${received}.`);
}

function toolsOf({ memoryBytesMax, workspace, tell }: TrainJobOptions, signal: AbortSignal): PreparationTools {
  return { memoryBytesMax, workspace, signal, log: (message) => tell({ type: 'log', message }) };
}

async function learn(
  network: Network,
  { examples, parts }: Prepared,
  { specification: { training }, tell }: TrainJobOptions,
  signal: AbortSignal,
): Promise<Learnt> {
  const history: HistoryEntry[] = [];
  tell({ type: 'training' });
  await train({
    ...{ network, training, examples, parts, signal },
    onEvent: (event) => {
      tell(messageOf(event));
      if (event.type === 'epoch') history.push(entryOf(event));
    },
  });
  tell({ type: 'evaluating' });
  const evaluation = await evaluate(network, examples, { signal, indices: parts.test, objective: training });
  tell({ type: 'evaluation', evaluation });
  return { history, evaluation };
}

function publicationOf(
  network: Network,
  { examples: { targets }, preprocessing }: Prepared,
  { history, evaluation }: Learnt,
  { jobId, specification }: TrainJobOptions,
): Publication {
  const { layers, training, data, dataset, datasetDigest } = specification;
  return {
    network: specification.network,
    layers,
    inputShape: [...network.inputShape],
    parameters: network.parameters,
    training,
    data,
    preprocessing,
    task: data.task.type,
    labels: [...data.task.labels],
    ...(targets.kind === 'numbers' && { scales: targets.scales.map((scale) => ({ ...scale })) }),
    history: [...history],
    evaluation,
    lineage: {
      job: jobId,
      dataset: { name: dataset, digest: datasetDigest },
      seed: training.seed,
      libraries: libraryVersions(),
    },
  };
}

function messageOf(event: TrainingEvent): TrainerMessage {
  if (event.type === 'log') return event;
  if (event.type === 'epoch') return { type: 'epoch', entry: entryOf(event) };
  const { type, loss, figures, ...progress } = event;
  return { type, progress: { phase: 'training', ...progress }, metrics: { loss, ...figures } };
}

function entryOf({ type: _type, ...entry }: EpochEvent): HistoryEntry {
  return entry;
}
