/** Who asks for a prediction: until when, and whether still. */
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';
import type { Caller } from '../prediction/index.ts';
import { show } from '../schema-words.ts';

const MILLISECONDS = /^[1-9]\d{0,8}$/;

/** @param timeoutMsMax of any prediction. @throws AppError ERR_VALIDATION for a header that is no number. */
export function callerOf({ headers, signal }: FastifyRequest, timeoutMsMax: number): Caller {
  const { 'x-request-timeout-ms': text } = headers;
  if (text === undefined) return { signal, timeoutMs: timeoutMsMax };
  if (typeof text !== 'string' || !MILLISECONDS.test(text)) {
    const detail = `Expected a number of milliseconds from 1 in X-Request-Timeout-Ms. Received: ${show(text)}.`;
    throw new AppError('ERR_VALIDATION', detail);
  }
  return { signal, timeoutMs: Math.min(Number(text), timeoutMsMax) };
}
