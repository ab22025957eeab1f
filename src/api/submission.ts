/** From the body of a request to a job with nothing left open; refuses what could never be trained. */
import { randomInt } from 'node:crypto';
import { type DatasetCatalog, inputShapeOf } from '../data/index.ts';
import { AppError, type Problem } from '../errors.ts';
import {
  type JobRequest,
  type JobSpecification,
  type NetworkLimits,
  type NetworkPlan,
  planNetwork,
  resolveTraining,
  trainingProblems,
  trainingTargetProblems,
} from '../models/specification/index.ts';

const SEED_LIMIT = 2 ** 32;
const NAMES_SHOWN = 20;

export interface PlannedJob {
  readonly specification: JobSpecification;
  readonly plan: NetworkPlan;
  /** Rows that are trained on in each epoch. */
  readonly trainingExamples: number;
}

/**
 * Plans a job, and queues nothing.
 * @throws AppError ERR_DATASET_UNKNOWN, ERR_TRAINING, ERR_NETWORK with pointers into the request: all that can be told at once.
 */
export async function planJob(
  request: JobRequest,
  catalog: DatasetCatalog,
  limits: NetworkLimits,
): Promise<PlannedJob> {
  const dataset = await catalog.open(request.dataset);
  if (!dataset) throw unknownDataset(request.dataset, await catalog.names());
  const { classes, parts } = dataset;
  const requested = request.training ?? {};
  const examples = Math.max(parts.train.count, parts.test.count);
  const problems = [...trainingProblems(requested), ...trainingTargetProblems(requested, { classes, examples })];
  const training = resolveTraining(requested, randomInt(SEED_LIMIT), classes);
  const { batchSize, validation } = training;
  const target = { inputShape: inputShapeOf(dataset.preprocessing), classes: classes.length, batchSize };
  const plan = planOrRefuse(() => planNetwork(request.network, target, limits), problems);
  const specification: JobSpecification = {
    model: request.model,
    dataset: request.dataset,
    datasetDigest: dataset.digest(),
    network: request.network,
    layers: plan.layers,
    training,
  };
  return { specification, plan, trainingExamples: Math.round(parts.train.count * (1 - validation.split)) };
}

function planOrRefuse(plan: () => NetworkPlan, problems: readonly Problem[]): NetworkPlan {
  const [first] = problems;
  try {
    const planned = plan();
    if (!first) return planned;
  } catch (error) {
    if (!first || !(error instanceof AppError)) throw error;
    throw new AppError('ERR_NETWORK', error.message, { problems: [...error.problems, ...problems] });
  }
  throw new AppError('ERR_TRAINING', first.detail, { problems });
}

function unknownDataset(name: string, known: readonly string[]): AppError {
  const some = known.length > NAMES_SHOWN ? [...known.slice(0, NAMES_SHOWN), '…'] : known;
  const detail = `Expected the name of a dataset: ${some.join(', ')}. Received: "${name}".`;
  return new AppError('ERR_DATASET_UNKNOWN', detail, { problems: [{ pointer: '/dataset', detail }] });
}
