/** Plans forecasts: windows over series, the steps that follow each of them as numbers to learn, the latest for the test. */
import type { Problem } from '../../errors.ts';
import type { Fold, SequencePlan, SplitPlan } from '../../models/specification/index.ts';
import type { PlanningOptions } from './kind.ts';
import { refusedAll } from './refusals.ts';
import type { SeriesCounts, SeriesTable } from './series-columns.ts';

const TEST_SHARE = 0.1;
/** Steps of a window: three times what is forecast, and at least a day's hours. */
const LENGTH_MIN = 24;
const HORIZONS_OF_LENGTH = 3;
/** A window takes this share of a series at most, for several must fit into it. */
const SERIES_SHARE = 1 / 3;
const OUTPUTS_MAX = 10_000;

export function planForecast(table: SeriesTable, { request, validation, fold }: PlanningOptions): SequencePlan {
  const { series, time, targets, features, counts } = table;
  const { horizon = 1, stride = 1, scaling = 'standard', length: wanted } = request.preprocessing ?? {};
  const length = wanted ?? usualLength(horizon, counts);
  const split = { by: 'time', ...request.split, validation, test: request.split?.test ?? TEST_SHARE } as const;
  const problems = [
    ...foldProblems(fold),
    ...lengthProblems(length, horizon, wanted !== undefined, counts),
    ...splitProblems(split, table),
    ...outputProblems(horizon * targets.length),
  ];
  if (problems.length > 0) throw refusedAll(problems);
  const columns = targets.map(({ name }) => name);
  const labels = Array.from({ length: horizon }, (_, step) => columns.map((name) => `${name}+${step + 1}`)).flat();
  return {
    ...{
      kind: 'sequence',
      layout: 'long',
      task: { type: 'regression', labels },
      goal: 'forecast',
      target: { columns },
    },
    ...(series && { series: series.name }),
    ...(time && { time: time.name }),
    ...{ features: features.map(({ name }) => name), scaling, length, padded: false, horizon, stride },
    ...{ inputShape: [length, features.length], split, ...windowsOf(length, horizon, stride, split, counts) },
  };
}

function usualLength(horizon: number, { average }: SeriesCounts): number {
  const room = Math.floor((average - horizon) * SERIES_SHARE);
  return Math.max(1, Math.min(Math.max(LENGTH_MIN, HORIZONS_OF_LENGTH * horizon), room));
}

function lengthProblems(length: number, horizon: number, asked: boolean, { longest }: SeriesCounts): Problem[] {
  if (longest === undefined || length + horizon <= longest) return [];
  const detail = `Expected a window and the steps after it within the longest series, of ${longest} steps. Received: ${length} and ${horizon}.`;
  return [{ pointer: asked ? '/preprocessing/length' : '/preprocessing/horizon', detail }];
}

/** Windows overlap: any other split would test with steps that were trained on. */
function splitProblems(split: SplitPlan, { series, time }: SeriesTable): Problem[] {
  const problem = (pointer: string, expected: string, received: string): Problem[] => [
    { pointer, detail: `Expected ${expected} for forecasts. Received: ${received}.` },
  ];
  if (split.validation + split.test >= 1)
    return problem(
      '/split/test',
      'shares for validation and test below 1 together',
      `${split.validation + split.test}`,
    );
  switch (split.by) {
    case 'time':
      if (split.column === undefined || split.column === time?.name) return [];
      return problem('/split/column', 'the column of the time, or none', `"${split.column}"`);
    case 'group':
      if (series && split.column === series.name) return [];
      return problem('/split/column', 'the column of the series', JSON.stringify(split.column ?? null));
    default:
      return problem('/split/by', '"time", or "group" by the series', `"${split.by}"`);
  }
}

function foldProblems(fold: Fold | undefined): Problem[] {
  if (!fold) return [];
  const detail = 'Expected no folds for forecasts: most would be told from later steps. Received: some.';
  return [{ pointer: '/folds', detail }];
}

function outputProblems(outputs: number): Problem[] {
  if (outputs <= OUTPUTS_MAX) return [];
  const detail = `Expected at most ${OUTPUTS_MAX} numbers to forecast. Received: ${outputs}.`;
  return [{ pointer: '/preprocessing/horizon', detail }];
}

/** About how many windows there are: as many as if all series were equally long. */
function windowsOf(
  length: number,
  horizon: number,
  stride: number,
  split: SplitPlan,
  { series, average }: SeriesCounts,
): { trainingRows: number; measuredRows: number } {
  const windows = series * Math.max(1, Math.floor((average - length - horizon) / stride) + 1);
  const [test, validation] = [split.test, split.validation].map((share) => Math.round(windows * share)) as [
    number,
    number,
  ];
  return { trainingRows: Math.max(1, windows - test - validation), measuredRows: Math.max(test, validation, 1) };
}
