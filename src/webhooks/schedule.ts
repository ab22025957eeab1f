/** When a webhook that was not taken is sent again. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Pauses between attempts: those of the example in the specification of Standard Webhooks, three days in all. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
export const ATTEMPTS_MAX = RETRY_DELAYS_MS.length + 1;

/** Part of a pause that is drawn, so that what failed together does not come back together. */
const JITTER = 0.2;
/** Too many requests, and gateways whose server is overloaded: five seconds later it would be the same. */
const THROTTLED: readonly (number | null)[] = [429, 502, 504];
const THROTTLED_MS_MIN = MINUTE_MS;
/** What a receiver asks for beyond it is not waited for. */
const RETRY_AFTER_MS_MAX = 24 * HOUR_MS;

export interface Answer {
  readonly status: number | null;
  /** As the receiver asked. */
  readonly retryAfterMs?: number;
}

/**
 * @param tries attempts so far, fewer than `ATTEMPTS_MAX`.
 * @param random from 0 to 1.
 */
export function retryDelayMs(tries: number, answer: Answer, random = Math.random()): number {
  const usual = (RETRY_DELAYS_MS[tries - 1] ?? 0) * (1 + JITTER * (random - 0.5));
  const throttled = THROTTLED.includes(answer.status) ? THROTTLED_MS_MIN : 0;
  return Math.round(Math.max(usual, throttled, Math.min(answer.retryAfterMs ?? 0, RETRY_AFTER_MS_MAX)));
}

/** Reads `Retry-After`: seconds, or a date of HTTP. @returns undefined for anything else. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND_MS;
  const date = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
