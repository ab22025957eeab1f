/**
 * One job from its specification to a published version: data, network, training, evaluation, publication. It goes on from
 * the last checkpoint of an earlier attempt, and can be paused until it has leave to publish.
 * Knows nothing of processes nor of Redis; whoever runs it is told of each step.
 */
import {
  type Contract,
  type DatasetCatalog,
  fitContract,
  outputTraits,
  type PreparationTools,
  type Prepared,
} from '../../data/index.ts';
import {
  createEvaluator,
  createJudgedExamples,
  type Evaluator,
  type JudgedExamples,
  libraryVersions,
  type NamedWeight,
  type Network,
  withProbabilities,
} from '../../models/index.ts';
import type { Evaluation, HistoryEntry } from '../../models/specification/index.ts';
import type { VersionReference } from '../../queue/index.ts';
import type { JudgedRow, Publication, Registry } from '../../registry/index.ts';
import { openVersion } from '../submitted-parts.ts';
import { prepareJob } from './prepare-job.ts';
import { startNetwork, toldOfBase } from './start-network.ts';
import { type TrainNetworkOptions, trainNetwork } from './train-network.ts';

export interface TrainJobOptions extends TrainNetworkOptions {
  /** Whether a sweep chooses what is published. */
  readonly isCandidate?: boolean | undefined;
  readonly catalog: DatasetCatalog;
  readonly registry: Registry;
  /** Above this, examples are kept in a file. */
  readonly memoryBytesMax: number;
  /** A folder for files of this job, which its owner removes. */
  readonly workspace: string;
  /** Resolves once publishing is allowed. */
  leaveToPublish(): Promise<void>;
}

interface Learnt {
  readonly publication: Publication;
  readonly weights: readonly NamedWeight[];
  /** Behind the confusion matrix. */
  readonly judged: readonly JudgedRow[] | undefined;
}

/**
 * @returns undefined where it was paused; null where what was learnt is a candidate.
 * @throws AppError ERR_DATASET_UNKNOWN, ERR_VERSION_UNKNOWN, ERR_TRAINING, ERR_LOSS_DIVERGED, ERR_UNAVAILABLE.
 */
export async function trainJob(options: TrainJobOptions): Promise<VersionReference | null | undefined> {
  const { jobId, specification, checkpoints, pause, tell } = options;
  let version = await madeBefore(options);
  if (version === undefined) {
    const learnt = await unlessPaused(pause, learn(options));
    if (!learnt) return undefined;
    tell({ type: 'learnt' });
    // Whoever paused it meanwhile will never give leave.
    if (!(await isAllowed(options))) return undefined;
    version = await publish(specification.model, learnt, options);
  }
  // The version is there, whatever the store says of what nobody needs any more.
  await checkpoints.removeAll(jobId).catch(() => undefined);
  return version;
}

/** What an earlier attempt has made, if it could not say so. */
async function madeBefore({ jobId, specification: { model }, registry, isCandidate }: TrainJobOptions) {
  if (!isCandidate) return registry.publishedBy(model, jobId);
  return (await registry.hasCandidate(model, jobId)) ? null : undefined;
}

async function publish(
  model: string,
  { publication, weights, judged }: Learnt,
  { registry, isCandidate }: TrainJobOptions,
): Promise<VersionReference | null> {
  if (!isCandidate) return registry.publish(model, publication, weights, judged);
  await registry.propose(model, publication, weights, judged);
  return null;
}

/** @returns undefined once it is paused: what fails then fails again for the attempt that goes on. */
async function unlessPaused<T>(pause: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (pause.aborted) return undefined;
    throw error;
  }
}

async function isAllowed({ pause, leaveToPublish }: TrainJobOptions): Promise<boolean> {
  const paused = new Promise<boolean>((resolve) => {
    pause.addEventListener('abort', () => resolve(false));
    if (pause.aborted) resolve(false);
  });
  return Promise.race([leaveToPublish().then(() => true), paused]);
}

/** @returns undefined where it was paused. */
async function learn(options: TrainJobOptions): Promise<Learnt | undefined> {
  const { specification, tell } = options;
  const { networkReason, base: used } = specification;
  if (networkReason !== undefined) tell({ type: 'log', message: `Network: ${networkReason}` });
  const base = used && (await openVersion(options.registry, used));
  if (used) tell({ type: 'log', message: toldOfBase(used) });
  const prepared = await prepareJob(specification, base, options.catalog, toolsOf(options));
  try {
    const network = await startNetwork(specification, base, options.registry);
    const history = await trainNetwork(network, prepared, options);
    if (!history) return undefined;
    const { judged, ...figures } = await measure(network, prepared, options);
    return {
      publication: publicationOf(network, prepared, { history, ...figures }, options),
      weights: network.weights(),
      judged,
    };
  } finally {
    prepared.close();
  }
}

interface Measured {
  readonly evaluation: Evaluation;
  readonly contract: Contract;
  readonly judged: Learnt['judged'];
}

/** All that is computed with the trained network, by the graphs of one evaluator. */
async function measure(network: Network, prepared: Prepared, options: TrainJobOptions): Promise<Measured> {
  const { specification, pause: signal, tell } = options;
  const { examples, parts, rowOf } = prepared;
  const { targets } = examples;
  tell({ type: 'evaluating' });
  const evaluator = createEvaluator(network, examples, {
    ...{ objective: specification.training, count: parts.test.length },
    log: (message) => tell({ type: 'log', message }),
  });
  try {
    const judged = targets.kind === 'classes' && rowOf ? createJudgedExamples(targets.size) : undefined;
    const evaluation = await evaluator.evaluate(examples, { signal, indices: parts.test, judged });
    tell({ type: 'evaluation', evaluation });
    const contract = await contractOf(evaluator, prepared, options);
    return { evaluation, contract, judged: judged && (await judgedRows(evaluator, prepared, judged)) };
  } finally {
    evaluator.dispose();
  }
}

async function judgedRows(
  evaluator: Evaluator,
  { examples, rowOf }: Prepared,
  judged: JudgedExamples,
): Promise<JudgedRow[]> {
  const rows = await withProbabilities(evaluator, examples, judged.worst());
  return rows.map(({ example, ...rest }) => ({ row: rowOf?.(example) ?? example, ...rest }));
}

function toolsOf({ memoryBytesMax, workspace, pause, tell }: TrainJobOptions): PreparationTools {
  return { memoryBytesMax, workspace, signal: pause, log: (message) => tell({ type: 'log', message }) };
}

/** What the training saw, and what the network says of it. */
function contractOf(
  evaluator: Evaluator,
  { examples, parts, preprocessing }: Prepared,
  { specification, pause: signal }: TrainJobOptions,
): Promise<Contract> {
  const { type, labels } = specification.data.task;
  const { targets } = examples;
  const scales = targets.kind === 'numbers' ? targets.scales : undefined;
  return fitContract({
    ...{ preprocessing, examples, training: parts.training, outputs: outputTraits(type, labels), signal },
    async predict(indices) {
      const outputs = await evaluator.predict(examples, indices, signal);
      const { size } = targets;
      return Array.from(indices, (_, row) =>
        Array.from(outputs.subarray(row * size, (row + 1) * size), (output, index) => {
          const { mean, deviation } = scales?.[index] ?? { mean: 0, deviation: 1 };
          return output * deviation + mean;
        }),
      );
    },
  });
}

interface LearntFigures {
  readonly history: readonly HistoryEntry[];
  readonly evaluation: Evaluation;
  readonly contract: Contract;
}

function publicationOf(
  network: Network,
  { examples: { targets }, preprocessing }: Prepared,
  { history, evaluation, contract }: LearntFigures,
  { jobId, specification }: TrainJobOptions,
): Publication {
  const { layers, training, data, dataset, datasetDigest, validation, base } = specification;
  return {
    network: specification.network,
    layers,
    inputShape: [...network.inputShape],
    parameters: network.parameters,
    training,
    data,
    preprocessing,
    contract,
    task: data.task.type,
    labels: [...data.task.labels],
    ...(targets.kind === 'numbers' && { scales: targets.scales.map((scale) => ({ ...scale })) }),
    history: [...history],
    evaluation,
    lineage: {
      job: jobId,
      dataset: { name: dataset, digest: datasetDigest },
      ...(validation && { validation: { name: validation.dataset, digest: validation.datasetDigest } }),
      ...(base && { base: { ...base, taken: [...base.taken], fresh: [...base.fresh], frozen: [...base.frozen] } }),
      seed: training.seed,
      libraries: libraryVersions(),
    },
  };
}
