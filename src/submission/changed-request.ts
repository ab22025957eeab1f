/** The request of a job that has ended, with changes. */
import { AppError } from '../errors.ts';
import { JobRequest } from '../models/specification/index.ts';
import { isFinished, type Jobs } from '../queue/index.ts';
import { validator } from '../validation.ts';

const problemsOf = validator(JobRequest);

/**
 * @param changes a JSON Merge Patch.
 * @returns a request that says which seed was drawn for the job, so that only the changes make a difference.
 * @throws AppError ERR_NOT_FOUND, ERR_JOB_STATE if the job is no training or has not ended, ERR_VALIDATION.
 */
export async function changedRequest(
  id: string,
  changes: Readonly<Record<string, unknown>>,
  jobs: Pick<Jobs, 'get' | 'internals'>,
): Promise<JobRequest> {
  const { status } = await jobs.get(id);
  const seeded = await requestOf(id, jobs);
  if (!isFinished(status))
    throw new AppError('ERR_JOB_STATE', `Expected a job that has ended. Received: one that is ${status}.`);
  const changed = mergePatch(seeded, changes);
  const problems = problemsOf(changed);
  const [first] = problems;
  if (first) throw new AppError('ERR_VALIDATION', `${first.pointer}: ${first.detail}`, { problems });
  return changed as JobRequest;
}

/**
 * @returns what a training was asked for, with the seed that was drawn where the request named none.
 * @throws AppError ERR_NOT_FOUND, ERR_JOB_STATE if the job is no training.
 */
export async function requestOf(id: string, jobs: Pick<Jobs, 'internals'>): Promise<JobRequest> {
  const { kind, specification } = await jobs.internals(id);
  if (kind !== 'train') throw new AppError('ERR_JOB_STATE', `Expected a training. Received: an ${kind}.`);
  const { request, training } = specification;
  return { ...request, training: { ...request.training, seed: training.seed } };
}

/** Applies a JSON Merge Patch: RFC 7396, section 2. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
