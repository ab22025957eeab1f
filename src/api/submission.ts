/** From the body of a request to a job with nothing left open; refuses what could never be trained. */
import { randomInt } from 'node:crypto';
import { type DatasetCatalog, inputShapeOf } from '../data/index.ts';
import { AppError } from '../errors.ts';
import {
  type JobRequest,
  type JobSpecification,
  type NetworkLimits,
  planNetwork,
  resolveTraining,
  trainingProblems,
} from '../models/specification/index.ts';

const SEED_LIMIT = 2 ** 32;

/** @throws AppError ERR_TRAINING, ERR_DATASET_UNKNOWN, ERR_NETWORK with pointers into the request. */
export async function specify(
  request: JobRequest,
  catalog: DatasetCatalog,
  limits: NetworkLimits,
): Promise<JobSpecification> {
  const problems = trainingProblems(request.training ?? {});
  const [first] = problems;
  if (first) throw new AppError('ERR_TRAINING', first.detail, { problems });
  const dataset = await catalog.open(request.dataset);
  if (!dataset) throw unknownDataset(request.dataset, catalog);
  const training = resolveTraining(request.training ?? {}, randomInt(SEED_LIMIT));
  const { batchSize } = training;
  const target = { inputShape: inputShapeOf(dataset.preprocessing), classes: dataset.classes.length, batchSize };
  const { layers } = planNetwork(request.network, target, limits);
  return {
    model: request.model,
    dataset: request.dataset,
    datasetDigest: dataset.digest(),
    network: request.network,
    layers,
    training,
  };
}

function unknownDataset(name: string, catalog: DatasetCatalog): AppError {
  const detail = `Expected the name of a dataset: ${catalog.names().join(', ')}. Received: "${name}".`;
  return new AppError('ERR_DATASET_UNKNOWN', detail, { problems: [{ pointer: '/dataset', detail }] });
}
