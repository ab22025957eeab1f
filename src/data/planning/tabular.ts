/** Plans a job whose examples are rows of a table: target, features, split. */
import type { Problem } from '../../errors.ts';
import type { DataRequest, TabularPlan } from '../../models/specification/index.ts';
import type { ColumnProfile, DatasetManifest } from '../manifest.ts';
import { planFeatures, widthOf } from './features.ts';
import { type ColumnIndex, columnIndex, splitColumn, type TableManifest, tableManifest } from './features-columns.ts';
import type { PlanningOptions } from './kind.ts';
import { collected, refusedAll, strangers } from './refusals.ts';
import { type PlannedSplit, planSplit } from './split.ts';
import { type PlannedTarget, planTarget } from './target.ts';

const SETTINGS = ['scaling', 'columns', 'categoriesMax', 'separator'] as const;

/** @throws AppError ERR_TRAINING with everything in the request that does not fit the table. */
export function planTabular(manifest: DatasetManifest, options: PlanningOptions): TabularPlan {
  const table = tableManifest(manifest);
  const { request } = options;
  const { columns } = table.content;
  const index = columnIndex(columns);
  const problems = strangers('tabular', request.preprocessing ?? {}, SETTINGS);
  const planned = collected(problems, () => planTarget(table, request, index));
  const excluded = { target: targetNames(table, request), split: request.split?.column };
  const features = collected(problems, () => planFeatures(columns, options, index, excluded));
  const split = planTableSplit(table, options, index, planned, problems);
  if (!planned || !features || !split || problems.length > 0) throw refusedAll(problems);
  const inputs = features.reduce((sum, feature) => sum + widthOf(feature), 0);
  const { task, target } = planned;
  return { kind: 'tabular', task, target, features, inputShape: [inputs], ...split };
}

/** Every kind of table is split alike. Undefined, with a problem more, where it cannot be. */
export function planTableSplit(
  table: TableManifest,
  options: PlanningOptions,
  index: ColumnIndex,
  planned: PlannedTarget | undefined,
  problems: Problem[],
): PlannedSplit | undefined {
  const { request } = options;
  return collected(problems, () => {
    const column = splitColumn(request, index);
    // Without a target there is a problem already; whether it had classes, nobody knows.
    const hasClasses = planned ? planned.task.type === 'classification' : request.split?.by === 'stratified';
    const split = planSplit(withoutMissing(table, planned?.columns ?? []), request, options, hasClasses);
    if (!column || !planned?.columns.includes(column)) return split;
    problems.push({
      pointer: '/split/column',
      detail: `Expected a column that is no target. Received: "${column.name}".`,
    });
    return undefined;
  });
}

/** Rows that lack a target are left out. How many lack one of several, only the rows tell: at least as many as of any. */
function withoutMissing(table: TableManifest, targets: readonly ColumnProfile[]): TableManifest {
  const missing = targets.reduce((most, { nulls }) => Math.max(most, nulls), 0);
  return { ...table, rows: table.rows - missing };
}

/** Of a target that turns out impossible too, so that its columns are not planned as features. */
function targetNames({ content }: TableManifest, { target = content.target }: DataRequest): ReadonlySet<string> {
  return new Set(target === undefined ? [] : Array.isArray(target) ? target : [target]);
}
