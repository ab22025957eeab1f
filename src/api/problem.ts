/** Errors as clients of the native routes see them: RFC 9457 problem details. A 5xx never shows internals. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError, codeOf, ERROR_CODES, type ErrorCode } from '../errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';
const RETRY_AFTER_SECONDS = 1;

export const Problem = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
    requestId: Type.String(),
  },
  { $id: 'Problem', description: 'RFC 9457 problem details' },
);

/** Fastify's own refusals, by the code under which our clients know them. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'ERR_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'ERR_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'ERR_MALFORMED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'ERR_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'ERR_MALFORMED',
  FST_ERR_BAD_URL: 'ERR_MALFORMED',
  FST_ERR_MAX_PARAM_LENGTH: 'ERR_NOT_FOUND',
  FST_ERR_HANDLER_TIMEOUT: 'ERR_UNAVAILABLE',
};

/** Whatever was thrown, as an error of ours; what is none of ours and no refusal of Fastify's is internal. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code = '', statusCode = 500, message = '' } = error as Partial<FastifyError>;
  const known =
    FASTIFY_CODES[code] ?? (statusCode === 429 ? 'ERR_RATE_LIMIT' : statusCode === 400 ? 'ERR_MALFORMED' : undefined);
  return known
    ? new AppError(known, message)
    : new AppError('ERR_INTERNAL', 'An internal error occurred.', { cause: error });
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = logged(error, request);
  if (known.status === 503 || (known.status === 429 && !reply.hasHeader('retry-after')))
    reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply
    .code(known.status)
    .type(PROBLEM_TYPE)
    .send({
      type: 'about:blank',
      title: ERROR_CODES[known.code].title,
      status: known.status,
      code: known.code,
      detail: publicMessage(known),
      ...(known.problems.length > 0 && { errors: known.problems }),
      requestId: request.id,
    });
}

/** Logs what the operator must know: a client's own mistakes are no trouble of the service. */
export function logged(error: unknown, request: FastifyRequest): AppError {
  const known = toAppError(error);
  if (known.status >= 500) request.log.error({ err: known.cause ?? known, code: known.code }, 'request failed');
  return known;
}

/** What a client may read: messages of ours, but not what Redis, the disk or a bug said. */
export function publicMessage(error: AppError): string {
  if (error.code === 'ERR_UNAVAILABLE' && isDiskFull(error.cause))
    return 'Expected room on the disk of the service. Received: a full disk; try again when there is some.';
  if (error.code === 'ERR_UNAVAILABLE')
    return 'Expected Redis and the store to answer. Received: no answer; try again soon.';
  return error.message;
}

function isDiskFull(cause: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(cause) ?? '');
}
