/** Answers in JSON as both prediction protocols have them: a plain media type, and errors that are one text. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../../errors.ts';
import { logged, publicMessage } from '../problem.ts';

/** A path that belongs to one of the protocols, whatever else is wrong with it. */
const PROTOCOL_PATH = /^\/v2(?:[/?]|$)|^\/v1\/models\/.*:(?:classify|predict|regress)(?:\?|$)/i;
/** What problem details tell apart from a request that makes no sense; the protocols do not. */
const UNPROCESSABLE = 422;
const RETRY_AFTER_SECONDS = 1;

export function isProtocolPath(url: string): boolean {
  return PROTOCOL_PATH.test(url);
}

/** As bytes: Fastify would name the character set of a text, which neither protocol does. */
export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.header('content-type', 'application/json').send(Buffer.from(JSON.stringify(value)));
}

/**
 * Sends `{"error": "…"}`.
 * @param words how the protocol says it, where it has words of its own.
 */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  words: (error: AppError) => { readonly status?: number; readonly message?: string } = () => ({}),
): FastifyReply {
  const known = logged(error, request);
  const { status = known.status === UNPROCESSABLE ? 400 : known.status, message = publicMessage(known) } = words(known);
  if (status === 503 || (status === 429 && !reply.hasHeader('retry-after')))
    reply.header('retry-after', RETRY_AFTER_SECONDS);
  return sendJson(reply.code(status), { error: message });
}
