/**
 * The line of webhooks that are to be sent: a BullMQ queue that carries ids only. What they are lies in storage (`webhooks`),
 * so the line may be lost, and is filled again from there.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import { KEY_PREFIX, reaching } from './connection.ts';

export const WEBHOOK_QUEUE = 'webhooks';
/** Tells workers the id of a delivery that is to be sent. A message may be lost: whoever listens looks by itself, too. */
export const DUE_CHANNEL = `${KEY_PREFIX}:webhooks:due`;
/** Counts attempts by what came of them. */
const OUTCOMES_KEY = `${KEY_PREFIX}:webhooks:outcomes`;

export const WEBHOOK_OUTCOMES = ['delivered', 'retried', 'failed', 'gone'] as const;
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number];

export interface QueuedDelivery {
  readonly id: string;
}
export type WebhookLine = Queue<QueuedDelivery>;

const REPEATS_MAX = 1_000_000;
const ADDED_AT_ONCE = 500;

/** @param redis as `openQueue` of jobs needs it, for the same reasons. */
export function openWebhookLine(redis: Redis, logger: Logger): WebhookLine {
  const line: WebhookLine = new Queue(WEBHOOK_QUEUE, {
    connection: redis,
    prefix: KEY_PREFIX,
    skipWaitingForReady: true,
    skipVersionCheck: true,
  });
  line.on('error', (error) => logger.debug({ err: error }, 'webhooks'));
  return line;
}

/** Puts deliveries into the line; nothing happens to those that are there. */
export async function enlist(line: WebhookLine, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += ADDED_AT_ONCE)
    await reaching(() => line.addBulk(ids.slice(start, start + ADDED_AT_ONCE).map(entryOf)));
}

/** Puts a delivery into the line that is to be sent now, even if it stands there for later. */
export async function hurry(line: WebhookLine, id: string): Promise<void> {
  // One that is being sent right now cannot be taken out; it is looked at again when that is over.
  await reaching(() => line.remove(id));
  await enlist(line, [id]);
}

export async function countOutcome(redis: Redis, outcome: WebhookOutcome): Promise<void> {
  await reaching(() => redis.hincrby(OUTCOMES_KEY, outcome, 1));
}

export async function outcomeCounts(redis: Redis): Promise<Record<WebhookOutcome, number>> {
  const counts = await reaching(() => redis.hgetall(OUTCOMES_KEY));
  const entries = WEBHOOK_OUTCOMES.map((outcome) => [outcome, Number(counts[outcome] ?? 0)]);
  return Object.fromEntries(entries) as Record<WebhookOutcome, number>;
}

/** An entry that is over is forgotten at once, so that the same delivery may stand in the line again. */
function entryOf(id: string) {
  const backoff = { type: 'fixed', delay: 5000, jitter: 0.5 };
  const opts = { jobId: id, attempts: REPEATS_MAX, backoff, removeOnComplete: true, removeOnFail: true };
  return { name: id, data: { id }, opts };
}
