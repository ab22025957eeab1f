/**
 * One attempt at a job, as its worker writes it: where it is, what it learnt, how it ended.
 *
 * DESIGN Every write names the attempt as the job's holder and is refused once a later attempt started or the job was
 * cancelled: the answer to any write is how a worker that lost its job learns it, even if no message reached it. Progress is written
 * by one writer at a time; what comes meanwhile is gathered, newest progress only, so that a slow or absent Redis costs
 * bounded memory and never holds up training.
 */
import type { Redis } from 'ioredis';
import type { Evaluation, HistoryEntry, Metrics, TrialResult } from '../models/specification/index.ts';
import { changeJob, type JobChange, type JobOutcome } from './change-job.ts';
import type { Checkpoint, NewJobEvent, Progress } from './job.ts';
import type { InternalsOf, JobKind, VersionReference } from './job-kinds.ts';
import { type JobPhase, MOVES } from './states.ts';

export interface Attempt<K extends JobKind = JobKind> extends InternalsOf<K> {
  readonly jobId: string;
  /** From 1. */
  readonly number: number;
  /** Aborts when the job was cancelled, was taken over by a later attempt, or must be handed back. */
  readonly signal: AbortSignal;
  /** Aborts when the job is to be paused: `run` ends with `'paused'` then, unless what it does ends before. */
  readonly pauseAsked: AbortSignal;
  /** Set where it goes on after it waited for other jobs: when it began with that. */
  readonly waitedSince: string | null;
  /** Tells how far it is; at most the newest of what could not be written yet is kept. */
  progress(progress: Progress, metrics: Metrics): void;
  /** Tells that an epoch is done. */
  epoch(entry: HistoryEntry): void;
  /** Tells that it goes on from a checkpoint of an earlier attempt, with the history until there. */
  resumed(history: readonly HistoryEntry[]): void;
  /** Tells that what was learnt until here outlasts the attempt. */
  checkpoint(checkpoint: Checkpoint): void;
  /** Tells how the trials of a sweep are. */
  searched(trials: readonly TrialResult[], progress: Progress, metrics: Metrics): void;
  log(message: string): void;
  evaluation(evaluation: Evaluation): void;
  /** Enters a phase, once all that was told before is written. @returns whether the job is still this attempt's. */
  enter(phase: JobPhase): Promise<boolean>;
  published(version: VersionReference): void;
}

/** What the queue itself does with an attempt besides. */
export interface AttemptWriter<K extends JobKind = JobKind> extends Attempt<K> {
  /** Attempts before this one that failed without getting further; 0 if this one does. */
  tries(): number;
  /** Whether it wrote a checkpoint beyond those before it. */
  gotFurther(): boolean;
  /** To be called where a message told of a pause. */
  askPause(): void;
  /** Writes all that is left, then ends the attempt by a move. @returns whether the move was allowed. */
  end(outcome: Omit<JobChange, 'id' | 'holder' | 'sequence'>): Promise<boolean>;
}

export interface AttemptParts<K extends JobKind> {
  readonly redis: Redis;
  readonly jobId: string;
  readonly number: number;
  /** Its name as the job's holder. */
  readonly holder: string;
  readonly internals: InternalsOf<K>;
  readonly tries: number;
  readonly waitedSince: string | null;
  /** The newest of the attempts before. */
  readonly checkpoint: Checkpoint | undefined;
  readonly aborter: AbortController;
}

interface Pending {
  fields: Record<string, unknown>;
  events: NewJobEvent[];
}

const PENDING_EVENTS_MAX = 1000;

export function createAttempt<K extends JobKind>(parts: AttemptParts<K>): AttemptWriter<K> {
  const { redis, jobId, number, holder, internals, aborter } = parts;
  const history: HistoryEntry[] = [];
  const pauser = new AbortController();
  let { tries, checkpoint: furthest } = parts;
  let gotFurther = false;
  // Its start was the first.
  let sequence = 1;
  let pending: Pending = { fields: {}, events: [] };
  let writing: Promise<void> | undefined;

  const change = (outcome: Omit<JobChange, 'id' | 'holder' | 'sequence'>) =>
    changeJob(redis, { id: jobId, holder, sequence: ++sequence, ...outcome });

  async function proceed(rest: Omit<JobOutcome, 'move'>): Promise<boolean> {
    const { changed, pausing } = await change({ move: MOVES.proceed, ...rest });
    if (!changed) aborter.abort('lost');
    // The message may have been missed.
    else if (pausing) pauser.abort();
    return changed;
  }

  async function writePending(): Promise<void> {
    while (!isEmpty(pending) && !aborter.signal.aborted) {
      const batch = pending;
      pending = { fields: {}, events: [] };
      try {
        await proceed(batch);
      } catch {
        // Redis is away: what could not be written waits its turn again.
        pending = {
          fields: { ...batch.fields, ...pending.fields },
          events: [...batch.events, ...pending.events].slice(-PENDING_EVENTS_MAX),
        };
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    writing = undefined;
  }

  function tell(fields: Record<string, unknown>, event?: NewJobEvent): void {
    // The job is another's, or nobody's: nothing is written any more.
    if (aborter.signal.aborted) return;
    if (event?.type === 'progress') pending.events = pending.events.filter(({ type }) => type !== 'progress');
    Object.assign(pending.fields, fields);
    if (event) pending.events.push(event);
    writing ??= writePending();
  }

  async function settled(): Promise<void> {
    while (writing) await writing;
  }

  return {
    ...internals,
    ...{ jobId, number, signal: aborter.signal, pauseAsked: pauser.signal, waitedSince: parts.waitedSince },
    tries: () => tries,
    gotFurther: () => gotFurther,
    askPause: () => pauser.abort(),
    progress: (progress, metrics) =>
      tell({ progress, metrics }, { type: 'progress', data: { ...progress, ...metrics } }),
    epoch: (entry) => {
      history.push(entry);
      const { epoch, seconds, ...metrics } = entry;
      tell({ history, metrics }, { type: 'epoch', data: { epoch, ...metrics, seconds } });
    },
    resumed: (before) => {
      history.splice(0, history.length, ...before);
      const { epoch: _epoch, seconds: _seconds, ...metrics } = before.at(-1) ?? { epoch: 0, seconds: 0 };
      tell({ history, metrics });
    },
    checkpoint: (checkpoint) => {
      const further = isFurther(checkpoint, furthest);
      if (further) [furthest, tries, gotFurther] = [checkpoint, 0, true];
      tell(further ? { checkpoint, tries, deaths: 0 } : {}, { type: 'checkpoint', data: { ...checkpoint } });
    },
    searched: (trials, progress, metrics) =>
      tell({ trials, progress, metrics }, { type: 'progress', data: { ...progress, ...metrics } }),
    log: (message) => tell({}, { type: 'log', data: { message } }),
    evaluation: (evaluation) => tell({ evaluation }, { type: 'evaluation', data: { ...evaluation } }),
    published: (version) => tell({ version }, { type: 'published', data: { ...version } }),
    async enter(phase) {
      await settled();
      if (aborter.signal.aborted) return false;
      return proceed({ phase, events: [{ type: 'status', data: { status: 'running', phase } }] });
    },
    async end(outcome) {
      await settled();
      return (await change(outcome)).changed;
    },
  };
}

function isEmpty({ fields, events }: Pending): boolean {
  return events.length === 0 && Object.keys(fields).length === 0;
}

function isFurther(checkpoint: Checkpoint, before: Checkpoint | undefined): boolean {
  if (!before) return true;
  return checkpoint.epoch > before.epoch || (checkpoint.epoch === before.epoch && checkpoint.step > before.step);
}
