/**
 * One attempt at a job, as its worker writes it: where it is, what it learnt, how it ended.
 *
 * DESIGN Every write carries the attempt's number and is refused once a later attempt started or the job was cancelled:
 * the answer to any write is how a worker that lost its job learns it, even if no message reached it. Progress is written
 * by one writer at a time; what comes meanwhile is gathered, newest progress only, so that a slow or absent Redis costs
 * bounded memory and never holds up training.
 */
import type { Redis } from 'ioredis';
import type { Evaluation, HistoryEntry, Metrics } from '../models/specification/index.ts';
import { changeJob, type JobChange } from './change-job.ts';
import type { NewJobEvent, Progress } from './job.ts';
import type { InternalsOf, JobKind, VersionReference } from './job-kinds.ts';
import { type JobPhase, MOVES, type Move } from './states.ts';

export interface Attempt<K extends JobKind = JobKind> extends InternalsOf<K> {
  readonly jobId: string;
  /** From 1. */
  readonly number: number;
  /** Aborts when the job was cancelled, was taken over by a later attempt, or must be handed back. */
  readonly signal: AbortSignal;
  /** Tells how far it is; at most the newest of what could not be written yet is kept. */
  progress(progress: Progress, metrics: Metrics): void;
  /** Tells that an epoch is done. */
  epoch(entry: HistoryEntry): void;
  log(message: string): void;
  evaluation(evaluation: Evaluation): void;
  /** Enters a phase, once all that was told before is written. @returns whether the job is still this attempt's. */
  enter(phase: JobPhase): Promise<boolean>;
  published(version: VersionReference): void;
}

/** What the queue itself does with an attempt besides. */
export interface AttemptWriter<K extends JobKind = JobKind> extends Attempt<K> {
  /** Writes all that is left, then ends the attempt by a move. @returns whether the move was allowed. */
  end(move: Move, fields: Record<string, unknown>, status: Record<string, unknown>): Promise<boolean>;
}

interface Pending {
  fields: Record<string, unknown>;
  events: NewJobEvent[];
}

const PENDING_EVENTS_MAX = 1000;

export function createAttempt<K extends JobKind>(
  redis: Redis,
  jobId: string,
  number: number,
  internals: InternalsOf<K>,
  aborter: AbortController,
): AttemptWriter<K> {
  const history: HistoryEntry[] = [];
  let pending: Pending = { fields: {}, events: [] };
  let writing: Promise<void> | undefined;

  async function change(rest: Omit<JobChange, 'id' | 'attempt'>): Promise<boolean> {
    const { changed } = await changeJob(redis, { id: jobId, attempt: number, ...rest });
    if (!changed) aborter.abort('lost');
    return changed;
  }

  async function writePending(): Promise<void> {
    while (pending.events.length > 0 && !aborter.signal.aborted) {
      const batch = pending;
      pending = { fields: {}, events: [] };
      try {
        await change({ move: MOVES.proceed, ...batch });
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

  function tell(fields: Record<string, unknown>, event: NewJobEvent): void {
    // The job is another's, or nobody's: nothing is written any more.
    if (aborter.signal.aborted) return;
    if (event.type === 'progress') pending.events = pending.events.filter(({ type }) => type !== 'progress');
    Object.assign(pending.fields, fields);
    pending.events.push(event);
    writing ??= writePending();
  }

  async function settled(): Promise<void> {
    while (writing) await writing;
  }

  return {
    ...internals,
    jobId,
    number,
    signal: aborter.signal,
    progress: (progress, metrics) =>
      tell({ progress, metrics }, { type: 'progress', data: { ...progress, ...metrics } }),
    epoch: (entry) => {
      history.push(entry);
      const { epoch, seconds, ...metrics } = entry;
      tell({ history, metrics }, { type: 'epoch', data: { epoch, ...metrics, seconds } });
    },
    log: (message) => tell({}, { type: 'log', data: { message } }),
    evaluation: (evaluation) => tell({ evaluation }, { type: 'evaluation', data: { ...evaluation } }),
    published: (version) => tell({ version }, { type: 'published', data: { ...version } }),
    async enter(phase) {
      await settled();
      if (aborter.signal.aborted) return false;
      return change({ move: MOVES.proceed, phase, events: [{ type: 'status', data: { status: 'running', phase } }] });
    },
    async end(move, fields, status) {
      await settled();
      const { changed } = await changeJob(redis, {
        id: jobId,
        attempt: number,
        move,
        fields,
        events: [{ type: 'status', data: status }],
      });
      return changed;
    },
  };
}
