/**
 * What a sweep does next, as it follows from how its trainings are: which to submit, to let go on, to give up; and when it is
 * over. Pure, and the same whenever it is asked: nothing is kept between two looks but the trainings themselves.
 *
 * A trial passes rungs (successive halving): each asks for so many epochs of all trials that are left, and lets the best go
 * on. The last one, which every sweep has, asks for their ends. A training stands at a rung by its history, whatever became
 * of it since: so a look at trials that were given up long ago decides as it did then.
 */
import type { Rung, SweepSpecification } from '../../models/specification/index.ts';
import type { ChildState } from '../../queue/index.ts';
import type { SweepTraining } from '../../submission/index.ts';
import { byFigure, type Figure, figureOf } from './figures.ts';

/** A trial and how its trainings are, in the order of its folds: undefined for one that was not submitted. */
export interface Trial {
  readonly trainings: readonly SweepTraining[];
  readonly states: readonly (ChildState | undefined)[];
}

export interface Start {
  readonly training: SweepTraining;
  /** It pauses there, to be judged. */
  readonly pauseAt: number | undefined;
}

export interface Decision {
  readonly submit: readonly Start[];
  /** Paused ones, by their id. */
  readonly resume: readonly { readonly id: string; readonly pauseAt: number | undefined }[];
  /** Those that nobody needs any more. */
  readonly cancel: readonly string[];
  /** Whether trials are left to be trained; else the best is known, if there is any. */
  readonly isOver: boolean;
  /** The trials that were not given up, at the end best first: the first is the one to publish. */
  readonly left: readonly number[];
  /** After how many epochs each of the others was given up, because others were better. */
  readonly stoppedAt: ReadonlyMap<number, number>;
  /** Those of which a training failed, or was cancelled by somebody. */
  readonly failed: ReadonlySet<number>;
}

/** After so many epochs a training has ended, however many it has. */
const TO_THE_END: Rung = { epochs: Number.POSITIVE_INFINITY, keep: 1 };

/** @param resumesPaused also lets those go on that were paused before they came to their rung. */
export function decide(
  specification: Pick<SweepSpecification, 'rungs' | 'metric' | 'mode' | 'parallel'>,
  trials: readonly Trial[],
  resumesPaused: boolean,
): Decision {
  const { rungs, metric, mode } = specification;
  const better = byFigure(metric, mode);
  const stoppedAt = new Map<number, number>();
  const failed = new Set<number>();
  const cancel: string[] = [];
  let left = [...trials.keys()];
  const trialOf = (index: number): Trial => trials[index] as Trial;

  for (const rung of [...rungs, TO_THE_END]) {
    for (const index of left.filter((each) => hasFailed(trialOf(each), rung))) {
      failed.add(index);
      cancel.push(...unfinished(trialOf(index)));
    }
    left = left.filter((index) => !failed.has(index));
    const pending = left.filter((index) => !hasReached(trialOf(index), rung));
    if (pending.length > 0) {
      const pauseAt = targetOf(rung, rungs, trials);
      const starts = startsOf(pending.map(trialOf), pauseAt, specification.parallel, resumesPaused);
      return { ...starts, cancel, isOver: false, left, stoppedAt, failed };
    }
    const figures = new Map(left.map((index) => [index, figureAt(trialOf(index), rung, metric)]));
    left.sort((a, b) => better(figures.get(a), figures.get(b)) || a - b);
    if (rung === TO_THE_END) {
      // Who has no figure to be judged by, as one that was ended in its first epoch, cannot be the best.
      for (const index of left.filter((each) => !figures.get(each))) failed.add(index);
      left = left.filter((index) => !failed.has(index));
      break;
    }
    for (const index of left.splice(rung.keep)) {
      stoppedAt.set(index, rung.epochs);
      cancel.push(...unfinished(trialOf(index)));
    }
  }
  return { submit: [], resume: [], cancel, isOver: true, left, stoppedAt, failed };
}

/** How a trial is judged at a rung, or as far as it has come. */
export function figureAt(
  { states, trainings }: Trial,
  { epochs }: Pick<Rung, 'epochs'>,
  metric: SweepSpecification['metric'],
): Figure | undefined {
  const [training] = trainings;
  const histories = states.map((state) => state?.history.slice(0, epochs) ?? []);
  return training && figureOf(histories, metric, training.request);
}

/** Whether a training waits in the line or is at work. */
export function isActive(state: ChildState | undefined): boolean {
  return state?.status === 'queued' || state?.status === 'running';
}

function reaches(state: ChildState | undefined, { epochs }: Rung): boolean {
  return state !== undefined && (state.status === 'succeeded' || state.history.length >= epochs);
}

function hasReached({ states }: Trial, rung: Rung): boolean {
  return states.every((state) => reaches(state, rung));
}

function hasFailed({ states }: Trial, rung: Rung): boolean {
  return states.some((state) => (state?.status === 'failed' || state?.status === 'cancelled') && !reaches(state, rung));
}

function unfinished({ states }: Trial): string[] {
  return states.flatMap((state) => (isActive(state) || state?.status === 'paused' ? (state?.id ?? []) : []));
}

/** Where trainings on their way to a rung pause; those on the last way, which were told to pause before, where they end. */
function targetOf(rung: Rung, rungs: readonly Rung[], trials: readonly Trial[]): number | undefined {
  if (rung !== TO_THE_END) return rung.epochs;
  return rungs.length > 0 ? epochsOf(trials[0]?.trainings[0]) : undefined;
}

const EPOCHS = 5;

/** That a training has if it is not given up. */
export function epochsOf(training: SweepTraining | undefined): number {
  return training?.request.training?.epochs ?? EPOCHS;
}

/** Trainings to be started for trials that have not come to a rung, in their order, so many trials at once. */
function startsOf(
  pending: readonly Trial[],
  pauseAt: number | undefined,
  parallel: number,
  resumesPaused: boolean,
): Pick<Decision, 'submit' | 'resume'> {
  const submit: Start[] = [];
  const resume: { id: string; pauseAt: number | undefined }[] = [];
  let free = parallel - pending.filter(({ states }) => states.some(isActive)).length;
  for (const { trainings, states } of pending) {
    const missing = trainings.filter((_, index) => states[index] === undefined);
    // Who was paused on the way, and not by us, is left to whoever did it.
    const waiting = states.filter(
      (state) => state?.status === 'paused' && (resumesPaused || state.pauseAt !== pauseAt),
    ) as ChildState[];
    if (missing.length + waiting.length === 0) continue;
    if (!states.some(isActive)) {
      if (free <= 0) continue;
      free -= 1;
    }
    submit.push(...missing.map((training) => ({ training, pauseAt })));
    resume.push(...waiting.map(({ id }) => ({ id, pauseAt })));
  }
  return { submit, resume };
}
