/**
 * The metrics a job may ask for, besides the loss and those of its task, which are always told: Keras' names, in camelCase.
 * What each computes is said in `models/metrics`.
 */
import Type, { type Static } from 'typebox';
import type { Problem } from '../../errors.ts';
import type { TaskType } from './task.ts';

/** Figures that are told where the task or the request has them. */
export const FIGURES = [
  'accuracy',
  'topKCategoricalAccuracy',
  'precision',
  'recall',
  'f1Score',
  'auc',
  'meanAbsoluteError',
  'rootMeanSquaredError',
  'r2Score',
] as const;
export type FigureName = (typeof FIGURES)[number];
/** Those that were asked for and can be told. */
export type Figures = { readonly [F in FigureName]?: number };

const METRICS_MAX = 16;
const TOP_K = 5;
/** An AUC ranks all examples by each class' output, and keeps them until then: 1 GiB of float32. */
const RANKED_NUMBERS_MAX = 2 ** 28;

const TopK = Type.Object(
  { type: Type.Literal('topKCategoricalAccuracy'), k: Type.Optional(Type.Integer({ minimum: 1, maximum: 16_384 })) },
  { additionalProperties: false },
);
export const Metric = Type.Union([Type.Enum([...FIGURES]), TopK]);
export type Metric = Static<typeof Metric>;
export const MetricList = Type.Array(Metric, { maxItems: METRICS_MAX });

/** With nothing left open. */
export type ResolvedMetric =
  | Exclude<FigureName, 'topKCategoricalAccuracy'>
  | { readonly type: 'topKCategoricalAccuracy'; readonly k: number };

const ALWAYS = {
  classification: ['accuracy'],
  multiLabelClassification: ['accuracy', 'precision', 'recall', 'f1Score'],
  regression: ['meanAbsoluteError', 'rootMeanSquaredError', 'r2Score'],
} as const satisfies Record<TaskType, readonly ResolvedMetric[]>;

const OF_TASK: { readonly [T in TaskType]: readonly FigureName[] } = {
  classification: FIGURES.filter((name) => name !== 'r2Score'),
  multiLabelClassification: [...ALWAYS.multiLabelClassification, 'auc'],
  regression: ALWAYS.regression,
};

/** Those of the task come first, asked for or not. */
export function resolveMetrics(metrics: readonly Metric[] = [], task: TaskType = 'classification'): ResolvedMetric[] {
  const always: readonly ResolvedMetric[] = ALWAYS[task];
  return [...always, ...metrics.map(resolveMetric).filter((metric) => !always.includes(metric))];
}

function resolveMetric(metric: Metric): ResolvedMetric {
  if (metric === 'topKCategoricalAccuracy') return { type: metric, k: TOP_K };
  return typeof metric === 'string' ? metric : { type: metric.type, k: metric.k ?? TOP_K };
}

/** A metric that is asked for twice: its figure has one place only. */
export function metricProblems(metrics: readonly Metric[] = []): Problem[] {
  const names = metrics.map((metric) => (typeof metric === 'string' ? metric : metric.type));
  return names.flatMap((name, index) => {
    if (names.indexOf(name) === index) return [];
    const detail = `Expected each metric once. Received: "${name}" again.`;
    return [{ pointer: `/training/metrics/${index}`, detail }];
  });
}

/**
 * What does not fit the data.
 * @param examples of the largest part that is measured at once.
 */
export function metricTargetProblems(
  metrics: readonly Metric[] = [],
  { task, outputs, examples }: { readonly task: TaskType; readonly outputs: number; readonly examples: number },
): Problem[] {
  return metrics.flatMap((metric, index) => {
    const pointer = `/training/metrics/${index}`;
    const name = typeof metric === 'string' ? metric : metric.type;
    if (!OF_TASK[task].includes(name)) {
      const detail = `Expected a metric for ${task}: ${OF_TASK[task].join(', ')}. Received: "${name}".`;
      return [{ pointer, detail }];
    }
    if (typeof metric === 'object' && metric.k !== undefined && metric.k > outputs) {
      const detail = `Expected at most the number of classes, ${outputs}. Received: ${metric.k}.`;
      return [{ pointer: `${pointer}/k`, detail }];
    }
    if (metric === 'auc' && outputs * examples > RANKED_NUMBERS_MAX) {
      const detail = `Expected at most ${RANKED_NUMBERS_MAX} outputs to rank. Received: ${examples} examples of ${outputs} outputs.`;
      return [{ pointer, detail }];
    }
    return [];
  });
}
