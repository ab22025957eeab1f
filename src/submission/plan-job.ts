/** From the body of a request to a job with nothing left open; refuses what could never be trained. */
import { randomInt } from 'node:crypto';
import { categoryColumns, type DatasetCatalog, type DatasetManifest, fitTraining, planData } from '../data/index.ts';
import { AppError, type ErrorCode, type Problem } from '../errors.ts';
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
  type ValidationData,
} from '../models/specification/index.ts';
import { unknownDataset } from './known-dataset.ts';
import { type FindVersion, fittedVersion, type KnownVersion } from './known-version.ts';
import { baseProblems, networkOfBase, openBase, pointedTo, useBase } from './plan-base.ts';
import { openValidation, planValidation, validationProblems } from './plan-validation.ts';

const SEED_LIMIT = 2 ** 32;

export interface PlanningParts {
  readonly catalog: DatasetCatalog;
  readonly limits: NetworkLimits;
  readonly version: FindVersion;
}

export interface PlannedJob {
  readonly specification: JobSpecification;
  readonly plan: NetworkPlan;
  /** Rows that are trained on in each epoch, about. */
  readonly trainingExamples: number;
}

/**
 * Plans a job, and queues nothing.
 * @param fold of a cross-validation that the job is one training of.
 * @throws AppError ERR_DATASET_UNKNOWN, ERR_VERSION_UNKNOWN, ERR_DATASET_MISFIT, ERR_TRAINING, ERR_NETWORK with pointers into
 * the request: all that can be told at once.
 */
export async function planJob(
  request: JobRequest,
  { catalog, limits, version }: PlanningParts,
  fold?: Fold,
): Promise<PlannedJob> {
  refuseIfAny(request.network === undefined ? 'ERR_VALIDATION' : 'ERR_NETWORK', baseProblems(request));
  const dataset = await catalog.open(request.dataset);
  if (!dataset) throw unknownDataset(request.dataset, await catalog.names());
  const base = await openBase(request, version);
  const validator = await openValidation(request, catalog);
  const { manifest } = dataset;
  const requested = request.training ?? {};
  const general = [...trainingProblems(requested), ...validationProblems(request, fold)];
  // Augmentation is of the kind of the data, whatever becomes of the target.
  const known = [...general, ...augmentationProblems(requested.augment, manifest.kind)];
  const { plan: data, keepsOutputs } = orRefuse(known, () => planOf(manifest, request, base, fold));
  const validation = validator && orRefuse(known, () => planValidation(validator, { manifest, plan: data }));
  const problems = [...general, ...trainingTargetProblems(requested, targetOf(data, validation))];
  const training = resolveTraining(requested, randomInt(SEED_LIMIT), data.task);
  const { network, reason } = chosenNetwork(request, data, base, keepsOutputs);
  const target = {
    ...{ inputShape: data.inputShape, ...vocabularyOf(data), ...categoriesOf(data), ...fractionsOf(data) },
    ...{ outputs: data.task.labels.length, task: data.task.type, batchSize: training.batchSize },
    optimizer: training.optimizer,
  };
  const planned = orRefuse(problems, () => pointedTo(request, () => planNetwork(network, target, limits)));
  const used = base && useBase(planned, base, keepsOutputs, request);
  refuseIfAny('ERR_NETWORK', used?.problems ?? [], problems);
  refuseIfAny('ERR_TRAINING', problems);
  const plan = used?.plan ?? planned;
  const specification: JobSpecification = {
    request,
    model: request.model,
    dataset: request.dataset,
    datasetDigest: manifest.digest,
    data,
    ...(used && { base: used.base }),
    ...(validation && { validation }),
    network: request.network ?? base?.network ?? network,
    ...(reason !== undefined && { networkReason: reason }),
    layers: plan.layers,
    training,
  };
  return { specification, plan, trainingExamples: data.trainingRows };
}

/** @param others that are told with them. */
function refuseIfAny(code: ErrorCode, found: readonly Problem[], others: readonly Problem[] = []): void {
  const [first] = found;
  if (first) throw new AppError(code, first.detail, { problems: [...found, ...others] });
}

const VALIDATION_SHARE = 0.1;

/** How the data is taken; and whether the outputs of the base mean what is to be told. */
function planOf(
  manifest: DatasetManifest,
  request: JobRequest,
  base: KnownVersion | undefined,
  fold: Fold | undefined,
): { readonly plan: DataPlan; readonly keepsOutputs: boolean } {
  const { target, features, task, split, preprocessing } = request;
  const asked = { target, features, task, split, preprocessing };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const options = { request: given, validation: heldBack(request), fold };
  if (base) return fitTraining(manifest, fittedVersion(base), options);
  const plan = planData(manifest, { ...options, embeds: embedsCategories(request.network) });
  return { plan, keepsOutputs: false };
}

/** The share of rows; nothing where another dataset is validated with. */
function heldBack({ training: { validation } = {} }: JobRequest): number {
  if (!validation) return VALIDATION_SHARE;
  return 'split' in validation ? validation.split : 0;
}

/** Presets do; a request's layers only where one of them says so. */
function embedsCategories(network: Network | undefined): boolean {
  if (typeof network !== 'object' || !('layers' in network)) return true;
  return network.layers.some(({ type }) => type === 'categoryEmbedding');
}

function chosenNetwork(
  { network }: JobRequest,
  data: DataPlan,
  base: KnownVersion | undefined,
  keepsOutputs: boolean,
): { network: ChosenNetwork; reason?: string } {
  if (base && network === undefined) return { network: networkOfBase(base, data, keepsOutputs) };
  if (network !== undefined && network !== 'auto') return { network };
  const { kind, inputShape, trainingRows: rows } = data;
  return chooseNetwork({ kind, inputShape, rows, ...vocabularyOf(data) });
}

/** Inputs that are tokens. */
function vocabularyOf(data: DataPlan): { readonly vocabularySize?: number } {
  return data.kind === 'text' ? { vocabularySize: data.vocabularySize } : {};
}

/** Inputs that are no whole numbers, which no embedding can look up: what they are. */
function fractionsOf(data: DataPlan): { readonly fractions?: string } {
  switch (data.kind) {
    case 'image':
      return { fractions: 'pictures, whose pixels are divided by 255' };
    case 'audio':
      return { fractions: 'sounds' };
    case 'tabular': {
      const scaled = data.features.find(
        ({ as, ...rest }) => as === 'date' || ('scaling' in rest && rest.scaling !== 'none'),
      );
      return scaled ? { fractions: `rows with "${scaled.name}", which is scaled` } : {};
    }
    case 'sequence':
    case 'tensor':
      return data.scaling === 'none' ? {} : { fractions: `numbers that are scaled ("${data.scaling}")` };
    case 'text':
      return {};
  }
}

/** Inputs of a table that are numbers of categories. */
function categoriesOf(data: DataPlan): { readonly categories?: readonly CategoryColumn[] } {
  return data.kind === 'tabular' ? { categories: categoryColumns(data.features) } : {};
}

function targetOf({ kind, task, measuredRows, split }: DataPlan, validation: ValidationData | undefined) {
  const examples = Math.max(measuredRows, validation?.data.measuredRows ?? 0);
  return { kind, task, examples, validates: validation !== undefined || split.validation > 0 };
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
