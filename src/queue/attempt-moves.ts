/** How attempts begin and end: the moves of a job's states that its worker makes, with what each sets and tells. */
import type { Redis } from 'ioredis';
import { type AttemptWriter, createAttempt } from './attempt.ts';
import { changeJob, type JobChange, type JobOutcome } from './change-job.ts';
import { noProgress } from './job.ts';
import { type InternalsOf, type JobInternals, type JobKind, KIND_TRAITS } from './job-kinds.ts';
import { readCheckpoint, readInternals, readJob } from './job-store.ts';
import { MOVES } from './states.ts';

/** Attempts in a row that may fail without getting further: one that wrote a new checkpoint starts the count again. */
export const TRIES_MAX = 3;
/**
 * The same of attempts whose worker died and could not say so. What kills a worker is seldom its job, which kills its
 * trainer; but one that takes a machine down with it has to leave the line, too.
 */
const DEATHS_MAX = 10;

interface JobError {
  readonly code: string;
  readonly message: string;
}

type Ending = Omit<JobChange, 'id' | 'holder' | 'sequence'>;

const paused: JobOutcome = {
  move: MOVES.settle,
  fields: { startedAt: null },
  events: [{ type: 'status', data: { status: 'paused' } }],
};

/** What the end of an attempt makes of its job. */
export const OUTCOMES = {
  succeeded: (result: Readonly<Record<string, unknown>>): Ending => ({
    move: MOVES.succeed,
    fields: { ...result, finishedAt: new Date().toISOString() },
    events: [{ type: 'status', data: { status: 'succeeded' } }],
  }),
  failed: (error: JobError): Ending => ({ ...failure(error), move: MOVES.fail }),
  settled: (): Ending => ({ ...paused, move: MOVES.settle }),
  /** It goes on when the jobs that it waits for have: it got as far as it could. */
  waiting: (): Ending => ({ move: MOVES.proceed, fields: { tries: 0, deaths: 0 }, ifPausing: paused }),
  /** @param tries what to add to their count: none for an attempt that had to end. @param deaths that it did not die. */
  handedBack: ({ tries, deaths }: { readonly tries: 0 | 1; readonly deaths: 0 | -1 }): Ending => ({
    move: MOVES.handBack,
    fields: { startedAt: null },
    add: { tries, deaths },
    events: [{ type: 'status', data: { status: 'queued' } }],
    ifPausing: paused,
  }),
} as const;

export interface AttemptStart<K extends JobKind> {
  readonly redis: Redis;
  readonly kind: K;
  readonly jobId: string;
  /** The place in the line that led here. */
  readonly turn: number;
  readonly holder: string;
  readonly aborter: AbortController;
}

/**
 * Makes a new attempt the holder of a job.
 * @returns undefined where it is not to be run: it ended, was paused or is to be, or its workers died too often.
 */
export async function startAttempt<K extends JobKind>(start: AttemptStart<K>): Promise<AttemptWriter<K> | undefined> {
  const { redis, kind, jobId, turn, holder, aborter } = start;
  const internals = await readInternals(redis, jobId);
  if (internals?.kind !== kind) return undefined;
  const startedAt = KIND_TRAITS[kind].waits ? ((await readJob(redis, jobId))?.startedAt ?? null) : null;
  const result = await changeJob(redis, {
    ...{ id: jobId, turn, sequence: 1, move: MOVES.start },
    ...(startedAt === null ? beginning(internals, holder) : goingOn(holder)),
    ifPausing: paused,
    ifExhausted: { ...failure(deaths(kind)), deathsMax: DEATHS_MAX },
  });
  if (!result.changed || result.status !== 'running') return undefined;
  return createAttempt({
    ...{ redis, jobId, holder, aborter, number: result.attempts, tries: result.tries, waitedSince: startedAt },
    // Its kind is this worker's own: that was asked above.
    internals: internals as unknown as InternalsOf<K>,
    checkpoint: await readCheckpoint(redis, jobId),
  });
}

function beginning(internals: JobInternals, holder: string): Omit<JobOutcome, 'move'> {
  const began = { progress: noProgress(internals), history: [], metrics: {}, evaluation: null };
  return {
    phase: 'preparing',
    fields: { ...began, holder, startedAt: new Date().toISOString() },
    add: { attempts: 1, deaths: 1 },
    events: [{ type: 'status', data: { status: 'running', phase: 'preparing' } }],
  };
}

/** What waited for other jobs shows no more than before, and is no further attempt. */
function goingOn(holder: string): Omit<JobOutcome, 'move'> {
  return { fields: { holder }, add: { deaths: 1 } };
}

function failure(error: JobError): JobOutcome {
  return {
    move: MOVES.fail,
    fields: { error, finishedAt: new Date().toISOString() },
    events: [{ type: 'status', data: { status: 'failed', error } }],
  };
}

function deaths(kind: JobKind): JobError {
  const message = `Expected an attempt that ends or gets further. Received: ${DEATHS_MAX} in a row whose worker died.`;
  return { code: KIND_TRAITS[kind].death, message };
}
