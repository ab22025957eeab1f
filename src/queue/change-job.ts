/**
 * The one way in which a job changes: a script that Redis runs atomically.
 *
 * DESIGN A job is a hash of JSON values, `{epochd}:job:<id>`; its events are a stream, `{epochd}:job:<id>:events`; sorted
 * sets by time of creation index all jobs, those of a status, those of a model, those of a kind that are queued, and the
 * unfinished ones that need a dataset. The script checks that the move is
 * allowed (status, phase, attempt), sets fields, keeps the indexes true, appends events, and tells all processes over the
 * channel `{epochd}:changed`: `<id> <status>`. So no reader ever sees a status without its event, or half a change.
 */
import type { Redis, Result } from 'ioredis';
import { KEY_PREFIX, reaching } from './connection.ts';
import type { Job, JobEvent, NewJobEvent } from './job.ts';
import { datasetsNeeded, type JobInternals, type JobKind } from './job-kinds.ts';
import type { JobPhase, JobStatus, Move } from './states.ts';

export const CHANGED_CHANNEL = `${KEY_PREFIX}:changed`;
/** Older events of a job are dropped beyond about this many. */
const EVENTS_MAX = 20_000;

export const jobKey = (id: string): string => `${KEY_PREFIX}:job:${id}`;
export const eventsKey = (id: string): string => `${KEY_PREFIX}:job:${id}:events`;
export const allIndexKey = `${KEY_PREFIX}:jobs`;
export const statusIndexKey = (status: JobStatus): string => `${KEY_PREFIX}:jobs:status:${status}`;
export const modelIndexKey = (model: string): string => `${KEY_PREFIX}:jobs:model:${model}`;
export const queuedIndexKey = (kind: JobKind): string => `${KEY_PREFIX}:jobs:queued:${kind}`;
export const needingIndexKey = (dataset: string): string => `${KEY_PREFIX}:jobs:needing:${dataset}`;

const SCRIPT = `
local change = cjson.decode(ARGV[1])
local status = redis.call('HGET', KEYS[1], 'status')
local created = redis.call('HGET', KEYS[1], 'createdMs')
local kind = cjson.decode(redis.call('HGET', KEYS[1], 'kind') or '"train"')
local needs = cjson.decode(redis.call('HGET', KEYS[1], 'needs') or '[]')
if change.create then
  if status then return {0, status, '', 0} end
  created, kind, needs = change.create, change.kind, change.needs
  redis.call('ZADD', '${allIndexKey}', created, change.id)
  if change.model then redis.call('ZADD', '${KEY_PREFIX}:jobs:model:' .. change.model, created, change.id) end
  for _, name in ipairs(needs) do redis.call('ZADD', '${KEY_PREFIX}:jobs:needing:' .. name, created, change.id) end
  redis.call('HSET', KEYS[1], 'createdMs', created)
else
  if not status then return {0, '', '', 0} end
  local phase = redis.call('HGET', KEYS[1], 'phase') or ''
  local attempts = tonumber(redis.call('HGET', KEYS[1], 'attempts') or '0')
  local allowed = false
  for _, from in ipairs(change.from) do allowed = allowed or from == status end
  if change.unlessPhase and change.unlessPhase == phase then allowed = false end
  if change.attempt and change.attempt ~= attempts then allowed = false end
  if not allowed then return {0, status, phase, attempts} end
end
if status and status ~= change.to then redis.call('ZREM', '${KEY_PREFIX}:jobs:status:' .. status, change.id) end
redis.call('ZADD', '${KEY_PREFIX}:jobs:status:' .. change.to, created, change.id)
redis.call('HSET', KEYS[1], 'status', change.to)
local queued = '${KEY_PREFIX}:jobs:queued:' .. kind
if change.to == 'queued' then redis.call('ZADD', queued, created, change.id) else redis.call('ZREM', queued, change.id) end
if change.to ~= 'queued' and change.to ~= 'running' then
  for _, name in ipairs(needs) do redis.call('ZREM', '${KEY_PREFIX}:jobs:needing:' .. name, change.id) end
end
if change.phase then redis.call('HSET', KEYS[1], 'phase', change.phase) end
if change.countAttempt then redis.call('HINCRBY', KEYS[1], 'attempts', 1) end
for name, value in pairs(change.fields) do redis.call('HSET', KEYS[1], name, value) end
for _, event in ipairs(change.events) do
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ${EVENTS_MAX}, '*', 'type', event.type, 'at', event.at, 'data', event.data)
end
redis.call('PUBLISH', '${CHANGED_CHANNEL}', change.id .. ' ' .. change.to)
return {1, change.to, redis.call('HGET', KEYS[1], 'phase') or '', tonumber(redis.call('HGET', KEYS[1], 'attempts') or '0')}
`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    epochdChangeJob(
      job: string,
      events: string,
      change: string,
    ): Result<[number, JobStatus | '', JobPhase | '', number], Context>;
  }
}

export interface JobChange {
  readonly id: string;
  readonly move: Move;
  /** The attempt that makes the change; refused if a later one has started. */
  readonly attempt?: number;
  readonly countAttempt?: boolean;
  readonly phase?: JobPhase;
  /** Set as JSON. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly events?: readonly NewJobEvent[];
}

export interface JobChangeResult {
  readonly changed: boolean;
  /** As it is now; undefined for a job that does not exist. */
  readonly status: JobStatus | undefined;
  readonly phase: JobPhase | undefined;
  readonly attempts: number;
}

/** Teaches a connection the script. */
export function defineChangeJob(redis: Redis): void {
  redis.defineCommand('epochdChangeJob', { numberOfKeys: 2, lua: SCRIPT });
}

/** Makes a change, if it is allowed. @throws AppError ERR_UNAVAILABLE if Redis is away. */
export function changeJob(redis: Redis, change: JobChange): Promise<JobChangeResult> {
  const { id, move, attempt, countAttempt, phase } = change;
  return run(redis, id, {
    id,
    ...move,
    attempt,
    countAttempt,
    phase,
    ...encoded(change.fields ?? {}, change.events ?? []),
  });
}

/** Writes a new job, unless its id is taken. */
export function createJob(redis: Redis, job: Job, internals: JobInternals): Promise<JobChangeResult> {
  const { status: _status, attempts: _attempts, ...fields } = job;
  const { specification, requestId } = internals;
  const needs = datasetsNeeded(internals);
  const queued: NewJobEvent = { type: 'status', data: { status: 'queued' } };
  return run(redis, job.id, {
    id: job.id,
    kind: job.kind,
    model: job.model ?? undefined,
    needs,
    create: Date.parse(job.createdAt),
    to: 'queued',
    ...encoded({ ...fields, specification, requestId, needs }, [queued]),
  });
}

function encoded(fields: Readonly<Record<string, unknown>>, events: readonly NewJobEvent[]) {
  const at = new Date().toISOString();
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)])),
    events: events.map(({ type, data }) => ({ type, at, data: JSON.stringify(data) })),
  };
}

async function run(redis: Redis, id: string, change: object): Promise<JobChangeResult> {
  const [changed, status, phase, attempts] = await reaching(() =>
    redis.epochdChangeJob(jobKey(id), eventsKey(id), JSON.stringify(change)),
  );
  return { changed: changed === 1, status: status || undefined, phase: phase || undefined, attempts };
}

/** An entry of the stream as the event it is. */
export function decodeEvent(jobId: string, [id, pairs]: readonly [string, readonly string[]]): JobEvent {
  const fields: Record<string, string> = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) fields[pairs[index] as string] = pairs[index + 1] as string;
  return {
    id,
    type: fields.type as JobEvent['type'],
    at: fields.at ?? '',
    jobId,
    data: JSON.parse(fields.data ?? '{}') as Record<string, unknown>,
  };
}
