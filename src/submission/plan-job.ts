/** From the body of a request to a job with nothing left open; refuses what could never be trained. */
import { randomInt } from 'node:crypto';
import { categoryColumns, type DatasetCatalog, type DatasetManifest, planData } from '../data/index.ts';
import { AppError, type Problem } from '../errors.ts';
import {
  augmentationProblems,
  type CategoryColumn,
  type ChosenNetwork,
  chooseNetwork,
  type DataPlan,
  type Fold,
  type JobRequest,
  type JobSpecification,
  type Network,
  type NetworkLimits,
  type NetworkPlan,
  planNetwork,
  resolveTraining,
  trainingProblems,
  trainingTargetProblems,
} from '../models/specification/index.ts';
import { unknownDataset } from './known-dataset.ts';

const SEED_LIMIT = 2 ** 32;

export interface PlannedJob {
  readonly specification: JobSpecification;
  readonly plan: NetworkPlan;
  /** Rows that are trained on in each epoch, about. */
  readonly trainingExamples: number;
}

/**
 * Plans a job, and queues nothing.
 * @param fold of a cross-validation that the job is one training of.
 * @throws AppError ERR_DATASET_UNKNOWN, ERR_TRAINING, ERR_NETWORK with pointers into the request: all that can be told at once.
 */
export async function planJob(
  request: JobRequest,
  catalog: DatasetCatalog,
  limits: NetworkLimits,
  fold?: Fold,
): Promise<PlannedJob> {
  const dataset = await catalog.open(request.dataset);
  if (!dataset) throw unknownDataset(request.dataset, await catalog.names());
  const { manifest } = dataset;
  const requested = request.training ?? {};
  const general = trainingProblems(requested);
  // Augmentation is of the kind of the data, whatever becomes of the target.
  const known = [...general, ...augmentationProblems(requested.augment, manifest.kind)];
  const data = orRefuse(known, () => planOf(manifest, request, fold));
  const problems = [...general, ...trainingTargetProblems(requested, targetOf(data))];
  const training = resolveTraining(requested, randomInt(SEED_LIMIT), data.task);
  const { network, reason } = chosenNetwork(request, data);
  const target = {
    ...{ inputShape: data.inputShape, ...vocabularyOf(data), ...categoriesOf(data) },
    ...{ outputs: data.task.labels.length, task: data.task.type, batchSize: training.batchSize },
  };
  const plan = orRefuse(problems, () => planNetwork(network, target, limits));
  const [first] = problems;
  if (first) throw new AppError('ERR_TRAINING', first.detail, { problems });
  const specification: JobSpecification = {
    request,
    model: request.model,
    dataset: request.dataset,
    datasetDigest: manifest.digest,
    data,
    network: request.network,
    ...(reason !== undefined && { networkReason: reason }),
    layers: plan.layers,
    training,
  };
  return { specification, plan, trainingExamples: data.trainingRows };
}

const VALIDATION_SHARE = 0.1;

function planOf(manifest: DatasetManifest, request: JobRequest, fold: Fold | undefined): DataPlan {
  const { target, features, task, split, preprocessing } = request;
  const asked = { target, features, task, split, preprocessing };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const validation = request.training?.validation?.split ?? VALIDATION_SHARE;
  return planData(manifest, { request: given, validation, fold, embeds: embedsCategories(request.network) });
}

/** Presets do; a request's layers only where one of them says so. */
function embedsCategories(network: Network): boolean {
  if (typeof network === 'string' || !('layers' in network)) return true;
  return network.layers.some(({ type }) => type === 'categoryEmbedding');
}

function chosenNetwork({ network }: JobRequest, data: DataPlan): { network: ChosenNetwork; reason?: string } {
  if (network !== 'auto') return { network };
  const { kind, inputShape, trainingRows: rows } = data;
  return chooseNetwork({ kind, inputShape, rows, ...vocabularyOf(data) });
}

/** Inputs that are tokens. */
function vocabularyOf(data: DataPlan): { readonly vocabularySize?: number } {
  return data.kind === 'text' ? { vocabularySize: data.vocabularySize } : {};
}

/** Inputs of a table that are numbers of categories. */
function categoriesOf(data: DataPlan): { readonly categories?: readonly CategoryColumn[] } {
  return data.kind === 'tabular' ? { categories: categoryColumns(data.features) } : {};
}

function targetOf({ kind, task, measuredRows, split }: DataPlan) {
  return { kind, task, examples: measuredRows, validates: split.validation > 0 };
}

/** Plans, or tells what was known before together with what does not fit now. */
function orRefuse<T>(problems: readonly Problem[], plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (problems.length === 0 || !(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, { problems: [...error.problems, ...problems] });
  }
}
