/**
 * Examples that are windows of series, each with the steps that follow it.
 */
import type { SequencePlan } from '../../models/specification/index.ts';
import type { Parts } from '../examples.ts';
import type { Learnt, PreparationTools } from '../prepared.ts';
import { splitRows } from '../split.ts';
import { numberTargets } from './array-targets.ts';
import { ACROSS, cutsOf, partOf, TEST, TRAINING, VALIDATION } from './forecast-cuts.ts';
import { type SeriesData, type StepRange, seriesCount, stepsOf, unfit } from './series-data.ts';
import type { DividedExamples } from './series-examples.ts';

/** Of a number to forecast: raw as float64, standardized as float32. */
const BYTES_PER_TARGET = 12;

/** @throws AppError ERR_TRAINING where no series is long enough, or windows are too many for memory. */
export function forecastWindows(
  data: SeriesData,
  plan: SequencePlan,
  seed: number,
  tools: PreparationTools,
  learnt?: Learnt,
): DividedExamples {
  const size = plan.horizon * plan.target.columns.length;
  const count = countWindows(data, plan);
  if (count === 0)
    throw unfit('/preprocessing/length', `a series of at least ${plan.length + plan.horizon} steps`, 'shorter ones');
  if (count * size * BYTES_PER_TARGET > tools.memoryBytesMax)
    throw unfit(
      '/preprocessing/stride',
      'fewer windows, for instance by a larger stride',
      `${count} of ${size} numbers`,
    );
  const made = makeWindows(data, plan, count, size, tools);
  const parts = plan.split.by === 'group' ? groupParts(made, plan, seed) : timeParts(made, plan);
  return {
    windows: { from: made.from, to: made.from.map((from) => from + plan.length) },
    targets: numberTargets(made.targets, size, parts.training, learnt?.scales),
    ...{ parts, training: trainingRanges(data, plan, made, parts) },
  };
}

interface MadeWindows {
  readonly from: Float64Array;
  /** `[count, size]`. */
  readonly targets: Float64Array;
  readonly series: Uint32Array;
  readonly part: Uint8Array;
}

function windowsIn(steps: number, { length, horizon, stride }: SequencePlan): number {
  return Math.max(0, Math.floor((steps - length - horizon) / stride) + 1);
}

function countWindows(data: SeriesData, plan: SequencePlan): number {
  let count = 0;
  for (let series = 0; series < seriesCount(data); series++) {
    const { from, to } = stepsOf(data, series);
    count += windowsIn(to - from, plan);
  }
  return count;
}

/** Those of a series are counted from its end: the latest steps are the ones to test with. */
function makeWindows(
  data: SeriesData,
  plan: SequencePlan,
  count: number,
  size: number,
  tools: PreparationTools,
): MadeWindows {
  const room = {
    ...{ from: new Float64Array(count), targets: new Float64Array(count * size) },
    ...{ series: new Uint32Array(count), part: new Uint8Array(count) },
  };
  let [kept, missing, across, short] = [0, 0, 0, 0];
  for (let series = 0; series < seriesCount(data); series++) {
    tools.signal.throwIfAborted();
    const { from: start, to: end } = stepsOf(data, series);
    const windows = windowsIn(end - start, plan);
    if (windows === 0) short += 1;
    const cuts = cutsOf(end - start, plan);
    for (let window = windows - 1; window >= 0; window--) {
      const from = end - plan.length - plan.horizon - window * plan.stride;
      const part = partOf(from + plan.length - start, plan, cuts);
      if (part === ACROSS) {
        across += 1;
      } else if (readTargets(data, plan, from + plan.length, room.targets.subarray(kept * size, (kept + 1) * size))) {
        room.from[kept] = from;
        room.series[kept] = series;
        room.part[kept] = part;
        kept += 1;
      } else {
        missing += 1;
      }
    }
  }
  const shortest = plan.length + plan.horizon;
  if (short > 0) tools.log(`${short} series were left out, because they have fewer than ${shortest} steps.`);
  if (missing > 0) tools.log(`${missing} windows were left out, because a number that follows them is missing.`);
  if (across > 0) tools.log(`${across} windows were left out, because the steps that follow them lie in two parts.`);
  return {
    ...{ from: room.from.subarray(0, kept), targets: room.targets.subarray(0, kept * size) },
    ...{ series: room.series.subarray(0, kept), part: room.part.subarray(0, kept) },
  };
}

/** @returns whether all of them are there, and finite. */
function readTargets({ raw, width }: SeriesData, plan: SequencePlan, from: number, room: Float64Array): boolean {
  const steps = raw.read(from * width, (from + plan.horizon) * width);
  const places = targetPlaces(plan);
  for (let step = 0; step < plan.horizon; step++) {
    for (const [index, place] of places.entries()) {
      const value = steps[step * width + place] as number;
      if (!Number.isFinite(value)) return false;
      room[step * places.length + index] = value;
    }
  }
  return true;
}

/** Where the target columns stand in a step: among the features, or after them in their order. */
function targetPlaces({ features, target }: SequencePlan): number[] {
  const columns = [...new Set([...features, ...target.columns])];
  return target.columns.map((name) => columns.indexOf(name));
}

function timeParts({ part }: MadeWindows, { split }: SequencePlan): Parts {
  const of = (wanted: number): Uint32Array => Uint32Array.from(part.keys()).filter((window) => part[window] === wanted);
  const parts = { training: of(TRAINING), validation: of(VALIDATION), test: of(TEST) };
  for (const [name, windows] of [
    ['train', parts.training],
    ['test', parts.test],
  ] as const) {
    if (windows.length > 0 || (name === 'train' && split.by === 'whole')) continue;
    throw unfit(
      '/split',
      `a window to ${name} with`,
      'none; the series have too few steps, or the shares are too large',
    );
  }
  return parts;
}

function groupParts({ series }: MadeWindows, { split }: SequencePlan, seed: number): Parts {
  return splitRows(split, { count: series.length, column: Array.from(series) }, seed);
}

/** Of every series that is trained on, the steps up to the last one that a training window tells. */
function trainingRanges(data: SeriesData, plan: SequencePlan, made: MadeWindows, parts: Parts): StepRange[] {
  const ends = new Map<number, number>();
  for (const window of parts.training) {
    const end = (made.from[window] as number) + plan.length + plan.horizon;
    const series = made.series[window] as number;
    ends.set(series, Math.max(ends.get(series) ?? 0, end));
  }
  return [...ends].map(([series, to]) => ({ from: stepsOf(data, series).from, to }));
}
