/** From a version and a dataset to an evaluation or a batch prediction in its line; refuses what could never be done. */
import {
  type DatasetCatalog,
  type DatasetManifest,
  type FittedVersion,
  fitEvaluation,
  fitPrediction,
  repeatableColumns,
} from '../data/index.ts';
import { AppError, type Problem } from '../errors.ts';
import type { PrivateHosts } from '../private-hosts.ts';
import type { EvaluationSpecification, Jobs, OutputFormat, ScoringJob } from '../queue/index.ts';
import { requireDataset, unknownDataset } from './known-dataset.ts';
import { type FindVersion, fittedVersion, type KnownVersion, requireVersion, unknownVersion } from './known-version.ts';
import { planImportance } from './plan-importance.ts';
import type { EvaluationRequest, PredictionRequest } from './scoring-requests.ts';
import { readWebhook } from './webhook.ts';

export interface ScoringParts {
  readonly jobs: Jobs;
  readonly catalog: DatasetCatalog;
  /** That webhooks may reach, though they are private. */
  readonly hosts: PrivateHosts;
  readonly version: FindVersion;
}

interface Known {
  readonly version: KnownVersion;
  readonly fitted: FittedVersion;
  readonly manifest: DatasetManifest;
}

/**
 * @param id the job's. @param requestId of the HTTP request that asked for it.
 * @throws AppError ERR_VERSION_UNKNOWN, ERR_DATASET_UNKNOWN, ERR_DATASET_MISFIT; what `readWebhook` and
 * `Jobs.submitScoring` throw.
 */
export async function submitEvaluation(
  id: string,
  request: EvaluationRequest,
  requestId: string,
  parts: ScoringParts,
): Promise<ScoringJob> {
  const webhook = readWebhook(request.webhook, parts.hosts);
  const known = await knownOf(request, parts);
  const specification = evaluationOf(request, known);
  const { metadata = {} } = request;
  return queued(
    await parts.jobs.submitScoring({ id, kind: 'evaluate', specification, metadata, requestId, ...webhook }),
    known,
    parts,
  );
}

/**
 * What an evaluation would be made of, without its being queued.
 * @throws AppError ERR_VERSION_UNKNOWN, ERR_DATASET_UNKNOWN, ERR_DATASET_MISFIT.
 */
export async function planEvaluation(
  request: EvaluationRequest,
  parts: Pick<ScoringParts, 'catalog' | 'version'>,
): Promise<EvaluationSpecification> {
  return evaluationOf(request, await knownOf(request, parts));
}

function evaluationOf(request: EvaluationRequest, known: Known): EvaluationSpecification {
  const { part: asked, target, permutationImportance: importance } = request;
  const wish = { part: asked, target: target === undefined ? undefined : [target].flat() };
  const { plan: data, part } = fitEvaluation(known.manifest, known.fitted, wish);
  return {
    ...{ ...specificationOf(known), data, part, seed: known.version.lineage.seed },
    ...(importance && { permutationImportance: planImportance(known.version, importance) }),
  };
}

/** The same for a batch prediction. */
export async function submitPrediction(
  id: string,
  request: PredictionRequest,
  requestId: string,
  parts: ScoringParts,
): Promise<ScoringJob> {
  const webhook = readWebhook(request.webhook, parts.hosts);
  const known = await knownOf(request, parts);
  fitPrediction(known.manifest, known.fitted);
  const { format = 'ndjson', metadata = {} } = request;
  const specification = { ...specificationOf(known), format, columns: columnsOf(request, format, known) };
  return queued(
    await parts.jobs.submitScoring({ id, kind: 'predict', specification, metadata, requestId, ...webhook }),
    known,
    parts,
  );
}

async function knownOf(
  request: EvaluationRequest | PredictionRequest,
  parts: Pick<ScoringParts, 'catalog' | 'version'>,
): Promise<Known> {
  const version = await parts.version(request.model);
  if (!version) throw unknownVersion(request.model, '/model');
  const manifest = await parts.catalog.manifest(request.dataset);
  if (!manifest) throw unknownDataset(request.dataset, await parts.catalog.names());
  return { version, manifest, fitted: fittedVersion(version) };
}

function specificationOf({ version: { model, version, weightsDigest }, manifest }: Known) {
  return { model, version, weightsDigest, dataset: manifest.name, datasetDigest: manifest.digest };
}

/** What it needs may have been deleted meanwhile. */
async function queued(job: ScoringJob, { manifest, fitted }: Known, parts: ScoringParts): Promise<ScoringJob> {
  await requireDataset(job, manifest, '/dataset', parts);
  await requireVersion(job, fitted.name, '/model', parts);
  return job;
}

/** What the columns of a prediction are called in a flat file. */
const RESERVED = /^(row|prediction\..*)$/is;

/** In the order of the dataset. */
function columnsOf(
  { columns = 'none' }: PredictionRequest,
  format: OutputFormat,
  { manifest, version }: Known,
): string[] {
  const possible = repeatableColumns({ manifest }, version.data);
  const asked = columns === 'all' ? possible : columns === 'none' ? [] : columns;
  const problems: Problem[] = asked.flatMap((name, index) => {
    const pointer = columns === 'all' ? '/columns' : `/columns/${index}`;
    const received = `Received: ${JSON.stringify(name)}.`;
    if (!possible.includes(name)) {
      const expected = possible.length > 0 ? 'a column of the dataset' : '"none" for a dataset that has no columns';
      return [{ pointer, detail: `Expected ${expected}. ${received}` }];
    }
    if (format === 'ndjson' || !RESERVED.test(name)) return [];
    return [
      { pointer, detail: `Expected columns that are not called as those of predictions in "${format}". ${received}` },
    ];
  });
  const [first] = problems;
  if (first) throw new AppError('ERR_DATASET_MISFIT', first.detail, { problems });
  return possible.filter((name) => asked.includes(name));
}
