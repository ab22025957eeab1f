/** Examples that are whole series, each with one answer. */
import type { SequencePlan } from '../../models/specification/index.ts';
import type { DatasetArrays } from '../dataset.ts';
import type { Parts, Targets } from '../examples.ts';
import type { DatasetManifest, OwnParts } from '../manifest.ts';
import type { Learnt, PreparationTools } from '../prepared.ts';
import { splitRows } from '../split.ts';
import { arrayTargets, numberTargets } from './array-targets.ts';
import { type SeriesData, type StepRange, seriesCount, stepsOf, unfit } from './series-data.ts';
import type { Windows } from './window-inputs.ts';

export interface DividedExamples {
  readonly windows: Windows;
  readonly targets: Targets;
  readonly parts: Parts;
  /** The steps that training sees. */
  readonly training: readonly StepRange[];
}

interface SeriesSource {
  readonly manifest: DatasetManifest;
  readonly data: SeriesData;
  /** Of a dataset of arrays. */
  readonly arrays: DatasetArrays | undefined;
  /** By a version that is measured. */
  readonly learnt: Learnt | undefined;
}

/** @throws AppError ERR_TRAINING naming the series that is too short or whose answer is no class. */
export function wholeSeries(
  source: SeriesSource,
  plan: SequencePlan,
  seed: number,
  tools: PreparationTools,
): DividedExamples {
  const { manifest, data, arrays } = source;
  const kept = arrays ? allOf(data) : answered(data, tools);
  if (!plan.padded) expectLength(data, kept, plan.length);
  const windows = lastSteps(data, kept, plan.length);
  const values = arrays ? undefined : answerValues(data, kept, plan);
  const classes = arrays
    ? classesOf(arrays, plan)
    : plan.task.type === 'classification'
      ? (values as Int32Array)
      : undefined;
  const rows = { count: kept.length, own: ownParts(manifest, plan, kept), classes, column: columnOf(data, kept) };
  const parts = splitRows(plan.split, rows, seed);
  return {
    windows,
    targets: targetsOf(source, values, plan, parts),
    parts,
    training: rangesOf(windows, parts.training),
  };
}

function allOf(data: SeriesData): Uint32Array {
  return Uint32Array.from({ length: seriesCount(data) }, (_, series) => series);
}

/** Series whose answer is missing are left out. */
function answered(data: SeriesData, tools: PreparationTools): Uint32Array {
  const kept = allOf(data).filter((series) => data.answers[series] !== null);
  const missing = seriesCount(data) - kept.length;
  if (missing > 0) tools.log(`${missing} series were left out, because their target is missing.`);
  return kept;
}

function expectLength(data: SeriesData, kept: Uint32Array, length: number): void {
  for (const series of kept) {
    const { from, to } = stepsOf(data, series);
    if (to - from >= length) continue;
    const expected = `series of at least ${length} steps, or a smaller length`;
    throw unfit('/preprocessing/length', expected, `${to - from} steps in ${data.nameOf(series)}`);
  }
}

function lastSteps(data: SeriesData, kept: Uint32Array, length: number): Windows {
  const to = Float64Array.from(kept, (series) => stepsOf(data, series).to);
  const from = Float64Array.from(kept, (series, index) => {
    return Math.max(stepsOf(data, series).from, (to[index] as number) - length);
  });
  return { from, to };
}

/** The class of each series as a number from 0, or the number that is measured. */
function answerValues(data: SeriesData, kept: Uint32Array, { task, target }: SequencePlan): Int32Array | Float64Array {
  if (task.type === 'regression') return Float64Array.from(kept, (series) => data.answers[series] as number);
  const classes = new Map(task.labels.map((label, index) => [label, index]));
  return Int32Array.from(kept, (series) => {
    const label = String(data.answers[series]);
    const known = classes.get(label);
    if (known !== undefined) return known;
    const expected = `one of the ${classes.size} classes in column "${target.columns[0]}"`;
    throw unfit('/target', expected, `${JSON.stringify(label)} in ${data.nameOf(series)}`);
  });
}

function classesOf({ targets }: DatasetArrays, { task }: SequencePlan): Int32Array | undefined {
  return task.type === 'classification' && targets instanceof Int32Array ? targets : undefined;
}

function columnOf({ column }: SeriesData, kept: Uint32Array): readonly (string | number | null)[] | undefined {
  return column && Array.from(kept, (series) => column[series] ?? null);
}

/** The dataset's own parts are rows, which are series but in a long table; without those that are left out. */
function ownParts({ parts }: DatasetManifest, { layout }: SequencePlan, kept: Uint32Array): OwnParts | undefined {
  if (!parts || layout === 'long') return undefined;
  const within = (from: number, count: number): number => {
    return kept.filter((row) => row >= from && row < from + count).length;
  };
  const { train, validation, test } = parts;
  return {
    train: within(0, train),
    ...(validation !== undefined && { validation: within(train, validation) }),
    ...(test !== undefined && { test: within(train + (validation ?? 0), test) }),
  };
}

function targetsOf(
  { manifest, arrays, learnt }: SeriesSource,
  values: Int32Array | Float64Array | undefined,
  plan: SequencePlan,
  parts: Parts,
): Targets {
  if (values instanceof Int32Array) return { kind: 'classes', values, size: plan.task.labels.length };
  if (values) return numberTargets(values, 1, parts.training, learnt?.scales);
  return arrayTargets(manifest, arrays as DatasetArrays, plan, parts, learnt);
}

function rangesOf({ from, to }: Windows, examples: Uint32Array): StepRange[] {
  return Array.from(examples, (index) => ({ from: from[index] as number, to: to[index] as number }));
}
