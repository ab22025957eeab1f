/**
 * Writes down what the webhook of a job is to be told, as storage learns of it: what happened to a job is announced before its
 * record leaves the unfinished ones, so that whoever comes to a job that was left there announces it.
 */
import type { Redis } from 'ioredis';
import type { WebhookEvent } from '../models/specification/index.ts';
import type { Outbox } from '../webhooks/index.ts';
import { eventsKey } from './change-job.ts';
import { reaching } from './connection.ts';
import type { Job } from './job.ts';
import type { JobInternals } from './job-kinds.ts';
import type { JobStatus } from './states.ts';
import { DUE_CHANNEL } from './webhook-line.ts';

const EVENTS: Readonly<Partial<Record<JobStatus, WebhookEvent>>> = {
  running: 'job.started',
  paused: 'job.paused',
  succeeded: 'job.succeeded',
  failed: 'job.failed',
  cancelled: 'job.cancelled',
};

/** Announces the state that a job is in, if its webhook is to be told of it and was not. */
export async function announce(redis: Redis, outbox: Outbox, job: Job, { webhook }: JobInternals): Promise<void> {
  const event = EVENTS[job.status];
  if (!webhook || !event || !webhook.events.includes(event)) return;
  const suffix = event === 'job.paused' ? await lastPause(redis, job.id) : undefined;
  const delivery = await outbox.announce({
    ...{ jobId: job.id, event, webhook, data: payloadOf(job) },
    ...(suffix !== undefined && { suffix }),
    at: job.finishedAt ?? new Date().toISOString(),
  });
  // Not waited for: a worker that does not hear of it finds it.
  if (delivery) redis.publish(DUE_CHANNEL, delivery.id).catch(() => undefined);
}

const LOOKED_BACK = 50;

/** A job may be paused many times: the id of the event that told of it tells them apart, and stays with its log. */
async function lastPause(redis: Redis, id: string): Promise<string | undefined> {
  const latest = await reaching(() => redis.xrevrange(eventsKey(id), '+', '-', 'COUNT', LOOKED_BACK));
  return latest.find(([, fields]) => fields.includes(JSON.stringify({ status: 'paused' })))?.[0];
}

/**
 * The job as clients see it, without what can be large (the specification recommends less than 20 kB): the history, the
 * confusion matrix, and what the request said of network and training.
 */
function payloadOf(job: Job): object {
  const { history: _history, network: _network, training: _training, pausing: _pausing, evaluation, ...rest } = job;
  const { confusionMatrix: _matrix, ...figures } = evaluation ?? {};
  return { ...rest, evaluation: evaluation && figures };
}
