/**
 * One event on its way to one URL: what is sent, what came of each attempt, and when the next one is. Pure: each function
 * makes of a delivery the one that follows.
 *
 * An attempt is written down before it is made (`begun`), with the time of the next one. So a sender that dies in the middle
 * of it costs that attempt, and one that cannot write what came of it (a full disk) does not send again and again.
 */
import Type, { type Static } from 'typebox';
import { WEBHOOK_EVENTS, type Webhook, type WebhookEvent } from '../models/specification/index.ts';
import { ATTEMPTS_MAX, retryDelayMs } from './schedule.ts';

const Time = Type.String({ description: 'UTC, ISO 8601' });
const OrNull = <S extends Parameters<typeof Type.Array>[0]>(schema: S) => Type.Union([schema, Type.Null()]);

const Attempt = Type.Object({
  at: Time,
  status: OrNull(Type.Integer({ description: 'that the receiver answered with' })),
  error: OrNull(Type.String({ description: 'why it answered nothing' })),
  durationMs: OrNull(Type.Integer({ minimum: 0 })),
});

/** What is known of a delivery. */
export const DeliveryView = Type.Object(
  {
    id: Type.String({ description: 'the header webhook-id, the same for every attempt' }),
    event: Type.Enum([...WEBHOOK_EVENTS]),
    url: Type.String(),
    state: Type.Enum(['pending', 'delivered', 'failed', 'gone'], {
      description: 'failed: after the last attempt; gone: the receiver answered 410 and is sent no more of this job',
    }),
    createdAt: Time,
    nextAttemptAt: OrNull(Time),
    attempts: Type.Array(Attempt, { description: 'the newest ones, oldest first' }),
  },
  { $id: 'Delivery' },
);
export type DeliveryView = Static<typeof DeliveryView>;

/** What came of an attempt. */
export interface SendResult {
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly retryAfterMs?: number;
}

export interface Delivery extends DeliveryView {
  readonly jobId: string;
  /** The payload, to the byte. */
  readonly body: string;
  /** Attempts since it was begun, or begun again by hand. */
  readonly tries: number;
}

export interface Announcement {
  readonly jobId: string;
  readonly event: WebhookEvent;
  /** Tells this event from others of its type of the same job. */
  readonly suffix?: string;
  readonly webhook: Webhook;
  readonly at: string;
  readonly data: object;
}

const ATTEMPTS_SHOWN = 20;
/** Longer than an attempt can take, and what is around it. */
const LEASE_MS = 20_000;
const BROKEN_OFF = 'Expected an answer. Received: none before the sender ended.';

/** Ids have no full stop, which would move the borders of what is signed. */
export function deliveryId({ jobId, event, suffix }: Pick<Announcement, 'jobId' | 'event' | 'suffix'>): string {
  return ['msg', jobId, event.replace('job.', ''), ...(suffix === undefined ? [] : [suffix])].join('_');
}

/** The job of a delivery; undefined for a text that can be no delivery's id. */
export function jobOfDelivery(id: string): string | undefined {
  return /^msg_([0-9a-f-]{36})_[a-z]+(?:_[\d-]+)?$/.exec(id)?.[1];
}

export function newDelivery(announcement: Announcement): Delivery {
  const { jobId, event, webhook, at, data } = announcement;
  return {
    ...{ id: deliveryId(announcement), jobId, event, url: webhook.url, state: 'pending', createdAt: at },
    ...{ nextAttemptAt: at, tries: 0, attempts: [], body: JSON.stringify({ type: event, timestamp: at, data }) },
  };
}

/** With an attempt that is about to be made. */
export function begun(delivery: Delivery, now: number): Delivery {
  const tries = delivery.tries + 1;
  const attempt = { at: new Date(now).toISOString(), status: null, error: BROKEN_OFF, durationMs: null };
  const delay = tries < ATTEMPTS_MAX ? retryDelayMs(tries, { status: null }) : 0;
  return {
    ...{ ...delivery, tries, attempts: [...delivery.attempts, attempt].slice(-ATTEMPTS_SHOWN) },
    nextAttemptAt: new Date(now + Math.max(delay, LEASE_MS)).toISOString(),
  };
}

/** With what came of the attempt that was begun last. */
export function answered(delivery: Delivery, result: SendResult, now: number): Delivery {
  const { status, error, durationMs } = result;
  const last = delivery.attempts.at(-1);
  const attempts = last ? [...delivery.attempts.slice(0, -1), { ...last, status, error, durationMs }] : [];
  const after = { ...delivery, attempts };
  if (isSuccess(status)) return { ...after, state: 'delivered', nextAttemptAt: null };
  if (status === 410) return { ...after, state: 'gone', nextAttemptAt: null };
  if (isExhausted(delivery)) return exhausted(after);
  return { ...after, nextAttemptAt: new Date(now + retryDelayMs(delivery.tries, result)).toISOString() };
}

/** Whether the last attempt was made. */
export function isExhausted({ tries }: Delivery): boolean {
  return tries >= ATTEMPTS_MAX;
}

export function exhausted(delivery: Delivery): Delivery {
  return { ...delivery, state: 'failed', nextAttemptAt: null };
}

/** To be sent at once, and by the whole schedule again. */
export function renewed(delivery: Delivery, now: number): Delivery {
  return { ...delivery, state: 'pending', tries: 0, nextAttemptAt: new Date(now).toISOString() };
}

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

export function viewOf({ id, event, url, state, createdAt, nextAttemptAt, attempts }: DeliveryView): DeliveryView {
  return { id, event, url, state, createdAt, nextAttemptAt, attempts };
}
