/**
 * Whether a dataset is such as a version can be measured or used on, told from what is known of both; and the plan by which
 * its rows become the version's inputs and targets. Pure: it reads no row.
 */
import { AppError, type Problem } from '../../errors.ts';
import type { DataPlan } from '../../models/specification/index.ts';
import type { DatasetManifest, OwnParts } from '../manifest.ts';
import { type FittedVersion, inputProblems } from './inputs.ts';
import { targetProblems } from './targets.ts';

export type { FittedVersion } from './inputs.ts';
export { fitTraining, furtherPreprocessing } from './training.ts';
export { fitValidation } from './validation.ts';

export const SCORED_PARTS = ['all', 'train', 'validation', 'test'] as const;
export type ScoredPart = (typeof SCORED_PARTS)[number];

export interface ScoredData {
  /** How rows become inputs and targets. */
  readonly plan: DataPlan;
  readonly part: ScoredPart;
}

export interface EvaluationWish {
  readonly part?: ScoredPart | undefined;
  /** Columns with the truth, where they are called otherwise than in training. */
  readonly target?: readonly string[] | undefined;
}

/**
 * For the measuring of a version: its inputs and its targets. The rows of a version's own dataset are divided as they were for
 * its training; of another one there are the parts that it brings.
 * @throws AppError ERR_DATASET_MISFIT with all that does not fit.
 */
export function fitEvaluation(manifest: DatasetManifest, version: FittedVersion, wish: EvaluationWish): ScoredData {
  const { part, plan } = divided(manifest, version, wish.part);
  const targeted = {
    ...plan,
    ...('target' in plan && wish.target && { target: renamed(plan, wish.target) }),
  } as DataPlan;
  refuseIfAny([
    ...inputProblems(manifest, version, true),
    ...targetProblems(manifest, version.name, targeted, wish.target),
  ]);
  return { plan: targeted, part };
}

/** For its use: its inputs alone. @throws AppError ERR_DATASET_MISFIT. */
export function fitPrediction(manifest: DatasetManifest, version: FittedVersion): void {
  refuseIfAny(inputProblems(manifest, version, false));
}

function renamed({ target }: Extract<DataPlan, { target: unknown }>, columns: readonly string[]) {
  if (target.columns.length === columns.length) return { ...target, columns };
  const detail = `Expected ${target.columns.length} columns. Received: ${columns.length}.`;
  throw misfits([{ pointer: '/target', detail }]);
}

/** A test part is what was not learnt from, where there is one. */
function divided(
  manifest: DatasetManifest,
  { data, datasetDigest, name }: FittedVersion,
  asked?: ScoredPart,
): ScoredData {
  if (manifest.digest === datasetDigest) return { plan: data, part: asked ?? 'test' };
  const own = manifest.parts;
  const part = asked ?? (own?.test === undefined ? 'all' : 'test');
  if (part === 'all') return { plan: { ...data, split: { by: 'whole', validation: 0, test: 1 } }, part };
  // Without one to test with nothing can be divided by what is given.
  if (own?.test !== undefined && own[part] !== undefined)
    return { plan: { ...data, split: { by: 'given', validation: 0, test: 0 } }, part };
  const known = knownParts(own);
  const expected = `"all"${known && `, or a part that the dataset brings: ${known}`}`;
  const detail = `Expected ${expected}, as it is not the dataset that ${name} learnt from. Received: "${part}".`;
  throw misfits([{ pointer: '/part', detail }]);
}

function knownParts(own: OwnParts | undefined): string {
  return Object.keys(own?.test === undefined ? {} : own)
    .map((part) => `"${part}"`)
    .join(', ');
}

function refuseIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw misfits(problems);
}

function misfits(problems: readonly Problem[]): AppError {
  return new AppError('ERR_DATASET_MISFIT', problems[0]?.detail ?? '', { problems });
}
