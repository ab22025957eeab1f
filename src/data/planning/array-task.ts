/**
 * What a network learns from a dataset whose rows are arrays: pictures, sounds, tensors, series. Its targets came with it, so a
 * job can only choose how to take them. Knows nothing of the inputs.
 */
import type { Problem } from '../../errors.ts';
import type { DataRequest, Task, TaskType } from '../../models/specification/index.ts';
import type { ArrayTargets, DatasetManifest } from '../manifest.ts';
import { refused, refusedAll } from './refusals.ts';

const FOLLOWING: { readonly [K in ArrayTargets['kind']]: TaskType } = {
  classes: 'classification',
  labels: 'multiLabelClassification',
  numbers: 'regression',
};

/** What the single output is called when classes that are numbers are learnt as numbers. */
const NUMBER_NAME = 'value';

/**
 * The task of a job with a dataset of the form `array`.
 * @throws AppError ERR_TRAINING where the dataset has no targets, where the request names a target or features (only tables
 * have columns), or a task that these targets cannot be.
 */
export function arrayTask(manifest: DatasetManifest, request: DataRequest): Task {
  const problems = columnProblems(manifest, request);
  if (problems.length > 0) throw refusedAll(problems);
  const { content } = manifest;
  const targets = content.form === 'array' ? content.targets : undefined;
  if (!targets) throw refused('/dataset', 'Expected a dataset with labels. Received: one without.');
  const type = request.task ?? FOLLOWING[targets.kind];
  if (type === FOLLOWING[targets.kind])
    return { type, labels: [...(targets.kind === 'numbers' ? targets.names : targets.labels)] };
  if (type === 'regression' && targets.kind === 'classes' && targets.numeric) return { type, labels: [NUMBER_NAME] };
  throw refused('/task', `Expected ${possible(targets)} for ${inWords(targets)}. Received: "${type}".`);
}

function columnProblems({ kind }: DatasetManifest, request: DataRequest): Problem[] {
  return (['target', 'features'] as const)
    .filter((field) => request[field] !== undefined)
    .map((field) => ({
      pointer: `/${field}`,
      detail: `Expected no ${field} for data of kind "${kind}" that has no columns. Received: ${JSON.stringify(request[field])}.`,
    }));
}

function possible(targets: ArrayTargets): string {
  const following = `"${FOLLOWING[targets.kind]}"`;
  return targets.kind === 'classes' && targets.numeric ? `${following} or "regression"` : following;
}

function inWords(targets: ArrayTargets): string {
  switch (targets.kind) {
    case 'classes':
      return `${targets.labels.length} classes`;
    case 'labels':
      return `${targets.labels.length} labels that do not exclude each other`;
    case 'numbers':
      return 'targets that are numbers';
  }
}
