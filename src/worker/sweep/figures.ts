/** What a trial is judged by: the figure of the epoch whose weights it would be published with. Pure. */
import { createEarlyStopping } from '../../models/early-stopping.ts';
import { resolveEarlyStopping } from '../../models/specification/early-stopping.ts';
import {
  type HistoryEntry,
  type JobRequest,
  type Monitor,
  type MonitorMode,
  risesWhenBetter,
} from '../../models/specification/index.ts';

export interface Figure {
  readonly mean: number;
  /** Of several folds: of the population, as scikit-learn tells it. */
  readonly std?: number;
}

/** @returns undefined where an epoch that counts does not tell it. @param histories of a trial's trainings. */
export function figureOf(
  histories: readonly (readonly HistoryEntry[])[],
  metric: Monitor,
  request: JobRequest,
): Figure | undefined {
  const values = histories.map((history) => keptEntry(history, request)?.[metric]);
  if (values.length === 0 || !values.every((value) => value !== undefined && Number.isFinite(value))) return undefined;
  const numbers = values as number[];
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  if (numbers.length === 1) return { mean };
  return { mean, std: Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length) };
}

/** Early stopping restores the best epoch's weights, unless the job wants the last one's. */
function keptEntry(history: readonly HistoryEntry[], { training = {} }: JobRequest): HistoryEntry | undefined {
  const settings = training.earlyStopping && resolveEarlyStopping(training.earlyStopping);
  if (!settings?.restoreBest) return history.at(-1);
  const stopping = createEarlyStopping(settings);
  for (const entry of history) stopping.epochEnded({ ...entry, loss: entry.loss ?? Number.NaN } as never, []);
  return history[stopping.bestEpoch - 1];
}

/** Sorts the better figure first; one that is missing is worse than any. */
export function byFigure(metric: Monitor, mode: MonitorMode): (a: Figure | undefined, b: Figure | undefined) => number {
  const sign = risesWhenBetter(metric, mode) ? -1 : 1;
  const sortedBy = (figure: Figure | undefined): number => (figure ? figure.mean * sign : Number.POSITIVE_INFINITY);
  return (a, b) => {
    const [first, second] = [sortedBy(a), sortedBy(b)];
    return first === second ? 0 : first - second;
  };
}
