/** A sweep's table, and how far it is, as they follow from its trainings and from what was decided. Pure. */
import type { SweepSpecification, TrialResult } from '../../models/specification/index.ts';
import type { ChildState, Progress } from '../../queue/index.ts';
import { epochsInAll, type Values } from '../../submission/index.ts';
import { type Decision, epochsOf, figureAt, type Trial } from './decide.ts';
import { byFigure, type Figure } from './figures.ts';

/** The trials, best first; those that have no figure last, in their order. */
export function tableOf(
  { metric, mode }: Pick<SweepSpecification, 'metric' | 'mode'>,
  trials: readonly Trial[],
  values: readonly Values[],
  decision: Decision,
): TrialResult[] {
  const better = byFigure(metric, mode);
  const { stoppedAt, failed } = decision;
  const figures = trials.map((trial, index) =>
    failed.has(index) ? undefined : figureAt(trial, { epochs: stoppedAt.get(index) ?? epochsTold(trial) }, metric),
  );
  // Who was given up later was better than who was given up before; who was not, is best.
  const standing = (index: number): number => stoppedAt.get(index) ?? Number.POSITIVE_INFINITY;
  const order = [...trials.keys()].sort(
    (a, b) =>
      Number(figures[a] === undefined) - Number(figures[b] === undefined) ||
      (standing(a) === standing(b) ? 0 : standing(b) - standing(a)) ||
      better(figures[a], figures[b]) ||
      a - b,
  );
  return order.map((index, place) =>
    rowOf(trials[index] as Trial, {
      ...{ index, values: values[index] ?? {}, figure: figures[index], decision },
      rank: figures[index] === undefined ? null : place + 1,
    }),
  );
}

interface Row {
  readonly index: number;
  readonly values: Values;
  readonly figure: Figure | undefined;
  readonly rank: number | null;
  readonly decision: Decision;
}

function rowOf(trial: Trial, { index, values, figure, rank, decision }: Row): TrialResult {
  const stoppedAt = decision.stoppedAt.get(index);
  const error = trial.states.find((state) => state?.status === 'failed')?.error;
  return {
    trial: index + 1,
    values,
    jobs: trial.states.flatMap((state) => state?.id ?? []),
    status: statusOf(trial, index, decision),
    epochs: epochsDone(trial),
    metric: figure?.mean ?? null,
    ...(figure?.std !== undefined && { std: figure.std }),
    rank,
    ...(stoppedAt !== undefined && { stoppedAt }),
    ...(error && { error }),
  };
}

function statusOf({ states }: Trial, index: number, { failed, stoppedAt }: Decision): TrialResult['status'] {
  const some = (status: ChildState['status']): boolean => states.some((state) => state?.status === status);
  if (failed.has(index)) return some('failed') ? 'failed' : 'cancelled';
  if (stoppedAt.has(index)) return 'stopped';
  if (states.every((state) => state?.status === 'succeeded')) return 'succeeded';
  if (some('running')) return 'running';
  return some('paused') && !some('queued') ? 'paused' : 'waiting';
}

/** As far as the folds of a trial can be compared: those that have ended, to wherever each did. */
function epochsTold(trial: Trial): number {
  return trial.states.every((state) => state?.status === 'succeeded') ? Number.POSITIVE_INFINITY : epochsDone(trial);
}

/** That all folds of a trial have. */
function epochsDone({ states }: Trial): number {
  return Math.min(...states.map((state) => state?.history.length ?? 0));
}

const IS_DONE: readonly TrialResult['status'][] = ['stopped', 'succeeded', 'failed', 'cancelled'];

export interface SweepProgressParts {
  readonly specification: Pick<SweepSpecification, 'rungs' | 'folds'>;
  readonly trials: readonly Trial[];
  readonly table: readonly TrialResult[];
  readonly phase: Progress['phase'];
  /** Since the sweep began. */
  readonly seconds: number;
}

/** How far a sweep is, by the epochs of its trainings. */
export function progressOf({ specification, trials, table, phase, seconds }: SweepProgressParts): Progress {
  const done = table.filter(({ status }) => IS_DONE.includes(status)).length;
  const [best] = table;
  const [epochs, all] = [epochsMade(trials), epochsPlanned(specification, trials)];
  const fraction = Math.min(1, epochs / all);
  return {
    ...{ phase, epoch: 0, epochs: 0, step: 0, steps: 0, fraction, examplesPerSecond: null },
    etaSeconds: fraction > 0 ? Math.round((seconds * (1 - fraction)) / fraction) : null,
    trials: {
      ...{ done, all: trials.length },
      best: best && best.metric !== null ? { trial: best.trial, metric: best.metric } : null,
    },
  };
}

function epochsMade(trials: readonly Trial[]): number {
  return trials
    .flatMap(({ states, trainings }) => states.map((state) => madeBy(state, epochsOf(trainings[0]))))
    .reduce((sum, epochs) => sum + epochs, 0);
}

/** What ended has no epochs left. */
function madeBy(state: ChildState | undefined, epochs: number): number {
  if (state?.status === 'succeeded' || state?.status === 'failed') return epochs;
  return state?.history.length ?? 0;
}

function epochsPlanned(
  { rungs, folds }: Pick<SweepSpecification, 'rungs' | 'folds'>,
  trials: readonly Trial[],
): number {
  const epochs = trials.map(({ trainings }) => epochsOf(trainings[0]));
  const [first = 0] = epochs;
  const inAll =
    rungs.length > 0 ? epochsInAll(trials.length, first, rungs) : epochs.reduce((sum, each) => sum + each, 0);
  return Math.max(1, inAll * folds + (folds > 1 ? Math.max(...epochs) : 0));
}
