/** Plans one answer for each series: a class or a number that is the same in all its rows. */
import type { SequencePlan, Task } from '../../models/specification/index.ts';
import type { ColumnProfile, DatasetManifest } from '../manifest.ts';
import type { PlanningOptions } from './kind.ts';
import { refused } from './refusals.ts';
import { isNumeric, type SeriesCounts, type SeriesTable } from './series-columns.ts';
import { CLASSES_MAX } from './series-table.ts';
import { planSplit } from './split.ts';

/** Longer series are cut unless a job asks for more: an LSTM would take too long, a window tells as much. */
const LENGTH_MAX = 1000;

export function planSeriesClasses(
  manifest: DatasetManifest,
  table: SeriesTable,
  options: PlanningOptions,
): SequencePlan {
  const { request } = options;
  const { layout, features, counts, series, time } = table;
  const target = table.targets[0] as ColumnProfile;
  const task = taskOf(target, request.task);
  const names = features.map(({ name }) => name);
  const wanted = request.preprocessing?.length;
  if (layout === 'wide' && wanted !== undefined && wanted > names.length)
    throw refused('/preprocessing/length', `Expected at most the ${names.length} steps of a row. Received: ${wanted}.`);
  const length = wanted ?? (layout === 'wide' ? names.length : usualLength(counts));
  const padded = layout === 'long' && !(counts.alike && length <= counts.average);
  const size = (layout === 'wide' ? 1 : names.length) + (padded ? 1 : 0);
  const { parts, ...ofSeries } = manifest;
  // The dataset's own parts are rows: of a wide table, series.
  const counted = layout === 'wide' ? manifest : { ...ofSeries, rows: counts.series };
  return {
    ...{ kind: 'sequence', layout, task, goal: 'classify', target: { columns: [target.name] } },
    ...(layout === 'long' && series && { series: series.name }),
    ...(layout === 'long' && time && { time: time.name }),
    ...{ features: names, scaling: request.preprocessing?.scaling ?? 'standard' },
    ...{ length, padded, horizon: 0, stride: 1, inputShape: [length, size] },
    ...planSplit(counted, request, options, task.type === 'classification'),
  };
}

/** The longest series' where that is known, else the average's. */
function usualLength({ longest, average }: SeriesCounts): number {
  return Math.min(longest ?? average, LENGTH_MAX);
}

function taskOf(target: ColumnProfile, asked: PlanningOptions['request']['task']): Task {
  const classes = !isNumeric(target) || target.type === 'boolean' || target.distinct <= CLASSES_MAX;
  const type = asked ?? (classes ? 'classification' : 'regression');
  if (type === 'regression') {
    if (isNumeric(target)) return { type, labels: [target.name] };
    throw refused('/target', `Expected numbers for "regression". Received: "${target.name}" of type ${target.type}.`);
  }
  return { type: 'classification', labels: classesOf(target) };
}

/** In the order of the numbers, or of the alphabet. */
function classesOf({ name, distinct, values = [], ...column }: ColumnProfile): string[] {
  const refuse = (expected: string, received: string): never => {
    throw refused('/target', `Expected ${expected} in column "${name}" to classify. Received: ${received}.`);
  };
  if (values.length < distinct) refuse('few classes', `${distinct} different values`);
  if (values.length < 2) refuse('at least 2 classes', `${values.length}`);
  const labels = values.map(({ value }) => value);
  if (column.type === 'number' || column.type === 'integer') return labels.sort((a, b) => Number(a) - Number(b));
  return labels.sort();
}
