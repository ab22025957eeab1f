/**
 * What the columns of a table of series are: which tells the series, which the time, which is the target, which are features;
 * and whether the target is to be told of a series as a whole, or forecast.
 */
import type { Problem } from '../../errors.ts';
import type { DataRequest } from '../../models/specification/index.ts';
import type { ColumnProfile, DatasetManifest, TableContent } from '../manifest.ts';
import { refused, refusedAll } from './refusals.ts';
import { columnProblems, isNumeric, type SeriesCounts, type SeriesTable } from './series-columns.ts';

/** A target of more different numbers is measured, not classified, unless a job says otherwise. */
export const CLASSES_MAX = 20;
/** Above this, the number of different values is an estimate. */
const DISTINCT_EXACT_MAX = 10_000;

/** @throws AppError ERR_TRAINING with all problems of columns. */
export function seriesTable(manifest: DatasetManifest, content: TableContent, request: DataRequest): SeriesTable {
  const problems: Problem[] = [];
  const columns = new Map(content.columns.map((column) => [column.name, column]));
  const find = (name: string | undefined, pointer: string): ColumnProfile | undefined => {
    if (name === undefined) return undefined;
    const column = columns.get(name);
    if (!column) problems.push({ pointer, detail: `Expected a column of the dataset. Received: "${name}".` });
    return column;
  };
  const series = find(request.preprocessing?.series ?? content.series, '/preprocessing/series');
  const time = find(request.preprocessing?.time ?? content.time, '/preprocessing/time');
  const asked = typeof request.target === 'string' ? [request.target] : request.target;
  const named = (asked ?? (content.target === undefined ? [] : [content.target])).map((name) => find(name, '/target'));
  const chosen = request.features?.map((name, index) => find(name, `/features/${index}`));
  if (problems.length > 0) throw refusedAll(problems);
  const keys = [series, time].filter((column) => column !== undefined);
  const splitColumn = request.split?.column;
  const others = content.columns.filter(
    (column) => isNumeric(column) && !keys.includes(column) && column.name !== splitColumn,
  );
  const targets = named.length > 0 ? (named as ColumnProfile[]) : onlyOne(others);
  const layout = isLong(request, keys, targets, others) ? 'long' : 'wide';
  // What the import has counted is of its own series.
  const isKnown = series !== undefined && series.name === content.series;
  const told = isKnown ? targets.map(({ sameInSeries }) => sameInSeries) : [];
  const goal = goalOf(request, layout, targets, series, told);
  const features = (chosen as ColumnProfile[] | undefined) ?? defaultFeatures(others, targets, goal, layout);
  const table: SeriesTable = {
    ...{ layout, goal, targets, features, counts: countSeries(manifest.rows, series) },
    ...(series && { series }),
    ...(time && { time }),
  };
  problems.push(...columnProblems(table), ...goalProblems(request, table, told));
  if (problems.length > 0) throw refusedAll(problems);
  return table;
}

function onlyOne(columns: readonly ColumnProfile[]): readonly ColumnProfile[] {
  if (columns.length === 1) return columns;
  throw refused('/target', 'Expected the column to learn, as the dataset does not tell which it is. Received: none.');
}

/** Without columns of series or time, several numbers in a row are a series, and a single one is a step. */
function isLong(
  { task }: DataRequest,
  keys: readonly ColumnProfile[],
  targets: readonly ColumnProfile[],
  others: readonly ColumnProfile[],
): boolean {
  return keys.length > 0 || task === 'forecasting' || others.every((column) => targets.includes(column));
}

function goalOf(
  { task }: DataRequest,
  layout: SeriesTable['layout'],
  targets: readonly ColumnProfile[],
  series: ColumnProfile | undefined,
  told: readonly (boolean | undefined)[],
): SeriesTable['goal'] {
  if (task === 'multiLabelClassification')
    throw refused(
      '/task',
      'Expected "classification", "regression" or "forecasting" for series. Received: "multiLabelClassification".',
    );
  if (task) return task === 'forecasting' ? 'forecast' : 'classify';
  if (layout === 'wide') return 'classify';
  const [target] = targets;
  if (!series || !target || targets.length > 1) return 'forecast';
  if (!isNumeric(target)) return 'classify';
  if (told[0] !== undefined) return told[0] ? 'classify' : 'forecast';
  // What is the same in all rows of a series has no more values than there are series. A wrong guess is refused as soon as
  // the rows are read, while a forecast of classes would go through.
  const few = target.type !== 'number' && target.distinct <= Math.min(series.distinct, CLASSES_MAX);
  return few ? 'classify' : 'forecast';
}

/** A target that is not what its goal needs. @param told whether each of the targets is the same in all rows of a series. */
function goalProblems(
  { task }: DataRequest,
  { goal, layout, targets }: SeriesTable,
  told: readonly (boolean | undefined)[],
): Problem[] {
  if (layout === 'wide') return [];
  const misfit = targets.find((_, index) => told[index] === (goal === 'forecast'));
  if (!misfit) return [];
  const [expected, received] =
    goal === 'forecast'
      ? ['a target that changes within a series, to forecast it', 'which is the same in all rows of each']
      : ['a target that is the same in all rows of a series, unless it is forecast', 'which changes'];
  const pointer = task === undefined ? '/target' : '/task';
  return [{ pointer, detail: `Expected ${expected}. Received: "${misfit.name}", ${received}.` }];
}

/** A forecast is made from what the target was. */
function defaultFeatures(
  others: readonly ColumnProfile[],
  targets: readonly ColumnProfile[],
  goal: SeriesTable['goal'],
  layout: SeriesTable['layout'],
): ColumnProfile[] {
  return others.filter((column) => {
    if (targets.includes(column)) return goal === 'forecast';
    // A step may be the same in all series; what numbers the rows is no step.
    return column.becomes !== 'ignored' || (layout === 'wide' && column.distinct <= 1);
  });
}

function countSeries(rows: number, column: ColumnProfile | undefined): SeriesCounts {
  const series = Math.max(1, column?.distinct ?? 1);
  const longest = column ? column.values?.[0]?.rows : rows;
  const alike = longest !== undefined && series <= DISTINCT_EXACT_MAX && longest * series === rows;
  return { rows, series, average: Math.max(1, Math.round(rows / series)), ...(longest && { longest }), alike };
}
