/**
 * The one way in which a job changes: a script that Redis runs atomically (`change-script.ts`).
 *
 * DESIGN A job is a hash of JSON values, `{epochd}:job:<id>`; its events are a stream, `{epochd}:job:<id>:events`; sorted
 * sets by time of creation index all jobs, those of a status, those of a model, those of a kind that are queued, and the
 * unfinished ones that need a dataset. The script checks that the move is allowed (status, phase, holder, turn), sets
 * fields, keeps the indexes true, appends events, and tells all processes over the channel `{epochd}:changed`:
 * `<id> <status>`, and `pausing` where a pause was asked for. So no reader ever sees a status without its event, or half a
 * change.
 *
 * `holder` names the attempt that has the job: every attempt has a name of its own, so it fences even where Redis was emptied
 * and counts began anew. `sequence` counts the changes of an attempt: a worker's connection sends again what was not answered,
 * and what was done without an answer must not be done twice. `turn` counts how often the job was put into the line: an entry of an earlier turn starts nothing.
 */
import type { Redis, Result } from 'ioredis';
import { FORGET_SCRIPT, SCRIPT } from './change-script.ts';
import { KEY_PREFIX, reaching } from './connection.ts';
import type { Job, NewJobEvent } from './job.ts';
import { type JobInternals, type JobKind, needsOf } from './job-kinds.ts';
import type { JobPhase, JobStatus, Move } from './states.ts';

export const jobKey = (id: string): string => `${KEY_PREFIX}:job:${id}`;
export const eventsKey = (id: string): string => `${KEY_PREFIX}:job:${id}:events`;
export const allIndexKey = `${KEY_PREFIX}:jobs`;
export const statusIndexKey = (status: JobStatus): string => `${KEY_PREFIX}:jobs:status:${status}`;
export const modelIndexKey = (model: string): string => `${KEY_PREFIX}:jobs:model:${model}`;
export const queuedIndexKey = (kind: JobKind): string => `${KEY_PREFIX}:jobs:queued:${kind}`;
export const needingIndexKey = (name: string): string => `${KEY_PREFIX}:jobs:needing:${name}`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    epochdChangeJob(
      job: string,
      events: string,
      change: string,
    ): Result<[number, JobStatus | '', JobPhase | '', number, number, number, number], Context>;
    epochdForgetJob(job: string, events: string, id: string): Result<number, Context>;
  }
}

/** What a change makes of a job. */
export interface JobOutcome {
  readonly move: Pick<Move, 'to'>;
  readonly phase?: JobPhase;
  /** Set as JSON. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Added to counts. */
  readonly add?: Readonly<Partial<Record<'attempts' | 'tries' | 'deaths' | 'turn', number>>>;
  readonly events?: readonly NewJobEvent[];
}

export interface JobChange extends JobOutcome {
  readonly id: string;
  readonly move: Move;
  /** The attempt that makes the change; refused if the job is another's. */
  readonly holder?: string;
  /** Of the changes that an attempt makes, from 1, in the order in which they are sent. */
  readonly sequence?: number;
  /** The place in the line that leads to it; refused if the job has left that one. */
  readonly turn?: number;
  /** Instead, where a pause was asked for. */
  readonly ifPausing?: JobOutcome;
  /** Instead, after so many attempts that died without getting further. */
  readonly ifExhausted?: JobOutcome & { readonly deathsMax: number };
}

export interface JobChangeResult {
  readonly changed: boolean;
  /** As it is now; undefined for a job that does not exist. */
  readonly status: JobStatus | undefined;
  readonly phase: JobPhase | undefined;
  readonly attempts: number;
  /** How often it was put into the line again. */
  readonly turn: number;
  /** Attempts that failed since one got further. */
  readonly tries: number;
  readonly pausing: boolean;
}

/** Teaches a connection the scripts. */
export function defineChangeJob(redis: Redis): void {
  redis.defineCommand('epochdChangeJob', { numberOfKeys: 2, lua: SCRIPT });
  redis.defineCommand('epochdForgetJob', { numberOfKeys: 2, lua: FORGET_SCRIPT });
}

/** Makes a change, if it is allowed. @throws AppError ERR_UNAVAILABLE if Redis is away. */
export function changeJob(redis: Redis, change: JobChange): Promise<JobChangeResult> {
  const { id, move, holder, sequence, turn, ifPausing, ifExhausted } = change;
  return run(redis, id, {
    ...{ id, ...move, holder, sequence, turn, ...encoded(change) },
    ifPausing: ifPausing && encoded(ifPausing),
    deathsMax: ifExhausted?.deathsMax,
    ifExhausted: ifExhausted && encoded(ifExhausted),
  });
}

/** After what was told last some events may be lost with their Redis: the next id is so far beyond it. */
const LOST_EVENTS_MS = 60_000;

/**
 * Writes a new job, unless its id is taken.
 * @param restored the job is as it was kept, and its events may have been told further than they were.
 */
export function createJob(redis: Redis, job: Job, internals: JobInternals, restored = false): Promise<JobChangeResult> {
  const { status, attempts, ...fields } = job;
  const { specification, requestId, webhook, pauseAt, trials } = internals;
  const needs = needsOf(internals);
  const told: NewJobEvent = { type: 'status', data: { status } };
  return run(redis, job.id, {
    ...{ id: job.id, model: job.model ?? undefined, create: Date.parse(job.createdAt) },
    ...(restored && { beyond: LOST_EVENTS_MS }),
    ...encoded({
      move: { to: status },
      fields: { ...fields, specification, requestId, webhook, pauseAt, trials, needs },
      add: { attempts },
      events: [told],
    }),
  });
}

/** Removes a job that has ended, with its events. @returns whether there was one. */
export async function forgetJob(redis: Redis, id: string): Promise<boolean> {
  return (await reaching(() => redis.epochdForgetJob(jobKey(id), eventsKey(id), id))) === 1;
}

function encoded({ move, phase, fields = {}, add = {}, events = [] }: JobOutcome) {
  const at = new Date().toISOString();
  return {
    to: move.to,
    phase,
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)])),
    add,
    events: events.map(({ type, data }) => ({ type, at, data: JSON.stringify(data) })),
  };
}

async function run(redis: Redis, id: string, change: object): Promise<JobChangeResult> {
  const [changed, status, phase, attempts, turn, tries, pausing] = await reaching(() =>
    redis.epochdChangeJob(jobKey(id), eventsKey(id), JSON.stringify(change)),
  );
  return {
    ...{ changed: changed === 1, status: status || undefined, phase: phase || undefined },
    ...{ attempts, turn, tries, pausing: pausing === 1 },
  };
}
