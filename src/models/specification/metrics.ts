/**
 * The metrics a job may ask for, besides the loss and the accuracy, which are always told: Keras' names, in camelCase.
 * What each computes is said in `models/metrics`.
 */
import Type, { type Static } from 'typebox';
import type { Problem } from '../../errors.ts';

/** Figures that are told only where they are asked for. */
export const FIGURES = [
  'topKCategoricalAccuracy',
  'precision',
  'recall',
  'f1Score',
  'auc',
  'meanAbsoluteError',
  'rootMeanSquaredError',
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
export const Metric = Type.Union([Type.Enum(['accuracy', ...FIGURES]), TopK]);
export type Metric = Static<typeof Metric>;
export const MetricList = Type.Array(Metric, { maxItems: METRICS_MAX });

/** With nothing left open. */
export type ResolvedMetric =
  | 'accuracy'
  | Exclude<FigureName, 'topKCategoricalAccuracy'>
  | { readonly type: 'topKCategoricalAccuracy'; readonly k: number };

/** Accuracy comes first, asked for or not. */
export function resolveMetrics(metrics: readonly Metric[] = []): ResolvedMetric[] {
  return ['accuracy', ...metrics.filter((metric) => metric !== 'accuracy').map(resolveMetric)];
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
  { classes, examples }: { readonly classes: number; readonly examples: number },
): Problem[] {
  return metrics.flatMap((metric, index) => {
    const pointer = `/training/metrics/${index}`;
    if (typeof metric === 'object' && metric.k !== undefined && metric.k > classes) {
      const detail = `Expected at most the number of classes, ${classes}. Received: ${metric.k}.`;
      return [{ pointer: `${pointer}/k`, detail }];
    }
    if (metric === 'auc' && classes * examples > RANKED_NUMBERS_MAX) {
      const detail = `Expected at most ${RANKED_NUMBERS_MAX} outputs to rank. Received: ${examples} examples of ${classes} classes.`;
      return [{ pointer, detail }];
    }
    return [];
  });
}
