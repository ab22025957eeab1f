/**
 * The measuring of a version that is new to a gate, as an evaluation in its line. Asked for again it is the same job: who
 * publishes, and everybody who looks for what was forgotten, asks for it.
 */
import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { DatasetManifest } from '../data/index.ts';
import { AppError, codeOf } from '../errors.ts';
import type { EvaluationSpecification, Jobs } from '../queue/index.ts';
import type { KnownVersion } from './known-version.ts';
import { planEvaluation, type ScoringParts } from './submit-scoring.ts';

/** What a gate measures with. */
export interface GateData {
  readonly dataset: { readonly name: string; readonly digest: string };
  readonly part: EvaluationSpecification['part'];
}

export type GateCheckParts = Pick<ScoringParts, 'jobs' | 'catalog' | 'version'>;

/**
 * What measures a version for a gate.
 * @throws AppError ERR_VERSION_UNKNOWN, ERR_DATASET_UNKNOWN, ERR_DATASET_MISFIT: also where it learnt from this data, so that
 * its figures would say nothing.
 */
export async function planGateCheck(
  reference: { readonly model: string; readonly version: number },
  { dataset, part }: GateData,
  parts: Pick<GateCheckParts, 'catalog' | 'version'>,
): Promise<EvaluationSpecification> {
  const name = `${reference.model}@${reference.version}`;
  const specification = await planEvaluation({ model: name, dataset: dataset.name, part }, parts);
  const manifest = await parts.catalog.manifest(dataset.name);
  if (!manifest || manifest.digest !== dataset.digest) {
    const detail = `Expected the dataset "${dataset.name}" of the gate. Received: another of the same name.`;
    throw new AppError('ERR_DATASET_UNKNOWN', detail);
  }
  if (!isSpared(manifest, part) && (await hasSeen(name, dataset.digest, parts.version))) {
    const detail = `Expected data that no training sees. Received: "${dataset.name}", which ${name} learnt from.`;
    throw new AppError('ERR_DATASET_MISFIT', detail);
  }
  return specification;
}

/** Bases of bases that are looked at. */
const BASES_MAX = 50;

/** Whether a version has learnt from a dataset or was chosen by it: itself, or what it started from, as far as that is known. */
async function hasSeen(name: string, digest: string, find: GateCheckParts['version']): Promise<boolean> {
  let version = await find(name);
  for (let depth = 0; version && depth < BASES_MAX; depth++) {
    const { dataset, validation, base }: KnownVersion['lineage'] = version.lineage;
    if (dataset?.digest === digest || validation?.digest === digest) return true;
    version = base && (await find(`${base.model}@${base.version}`));
  }
  return false;
}

/** Whether every training leaves out the part, since the dataset brings it. */
function isSpared({ parts }: DatasetManifest, part: GateData['part']): boolean {
  return part === 'test' && parts?.test !== undefined;
}

/**
 * Queues the measuring of a version for a gate.
 * @param at when that was asked for; unset: when the version was published. For the same time it is the same job.
 * @returns the job's id. @throws AppError as `planGateCheck`, and what `Jobs.submitScoring` throws.
 */
export async function submitGateCheck(
  reference: { readonly model: string; readonly version: number },
  gate: GateData & { readonly alias: string },
  { requestId, at }: { readonly requestId: string; readonly at?: Date },
  parts: GateCheckParts,
): Promise<string> {
  const { alias } = gate;
  const specification = { ...(await planGateCheck(reference, gate, parts)), gate: alias };
  const { createdAt } = (await parts.version(`${reference.model}@${reference.version}`)) as KnownVersion;
  const msecs = at?.getTime() ?? Date.parse(createdAt);
  const names = [reference.model, reference.version, alias, specification.weightsDigest, msecs];
  const random = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16);
  const id = uuid({ msecs, random });
  if (await isThere(id, parts.jobs)) return id;
  await parts.jobs.submitScoring({ id, kind: 'evaluate', specification, metadata: {}, requestId });
  return id;
}

async function isThere(id: string, jobs: Jobs): Promise<boolean> {
  try {
    await jobs.get(id);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'ERR_NOT_FOUND') throw error;
    return false;
  }
}
