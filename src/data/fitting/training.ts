/**
 * How a dataset becomes the inputs of a version that is trained further on it: as those of the version did, so that its weights
 * keep their meaning. What there is to tell, and how the rows are divided, is the dataset's own. Pure: it reads no row.
 */
import { AppError, type Problem } from '../../errors.ts';
import type { DataPlan, DataRequest, Fold, SequencePlan, Task } from '../../models/specification/index.ts';
import type { DatasetManifest } from '../manifest.ts';
import { arraySplit } from '../planning/array-split.ts';
import { arrayTask } from '../planning/array-task.ts';
import { columnIndex, tableManifest } from '../planning/features-columns.ts';
import { refusedAll } from '../planning/refusals.ts';
import { planSequence } from '../planning/sequence.ts';
import { planTableSplit } from '../planning/tabular.ts';
import { planTarget } from '../planning/target.ts';
import type { Preprocessing } from '../preprocessing/index.ts';
import { type FittedVersion, inputProblems } from './inputs.ts';

export interface TrainingWish {
  readonly request: DataRequest;
  /** The share of rows to hold back for validation. */
  readonly validation: number;
  readonly fold?: Fold | undefined;
}

export interface FittedTraining {
  readonly plan: DataPlan;
  /** Whether the outputs of the version mean what they are to mean: it knows all labels of the dataset. */
  readonly keepsOutputs: boolean;
}

type Targeted = Pick<DataPlan, 'task' | 'split' | 'trainingRows' | 'measuredRows'> & {
  readonly target?: Extract<DataPlan, { target: unknown }>['target'];
};

/**
 * @throws AppError ERR_DATASET_MISFIT with all that the version cannot take; ERR_TRAINING for a target, a task or a split that
 * cannot be, and for settings of inputs, which are the version's.
 */
export function fitTraining(manifest: DatasetManifest, version: FittedVersion, wish: TrainingWish): FittedTraining {
  const problems = [...inputProblems(manifest, version, true), ...settingProblems(wish.request, version)];
  const [first] = problems;
  if (first)
    throw new AppError(first.pointer === '/dataset' ? 'ERR_DATASET_MISFIT' : 'ERR_TRAINING', first.detail, {
      problems,
    });
  const planned = asOfBase(version, wish, () => planTargets(manifest, version.data, wish));
  refuseInputs(version.data, planned.target?.columns ?? []);
  const keepsOutputs = knows(version.data, planned);
  const plan = { ...version.data, ...planned, ...(keepsOutputs && { task: version.data.task }) } as DataPlan;
  return { plan, keepsOutputs };
}

/** What a version has learnt of inputs, for one that is trained further on a dataset: a row may have the columns of both. */
export function furtherPreprocessing<P extends Preprocessing>(preprocessing: P, { content }: DatasetManifest): P {
  if (content.form !== 'table' || (preprocessing.kind !== 'tabular' && preprocessing.kind !== 'text'))
    return preprocessing;
  const read = new Set(
    preprocessing.kind === 'text' ? [preprocessing.column] : preprocessing.columns.map(({ name }) => name),
  );
  const here = content.columns.map(({ name }) => name).filter((name) => !read.has(name));
  return { ...preprocessing, others: [...new Set([...preprocessing.others, ...here])] };
}

/** What is the version's to say. */
function settingProblems(
  { features, preprocessing = {}, task }: DataRequest,
  { name, data }: FittedVersion,
): Problem[] {
  const problem = (pointer: string, value: unknown): Problem => ({
    pointer,
    detail: `Expected none with a baseModel, since ${name} says what its inputs are. Received: ${JSON.stringify(value).slice(0, 100)}.`,
  });
  const settings = Object.entries(preprocessing).filter(([setting]) => setting !== 'separator');
  const own = taskOf(data);
  return [
    ...(features ? [problem('/features', features)] : []),
    ...settings.map(([setting, value]) => problem(`/preprocessing/${setting}`, value)),
    ...(task !== undefined && task !== own
      ? [{ pointer: '/task', detail: `Expected "${own}", for which ${name} was trained. Received: "${task}".` }]
      : []),
  ];
}

function taskOf(data: DataPlan): NonNullable<DataRequest['task']> {
  return data.kind === 'sequence' && data.goal === 'forecast' ? 'forecasting' : data.task.type;
}

/** The target as a job would have it whose inputs are the version's already. */
function planTargets(manifest: DatasetManifest, base: DataPlan, wish: TrainingWish): Targeted {
  const request = { ...wish.request, task: taskOf(base), ...targetOf(manifest, base, wish.request) };
  if (base.kind === 'sequence') return planSeries(manifest, base, { ...wish, request });
  if (base.kind !== 'tabular' && base.kind !== 'text') {
    const task = arrayTask(manifest, request);
    return { task, ...arraySplit(manifest, request, wish, task) };
  }
  const table = tableManifest(manifest);
  const index = columnIndex(table.content.columns);
  const planned = planTarget(table, request, index);
  const problems: Problem[] = [];
  const split = planTableSplit(table, { ...wish, request }, index, planned, problems);
  if (!split) throw refusedAll(problems);
  return { task: planned.task, target: planned.target, ...split };
}

/** The version's own target, where the dataset has it and the request names no other. */
function targetOf(
  { content }: DatasetManifest,
  base: DataPlan,
  { target }: DataRequest,
): { readonly target?: string | string[] } {
  if (target !== undefined || !('target' in base) || content.form !== 'table')
    return target === undefined ? {} : { target };
  const names = new Set(content.columns.map(({ name }) => name));
  const { columns } = base.target;
  if (columns.length === 0 || !columns.every((name) => names.has(name))) return {};
  const [only] = columns;
  return { target: columns.length === 1 && only !== undefined ? only : [...columns] };
}

function planSeries(manifest: DatasetManifest, base: SequencePlan, wish: TrainingWish): Targeted {
  const { layout, scaling, length, series, time, horizon, stride, goal, features } = base;
  const preprocessing = {
    ...{ scaling, length },
    ...(series !== undefined && { series }),
    ...(time !== undefined && { time }),
    ...(goal === 'forecast' && { horizon, stride }),
  };
  const request = { ...wish.request, ...(layout !== 'array' && { features: [...features] }), preprocessing };
  const { task, target, split, trainingRows, measuredRows } = planSequence(manifest, {
    ...wish,
    request,
  }) as SequencePlan;
  return { task, target, split, trainingRows, measuredRows };
}

/** Planning speaks of settings that the request does not have: they are the version's. */
function asOfBase<T>({ name, data }: FittedVersion, { request }: TrainingWish, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problems = error.problems.map(({ pointer, detail }) => {
      if (pointer === '/task' && request.task === undefined)
        return { pointer: '/baseModel', detail: `${detail} The task of ${name} is ${data.task.type}.` };
      const isOfInputs = pointer.startsWith('/features') || /^\/preprocessing\/(?!separator)/.test(pointer);
      return isOfInputs ? { pointer: '/dataset', detail: `${detail} So it is with ${name}.` } : { pointer, detail };
    });
    throw new AppError(error.code, problems[0]?.detail ?? error.message, { problems, cause: error });
  }
}

/** A target that the version reads would be told to it. */
function refuseInputs(data: DataPlan, targets: readonly string[]): void {
  const read = new Set(
    data.kind === 'tabular' ? data.features.map(({ name }) => name) : data.kind === 'text' ? [data.column] : [],
  );
  const told = targets.find((name) => read.has(name));
  if (told === undefined) return;
  const detail = `Expected a target that the base does not read. Received: "${told}", one of its inputs.`;
  throw new AppError('ERR_TRAINING', detail, { problems: [{ pointer: '/target', detail }] });
}

/**
 * Whether a version has an output for all that a dataset has to tell. Classes and labels are told by their names, so a dataset may
 * lack some; columns of numbers, or of 0 and 1, are told by their places.
 */
function knows({ task: known }: DataPlan, { task, target }: Targeted): boolean {
  const same = known.labels.join('\n') === task.labels.join('\n');
  if (same || task.type === 'regression' || isByColumn(task, target)) return same;
  const labels = new Set(known.labels);
  return task.labels.every((label) => labels.has(label));
}

function isByColumn({ type }: Task, target: Targeted['target']): boolean {
  return (
    type === 'multiLabelClassification' &&
    target !== undefined &&
    target.columns.length > 0 &&
    target.separator === undefined
  );
}
