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
  const { 'x-request-timeout-ms': text, 'x-routing-key': key } = headers;
  const asked = { reference, routingKey: routingKeyOf(key) };
  // Fastify's own signal is aborted as soon as the body was read.
  const isGone = (): boolean => raw.socket.destroyed;
  if (text === undefined) return { ...asked, isGone, timeoutMs: timeoutMsMax };
  if (typeof text !== 'string' || !MILLISECONDS.test(text)) {
    const detail = `Expected a number of milliseconds from 1 in X-Request-Timeout-Ms. Received: ${show(text)}.`;
    throw new AppError('ERR_VALIDATION', detail);
  }
  return { ...asked, isGone, timeoutMs: Math.min(Number(text), timeoutMsMax) };
}

function routingKeyOf(key: string | string[] | undefined): string | undefined {
  if (key === undefined || (typeof key === 'string' && key.length > 0 && key.length <= ROUTING_KEY_MAX)) return key;
  const detail = `Expected 1 to ${ROUTING_KEY_MAX} characters in X-Routing-Key. Received: ${key.length}.`;
  throw new AppError('ERR_VALIDATION', detail);
}
