/** RFC 9457 problem details as our clients rely on them. */
import assert from 'node:assert/strict';
import { ERROR_CODES, type ErrorCode, type Problem } from '../../src/errors.ts';
import type { Answer } from './client.ts';

export interface ProblemDetails {
  readonly detail: string;
  readonly errors?: readonly Problem[];
  readonly requestId: string;
}

/** Asserts the whole shape of a refusal, and that it shows nothing of what is inside. @returns its body. */
export function assertProblem(answer: Answer, status: number, code: ErrorCode): ProblemDetails {
  const { headers, body, text } = answer;
  assert.equal(answer.status, status, text);
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json(; charset=utf-8)?$/, text);
  assert.equal(body.type, 'about:blank');
  assert.equal(body.status, status);
  assert.equal(body.code, code, text);
  assert.equal(body.title, ERROR_CODES[code].title);
  assert.ok(typeof body.detail === 'string' && body.detail.length > 0);
  assert.equal(body.requestId, headers.get('x-request-id'));
  const known = ['type', 'title', 'status', 'code', 'detail', 'errors', 'requestId', 'error'];
  assert.deepEqual(
    Object.keys(body).filter((key) => !known.includes(key)),
    [],
  );
  if ('error' in body) assert.equal(body.error, body.detail);
  for (const error of body.errors ?? []) {
    assert.deepEqual(Object.keys(error).sort(), ['detail', 'pointer']);
    assert.match(error.pointer, /^(\/|$)/);
  }
  assert.doesNotMatch(text, /node_modules|\.ts:\d|at \w+ \(|ECONN|redis\.sock/i);
  return body as ProblemDetails;
}
