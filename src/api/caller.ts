/** Who asks for a prediction, and of what: by which key, until when, and whether still. */
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { Caller } from '../prediction/index.ts';
import type { ModelReference } from '../registry/index.ts';
import { show } from '../schema-words.ts';

/** Of an answer: the version that predicted. */
export const VERSION_HEADER = 'x-model-version';
const MILLISECONDS = /^[1-9]\d{0,8}$/;

/** Of a person's or an order's id: any text. */
const ROUTING_KEY_MAX = 256;

/** @param timeoutMsMax of any prediction. @throws AppError ERR_VALIDATION for headers that cannot be meant. */
export function callerOf({ headers, raw }: FastifyRequest, reference: ModelReference, timeoutMsMax: number): Caller {
  return {
    reference,
    routingKey: routingKeyOf(headers['x-routing-key']),
    // Fastify's own signal is aborted as soon as the body was read.
    isGone: () => raw.socket.destroyed,
    timeoutMs: timeoutOf(headers['x-request-timeout-ms'], timeoutMsMax),
  };
}

function timeoutOf(text: string | string[] | undefined, timeoutMsMax: number): number {
  if (text === undefined) return timeoutMsMax;
  if (typeof text === 'string' && MILLISECONDS.test(text)) return Math.min(Number(text), timeoutMsMax);
  const detail = `Expected a number of milliseconds from 1 in X-Request-Timeout-Ms. Received: ${show(text)}.`;
  throw new AppError('ERR_VALIDATION', detail);
}

function routingKeyOf(key: string | string[] | undefined): string | undefined {
  if (key === undefined || (typeof key === 'string' && key.length > 0 && key.length <= ROUTING_KEY_MAX)) return key;
  const detail = `Expected 1 to ${ROUTING_KEY_MAX} characters in X-Routing-Key. Received: ${key.length}.`;
  throw new AppError('ERR_VALIDATION', detail);
}
