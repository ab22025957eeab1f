/**
 * Takes webhooks from their line, several at once, and keeps what came of each in its record. How one is sent it does not
 * know: `send` does that.
 *
 * DESIGN The outbox in storage is the truth, the line a means to share the work. Deliveries enter it when their announcement
 * is heard, and all that are due do when a worker connects, and once a minute by whichever worker comes first; two seconds
 * after Redis was emptied, since the mark of the last time goes with it. BullMQ lets one worker have an entry; the record says
 * when the next attempt may be, so whoever has an entry too early, or for a second time, waits.
 */
import { type Job as BullJob, DelayedError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../logger.ts';
import type { Storage } from '../storage/index.ts';
import {
  answered,
  begun,
  createOutbox,
  type Delivery,
  exhausted,
  isExhausted,
  type Outbox,
  type Sender,
} from '../webhooks/index.ts';
import { connect, KEY_PREFIX, reaching } from './connection.ts';
import type { JobWorker } from './job-worker.ts';
import {
  countOutcome,
  DUE_CHANNEL,
  enlist,
  openWebhookLine,
  type QueuedDelivery,
  WEBHOOK_QUEUE,
  type WebhookLine,
} from './webhook-line.ts';

export interface WebhookWorkerOptions {
  readonly redisUrl: string;
  readonly storage: Storage;
  readonly logger: Logger;
  readonly send: Sender['send'];
}

const CONCURRENCY = 8;
const LOCK_MS = 6000;
const LOCK_RENEW_MS = 1500;
const STALLED_CHECK_MS = 2000;
const STALLED_MAX = 1_000_000;
const DRAIN_DELAY_SECONDS = 1;

const SWEPT_KEY = `${KEY_PREFIX}:webhooks:swept`;
const SWEEP_EVERY_SECONDS = 60;
const LOOK_EVERY_MS = 2000;

/** Events of one job are sent in their order, unless the earlier one takes longer. */
const ORDER_KEPT_MS = 30_000;
const ORDER_LOOK_MS = 500;

/** @returns what ends with it: webhooks that are being sent are broken off, and sent again by another worker. */
export function startWebhookWorker({ redisUrl, storage, logger, send }: WebhookWorkerOptions): JobWorker {
  const redis = connect({ url: redisUrl, patience: 'wait', logger });
  const subscriber = connect({ url: redisUrl, patience: 'wait', logger: logger.child({}, { level: 'silent' }) });
  const line = openWebhookLine(redis, logger);
  const outbox = createOutbox(storage);
  const closing = new AbortController();

  async function processEntry(entry: BullJob<QueuedDelivery>, token?: string): Promise<void> {
    const { id } = entry.data;
    const delivery = await outbox.get(id);
    if (delivery?.state !== 'pending') return outbox.settle(id);
    const wait = await waitOf(delivery, outbox);
    if (wait > 0) return later(entry, Date.now() + wait, token);
    if (isExhausted(delivery)) return conclude(exhausted(delivery));
    const attempt = begun(delivery, Date.now());
    await outbox.save(attempt);
    const result = await send(delivery, closing.signal).catch(async (error: unknown) => {
      if (!closing.signal.aborted) throw error;
      // As if it had not been begun: the next worker sends it at once.
      await outbox.save(delivery);
      await entry.moveToWait(token);
      throw new WaitingError();
    });
    const after = answered(attempt, result, Date.now());
    const { jobId, event } = after;
    const next = after.nextAttemptAt;
    const level = after.state === 'failed' ? 'warn' : 'info';
    logger[level]({ jobId, event, deliveryId: id, ...result, state: after.state, next }, 'webhook sent');
    await outbox.save(after);
    await countOutcome(redis, after.state === 'pending' ? 'retried' : after.state);
    if (next !== null) return later(entry, Date.parse(next), token);
    await outbox.settle(id);
  }

  /** Of one whose sender died in its last attempt. */
  async function conclude(delivery: Delivery): Promise<void> {
    await outbox.save(delivery);
    await countOutcome(redis, 'failed');
    await outbox.settle(delivery.id);
  }

  const worker = new Worker<QueuedDelivery>(WEBHOOK_QUEUE, processEntry, {
    ...{ connection: redis, prefix: KEY_PREFIX, concurrency: CONCURRENCY, drainDelay: DRAIN_DELAY_SECONDS },
    ...{ lockDuration: LOCK_MS, lockRenewTime: LOCK_RENEW_MS },
    ...{ stalledInterval: STALLED_CHECK_MS, maxStalledCount: STALLED_MAX },
  });
  worker.on('error', (error) => logger.debug({ err: error }, 'webhooks'));
  worker.on('failed', (entry, error) => logger.warn({ err: error, deliveryId: entry?.id }, 'webhook not looked after'));
  const stopFilling = keepFilled({ redis, subscriber, line, outbox, logger });

  return {
    async close() {
      stopFilling();
      closing.abort();
      await worker.close();
      await line.close().catch(() => undefined);
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}

/** How long a delivery is to wait yet. */
async function waitOf(delivery: Delivery, outbox: Outbox): Promise<number> {
  const { jobId, id, createdAt, nextAttemptAt, tries } = delivery;
  const now = Date.now();
  const wait = nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt) - now;
  if (wait > 0 || tries > 0 || now - Date.parse(createdAt) > ORDER_KEPT_MS) return wait;
  const others = await outbox.list(jobId);
  const before = others.slice(
    0,
    Math.max(
      0,
      others.findIndex((other) => other.id === id),
    ),
  );
  return before.some(isNotTriedYet) ? ORDER_LOOK_MS : 0;
}

/** Whether its first attempt is still to be made, or is being made. */
function isNotTriedYet({ state, tries, attempts }: Delivery): boolean {
  return state === 'pending' && tries <= 1 && (attempts.at(-1)?.durationMs ?? null) === null;
}

/** @throws DelayedError, which tells BullMQ that the entry stands for later. */
async function later(entry: BullJob<QueuedDelivery>, at: number, token: string | undefined): Promise<never> {
  await entry.moveToDelayed(at, token);
  throw new DelayedError();
}

interface Filling {
  readonly redis: Redis;
  readonly subscriber: Redis;
  readonly line: WebhookLine;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/** Puts deliveries into the line, as they are announced and from time to time. @returns a function that ends this. */
function keepFilled({ redis, subscriber, line, outbox, logger }: Filling): () => void {
  let busy = false;
  const unlessAway = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => logger.warn({ err: error }, 'could not look after webhooks'));

  async function sweep(certain: boolean): Promise<void> {
    const first = await reaching(() => redis.set(SWEPT_KEY, 'yes', 'EX', SWEEP_EVERY_SECONDS, 'NX'));
    if (certain || first === 'OK') await enlist(line, await outbox.due());
  }

  const look = async (certain: boolean): Promise<void> => {
    // While Redis is away a call may wait for it: one of them is enough.
    if (busy || redis.status !== 'ready') return;
    busy = true;
    await unlessAway(sweep(certain));
    busy = false;
  };
  // While it was not connected it heard nothing, and Redis may be an older copy of itself.
  const certainly = (): void => void look(true);

  const subscribe = (): void => void subscriber.subscribe(DUE_CHANNEL).catch(() => undefined);
  subscribe();
  subscriber.on('ready', subscribe);
  subscriber.on('message', (_channel, id) => void unlessAway(enlist(line, [id])));
  redis.on('ready', certainly);
  const timer = setInterval(() => void look(false), LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
