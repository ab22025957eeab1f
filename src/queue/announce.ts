/**
 * Writes down what the webhook of a job is to be told, whenever storage learns of the job: before its record leaves the
 * unfinished ones, so that whoever comes to a job that was left there announces what was not.
 *
 * DESIGN The end of a job is in its record. Starts and pauses may be over before anybody looks, so they are read from the
 * log of its events, from the last pause on that was announced: what was announced before that may be forgotten, and is
 * not announced again.
 */
import type { Redis } from 'ioredis';
import type { Webhook, WebhookEvent } from '../models/specification/index.ts';
import type { Announcement, Delivery, Outbox } from '../webhooks/index.ts';
import { allEvents, isLater } from './event-log.ts';
import type { Job } from './job.ts';
import type { JobInternals } from './job-kinds.ts';
import type { JobStatus } from './states.ts';
import { DUE_CHANNEL } from './webhook-line.ts';

/** Something that happened to a job, and is to be told. */
type Moment = Pick<Announcement, 'event' | 'suffix' | 'at'> & { readonly status: JobStatus };

const ENDS: Readonly<Partial<Record<JobStatus, WebhookEvent>>> = {
  succeeded: 'job.succeeded',
  failed: 'job.failed',
  cancelled: 'job.cancelled',
};

/** Announces what happened to a job so far, if its webhook is to be told of it and was not. */
export async function announce(redis: Redis, outbox: Outbox, job: Job, { webhook }: JobInternals): Promise<void> {
  if (!webhook) return;
  const moments = await momentsOnTheWay(redis, outbox, job.id, webhook);
  const end = ENDS[job.status];
  if (end && job.finishedAt !== null) moments.push({ event: end, at: job.finishedAt, status: job.status });
  for (const { status, ...moment } of moments.filter(({ event }) => webhook.events.includes(event))) {
    const data = payloadOf({ ...job, status } as Job);
    const delivery = await outbox.announce({ jobId: job.id, webhook, data, ...moment });
    // Not waited for: a worker that does not hear of it finds it.
    if (delivery) redis.publish(DUE_CHANNEL, delivery.id).catch(() => undefined);
  }
}

/** Its start, and its pauses: one that follows another at once is the same, told again by a Redis that was emptied. */
async function momentsOnTheWay(redis: Redis, outbox: Outbox, id: string, { events }: Webhook): Promise<Moment[]> {
  const asked = events.filter((event) => event === 'job.started' || event === 'job.paused');
  if (asked.length === 0) return [];
  const known = await outbox.list(id);
  let isStarted = known.some(({ event }) => event !== 'job.started');
  if (isStarted && !asked.includes('job.paused')) return [];
  const pause = lastPause(known);
  const moments: Moment[] = pause
    ? [{ event: 'job.paused', suffix: pause.suffix, at: pause.at, status: 'paused' }]
    : [];
  let isPaused = pause !== undefined;
  for (const event of await allEvents(redis, id, pause?.suffix)) {
    if (event.type !== 'status' || (pause && !isLater(event.id, pause.suffix))) continue;
    const { status } = event.data;
    if (status === 'running' && !isStarted) moments.push({ event: 'job.started', at: event.at, status });
    if (status === 'paused' && !isPaused) moments.push({ event: 'job.paused', suffix: event.id, at: event.at, status });
    isStarted ||= status === 'running';
    isPaused = status === 'paused';
  }
  return moments;
}

/** The newest pause that was announced: its event's id is the end of its own. */
function lastPause(known: readonly Delivery[]): { readonly suffix: string; readonly at: string } | undefined {
  const last = known.filter(({ event }) => event === 'job.paused').at(-1);
  return last && { suffix: last.id.slice(last.id.lastIndexOf('_') + 1), at: last.createdAt };
}

/**
 * The job as clients see it, without what can be large (the specification recommends less than 20 kB): the history, the
 * confusion matrix, and what the request said of network, training and columns.
 */
function payloadOf(job: Job): object {
  const { history: _history, network: _network, training: _training, scoring: _scoring, ...some } = job;
  const { pausing: _pausing, evaluation, ...rest } = some;
  const { confusionMatrix: _matrix, permutationImportance: _importance, ...figures } = evaluation ?? {};
  return { ...rest, evaluation: evaluation && figures };
}
