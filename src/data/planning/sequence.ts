/**
 * How series become inputs of a network: one answer for each series, or the next steps of one. Pure: it knows of the rows what
 * the manifest tells.
 */
import type { DataRequest, SequencePlan } from '../../models/specification/index.ts';
import type { ArrayContent, DatasetManifest, TableContent } from '../manifest.ts';
import { arrayTask } from './array-task.ts';
import { planForecast } from './forecast.ts';
import type { Planner, PlanningOptions } from './kind.ts';
import { refused, refusedAll, strangers } from './refusals.ts';
import { seriesTable } from './series-table.ts';
import { planSeriesClasses } from './series-target.ts';
import { planSplit } from './split.ts';

const FIELDS = ['scaling', 'length', 'series', 'time', 'horizon', 'stride'] as const;
const ARRAY_FIELDS = ['scaling', 'length'] as const;

/** A batch of them must fit into memory. */
const INPUT_NUMBERS_MAX = 10_000_000;

export const planSequence: Planner = (manifest, options) => {
  const { content } = manifest;
  const plan = content.form === 'array' ? planArray(manifest, content, options) : planTable(manifest, content, options);
  const [length = 1, size = 1] = plan.inputShape;
  if (length * size <= INPUT_NUMBERS_MAX) return plan;
  const detail = `Expected inputs of at most ${INPUT_NUMBERS_MAX} numbers. Received: ${length} steps of ${size}.`;
  throw refused('/preprocessing/length', detail);
};

function planArray(manifest: DatasetManifest, content: ArrayContent, options: PlanningOptions): SequencePlan {
  const { preprocessing = {} } = options.request;
  const [steps = 1, size = 1] = content.shape;
  if (content.shape.length > 2)
    throw refused(
      '/dataset',
      `Expected series of [steps, features]. Received: arrays of [${content.shape.join(', ')}].`,
    );
  const problems = strangers('sequence', preprocessing, ARRAY_FIELDS);
  const length = preprocessing.length ?? steps;
  if (length > steps)
    problems.push({
      pointer: '/preprocessing/length',
      detail: `Expected at most the ${steps} steps of the series. Received: ${length}.`,
    });
  if (problems.length > 0) throw refusedAll(problems);
  const task = arrayTask(manifest, options.request);
  return {
    ...{ kind: 'sequence', layout: 'array', task, goal: 'classify' },
    ...{ target: { columns: [] }, features: featureNames(size), scaling: preprocessing.scaling ?? 'standard' },
    ...{ length, padded: false, horizon: 0, stride: 1, inputShape: [length, size] },
    ...planSplit(manifest, options.request, options, task.type === 'classification'),
  };
}

/** Arrays have no names for what they hold. */
function featureNames(size: number): string[] {
  return size === 1 ? ['value'] : Array.from({ length: size }, (_, index) => `${index}`);
}

function planTable(manifest: DatasetManifest, content: TableContent, options: PlanningOptions): SequencePlan {
  const problems = strangers('sequence', options.request.preprocessing ?? {}, FIELDS);
  if (problems.length > 0) throw refusedAll(problems);
  const table = seriesTable(manifest, content, options.request);
  if (table.goal === 'forecast') return planForecast(table, options);
  refuseForecasting(options.request);
  return planSeriesClasses(manifest, table, options);
}

/** What only forecasts have. */
function refuseForecasting({ preprocessing = {} }: DataRequest): void {
  const problems = (['horizon', 'stride'] as const)
    .filter((field) => preprocessing[field] !== undefined)
    .map((field) => ({
      pointer: `/preprocessing/${field}`,
      detail: `Expected none where a series is classified or measured as a whole; "task": "forecasting" has it. Received: ${preprocessing[field]}.`,
    }));
  if (problems.length > 0) throw refusedAll(problems);
}
