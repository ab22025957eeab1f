/** Reads jobs back from Redis: one, its internals, or a page of a list. Writing is `change-job.ts`. */
import type { Redis } from 'ioredis';
import { AppError } from '../errors.ts';
import { allIndexKey, jobKey, modelIndexKey, statusIndexKey } from './change-job.ts';
import { reaching } from './connection.ts';
import type { Checkpoint, Job } from './job.ts';
import type { JobInternals, JobKind } from './job-kinds.ts';
import type { JobStatus } from './states.ts';

const SCAN_PAGE = 200;
/** All that a job shows but its history. */
const SHORT_FIELDS = [
  ...['id', 'kind', 'status', 'pausing', 'priority', 'model', 'dataset', 'network', 'training', 'base', 'metadata'],
  ...['sweep', 'progress', 'phase', 'metrics', 'evaluation', 'version', 'scoring', 'output', 'error', 'attempts'],
  ...['createdAt', 'startedAt', 'finishedAt'],
];
const INTERNALS = ['kind', 'specification', 'requestId', 'webhook', 'sweep', 'pauseAt', 'trials'] as const;

export interface JobFilter {
  readonly status?: JobStatus | undefined;
  readonly model?: string | undefined;
  readonly kind?: JobKind | undefined;
  /** Only jobs older than this one. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** False: without their histories, which can be long. */
  readonly history?: boolean | undefined;
}

/** @returns undefined where Redis knows no such job. */
export async function readJob(redis: Redis, id: string): Promise<Job | undefined> {
  return decodeJob(await reaching(() => redis.hgetall(jobKey(id))));
}

/** The same with an empty history, which is not read; nor is what a job is made of. */
async function readJobShort(redis: Redis, id: string): Promise<Job | undefined> {
  const values = await reaching(() => redis.hmget(jobKey(id), ...SHORT_FIELDS));
  const told = SHORT_FIELDS.flatMap((name, index) => (values[index] ? [[name, values[index]] as const] : []));
  return decodeJob({ ...Object.fromEntries(told), history: '[]' });
}

export async function readInternals(redis: Redis, id: string): Promise<JobInternals | undefined> {
  const fields = await reaching(() => redis.hmget(jobKey(id), ...INTERNALS));
  const known = INTERNALS.map((name, index) => [name, JSON.parse(fields[index] ?? 'null') as unknown] as const);
  const internals = Object.fromEntries(known.filter(([, value]) => value !== null));
  return 'kind' in internals && 'specification' in internals ? (internals as unknown as JobInternals) : undefined;
}

/** How often a job was put into the line again. */
export async function readTurn(redis: Redis, id: string): Promise<number> {
  return Number((await reaching(() => redis.hget(jobKey(id), 'turn'))) ?? 0);
}

/** Who has a job, and whether it is still to run. */
export async function readHold(
  redis: Redis,
  id: string,
): Promise<{ status: JobStatus | null; holder: string | undefined; pausing: boolean }> {
  const [status, holder, pausing] = await reaching(() => redis.hmget(jobKey(id), 'status', 'holder', 'pausing'));
  return {
    status: (status ?? null) as JobStatus | null,
    holder: holder ? (JSON.parse(holder) as string) : undefined,
    pausing: pausing === 'true',
  };
}

/** The furthest checkpoint that was told of. */
export async function readCheckpoint(redis: Redis, id: string): Promise<Checkpoint | undefined> {
  const text = await reaching(() => redis.hget(jobKey(id), 'checkpoint'));
  return text ? (JSON.parse(text) as Checkpoint) : undefined;
}

/** Whether it runs and is to be paused. */
export async function isPausing(redis: Redis, id: string): Promise<boolean> {
  return (await reaching(() => redis.hget(jobKey(id), 'pausing'))) === 'true';
}

/**
 * Newest first; walks the narrower index and drops what the other condition excludes.
 * @throws AppError ERR_VALIDATION if `after` is no job's id.
 */
export async function listJobs(redis: Redis, filter: JobFilter): Promise<{ jobs: Job[]; hasMore: boolean }> {
  const { status, model, kind, after, limit, history = true } = filter;
  const index = status ? statusIndexKey(status) : model ? modelIndexKey(model) : allIndexKey;
  // Where the index is all that is asked for, no more is read than is answered.
  const isExact = kind === undefined && (status === undefined || model === undefined);
  const scan = isExact ? Math.min(SCAN_PAGE, limit + 1) : SCAN_PAGE;
  const read = history ? readJob : readJobShort;
  const found: Job[] = [];
  let position = await positionAfter(redis, index, after);
  while (found.length <= limit) {
    const ids = await reaching(() => redis.zrevrange(index, position, position + scan - 1));
    if (ids.length === 0) break;
    position += ids.length;
    const jobs = await Promise.all(ids.map((id) => read(redis, id)));
    found.push(...jobs.filter((job): job is Job => job !== undefined && matches(job, filter)));
  }
  return { jobs: found.slice(0, limit), hasMore: found.length > limit };
}

/** The same of jobs whose ids are known. @param read finds one; undefined where there is none. */
export async function listAmong(
  ids: readonly string[],
  filter: JobFilter,
  read: (id: string) => Promise<Job | undefined>,
): Promise<{ jobs: Job[]; hasMore: boolean }> {
  const { after, limit, history = true } = filter;
  const start = after === undefined ? 0 : ids.indexOf(after) + 1;
  if (after !== undefined && start === 0) throw unknownPosition(after);
  const found: Job[] = [];
  for (const id of ids.slice(start)) {
    if (found.length > limit) break;
    const job = await read(id);
    if (job && matches(job, filter)) found.push(history ? job : { ...job, history: [] });
  }
  return { jobs: found.slice(0, limit), hasMore: found.length > limit };
}

async function positionAfter(redis: Redis, index: string, after: string | undefined): Promise<number> {
  if (after === undefined) return 0;
  const rank = await reaching(() => redis.zrevrank(index, after));
  if (rank !== null) return rank + 1;
  // The job has left this index since (its status changed): go on where it would stand.
  const created = await reaching(() => redis.zscore(allIndexKey, after));
  if (created === null) throw unknownPosition(after);
  const [newer, sameTime] = await reaching(() =>
    Promise.all([redis.zcount(index, `(${created}`, '+inf'), redis.zrangebyscore(index, created, created)]),
  );
  return newer + sameTime.filter((id) => id > after).length;
}

function unknownPosition(after: string): AppError {
  const detail = `Expected the id of a job. Received: "${after}", which no job has.`;
  return new AppError('ERR_VALIDATION', detail, { problems: [{ pointer: '/after', detail }] });
}

function matches(job: Job, { status, model, kind }: JobFilter): boolean {
  return (
    (status === undefined || job.status === status) &&
    (model === undefined || job.model === model) &&
    (kind === undefined || job.kind === kind)
  );
}

function decodeJob(hash: Record<string, string>): Job | undefined {
  if (!hash.status || !hash.id) return undefined;
  const read = <T>(name: string): T => JSON.parse(hash[name] ?? 'null') as T;
  const progress = read<Job['progress']>('progress');
  return {
    id: read('id'),
    kind: read('kind'),
    status: hash.status as JobStatus,
    pausing: hash.pausing === 'true',
    priority: read('priority'),
    model: read('model'),
    dataset: read('dataset'),
    network: read('network'),
    training: read('training'),
    base: read('base'),
    metadata: read('metadata'),
    sweep: read('sweep'),
    progress: { ...progress, phase: (hash.phase as Job['progress']['phase'] | undefined) ?? progress.phase },
    metrics: read('metrics'),
    history: read('history'),
    evaluation: read('evaluation'),
    version: read('version'),
    scoring: read('scoring'),
    output: read('output'),
    error: read('error'),
    attempts: Number(hash.attempts ?? 0),
    createdAt: read('createdAt'),
    startedAt: read('startedAt'),
    finishedAt: read('finishedAt'),
  } as Job;
}
