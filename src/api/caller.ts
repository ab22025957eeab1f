/** Who asks for a prediction: until when, and whether still. */
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { Caller } from '../prediction/index.ts';
import { show } from '../schema-words.ts';

const MILLISECONDS = /^[1-9]\d{0,8}$/;

/** @param timeoutMsMax of any prediction. @throws AppError ERR_VALIDATION for a header that is no number. */
export function callerOf({ headers, raw }: FastifyRequest, timeoutMsMax: number): Caller {
  const { 'x-request-timeout-ms': text } = headers;
  // Fastify's own signal is aborted as soon as the body was read.
  const isGone = (): boolean => raw.socket.destroyed;
  if (text === undefined) return { isGone, timeoutMs: timeoutMsMax };
  if (typeof text !== 'string' || !MILLISECONDS.test(text)) {
    const detail = `Expected a number of milliseconds from 1 in X-Request-Timeout-Ms. Received: ${show(text)}.`;
    throw new AppError('ERR_VALIDATION', detail);
  }
  return { isGone, timeoutMs: Math.min(Number(text), timeoutMsMax) };
}
