/** Learns from the training steps how series are scaled, and scales all of them with it. */
import type { Scaling, SequencePlan } from '../../models/specification/index.ts';
import type { PreparationTools } from '../prepared.ts';
import type { SequencePreprocessing } from '../preprocessing/sequence.ts';
import { type ScaledFeature, scaleSteps, startFilling } from '../preprocessing/sequence-scaling.ts';
import { blocks, type SeriesData, type StepRange, seriesCount, stepsOf, unfit } from './series-data.ts';
import { type Numbers, writeNumbers } from './series-numbers.ts';

export interface ScaledSeries {
  /** `[steps, features]` of every series, one after the other. */
  readonly scaled: Numbers<Float32Array>;
  readonly preprocessing: SequencePreprocessing;
}

/** A deviation below this share of the mean is what rounding leaves of numbers that are all the same. */
const ROUNDING = 1e-12;

/**
 * @param training the steps that are learnt from; or what a version has learnt before.
 * @param file for numbers that are too many for memory.
 */
export function scaleSeries(
  data: SeriesData,
  plan: SequencePlan,
  training: readonly StepRange[] | SequencePreprocessing,
  tools: PreparationTools,
  file: string | undefined,
): ScaledSeries {
  const preprocessing = 'kind' in training ? training : learnSeries(data, plan, training, tools);
  return { scaled: scaleAll(data, preprocessing, tools, file), preprocessing };
}

function learnSeries(
  data: SeriesData,
  plan: SequencePlan,
  training: readonly StepRange[],
  tools: PreparationTools,
): SequencePreprocessing {
  const names = plan.layout === 'wide' ? ['value'] : plan.features;
  const learnt = learn(data, names.length, training, tools);
  return {
    ...{ kind: 'sequence', length: plan.length, padded: plan.padded },
    precision: plan.layout === 'array' ? 'float32' : 'float64',
    features: names.map((name, index) => scaledFeature(name, learnt[index] as Learnt, plan.scaling)),
    ...(plan.layout === 'wide' && { columns: [...plan.features] }),
  };
}

interface Learnt {
  count: number;
  mean: number;
  squares: number;
  min: number;
  max: number;
}

/** In one pass, as Welford does: sums of squares would lose the digits of numbers far from 0. */
function learn(data: SeriesData, features: number, training: readonly StepRange[], tools: PreparationTools): Learnt[] {
  const learnt = Array.from({ length: features }, (): Learnt => {
    return { count: 0, mean: 0, squares: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  });
  for (const range of training) {
    for (const { values } of blocks(data, features, range, tools)) {
      for (let index = 0; index < values.length; index++) {
        const value = values[index] as number;
        // Infinite ones are refused with their place when all are scaled: they must not spoil what the others say.
        if (!Number.isFinite(value)) continue;
        const each = learnt[index % features] as Learnt;
        each.count += 1;
        const difference = value - each.mean;
        each.mean += difference / each.count;
        each.squares += difference * (value - each.mean);
        each.min = Math.min(each.min, value);
        each.max = Math.max(each.max, value);
      }
    }
  }
  return learnt;
}

function scaledFeature(name: string, { count, mean, squares, min, max }: Learnt, scaling: Scaling): ScaledFeature {
  if (count === 0 || scaling === 'none') return { name, subtract: 0, divideBy: 1, fill: count > 0 ? mean : 0 };
  if (scaling === 'minMax') return { name, subtract: min, divideBy: max > min ? max - min : 1, fill: mean };
  const deviation = Math.sqrt(squares / count);
  return { name, subtract: mean, divideBy: deviation > Math.abs(mean) * ROUNDING ? deviation : 1, fill: mean };
}

function scaleAll(
  data: SeriesData,
  preprocessing: SequencePreprocessing,
  tools: PreparationTools,
  file: string | undefined,
): Numbers<Float32Array> {
  const { features } = preprocessing;
  const steps = data.starts.at(-1) ?? 0;
  const writer = writeNumbers('float32', steps * features.length, file);
  const missing = new Float64Array(features.length);
  try {
    for (let series = 0; series < seriesCount(data); series++) {
      const filling = startFilling(features);
      for (const { from, values } of blocks(data, features.length, stepsOf(data, series), tools)) {
        const scaled = new Float32Array(values.length);
        countMissing(values, missing);
        const stray = scaleSteps(preprocessing, values, scaled, filling);
        if (stray !== undefined) throw tooLarge(data, series, from, features, stray, values[stray] as number);
        writer.append(scaled);
      }
    }
  } catch (error) {
    writer.finish().close();
    throw error;
  }
  for (const [index, count] of missing.entries()) {
    if (count > 0)
      tools.log(
        `${count} missing numbers of "${features[index]?.name}" were replaced by the one before in the series.`,
      );
  }
  return writer.finish();
}

function countMissing(values: Float64Array, missing: Float64Array): void {
  const size = missing.length;
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) (missing[index % size] as number) += 1;
  }
}

function tooLarge(
  data: SeriesData,
  series: number,
  from: number,
  features: readonly ScaledFeature[],
  stray: number,
  value: number,
): Error {
  const step = from - (data.starts[series] as number) + Math.floor(stray / features.length) + 1;
  const where = `"${features[stray % features.length]?.name}" in step ${step} of ${data.nameOf(series)}`;
  return unfit('/features', `numbers that can be scaled into 32 bits`, `${value} for ${where}`);
}
