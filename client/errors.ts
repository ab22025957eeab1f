/** What can go wrong: the service refuses, it cannot be reached, a job does not succeed. An aborted call throws its signal's reason. */
import type { JobData } from './types.ts';

/** One thing that is wrong with what was sent: where, as a JSON Pointer, and what was expected. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** The service answered that it will not or cannot. */
export class EpochdError extends Error {
  override readonly name: string = 'EpochdError';
  /** Of HTTP. */
  readonly status: number;
  /** Of the service, such as `ERR_NETWORK`; `ERR_HTTP` where the answer has none, as those of the prediction protocols and of proxies. */
  readonly code: string;
  /** What was expected, and what was received. */
  readonly detail: string;
  /** What is wrong, field by field. */
  readonly errors: readonly FieldError[];
  /** Under which the service's log has the request. */
  readonly requestId: string | undefined;
  /** How long to wait before it is worth trying again, where the service says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: {
    readonly status: number;
    readonly code: string;
    readonly detail: string;
    readonly errors?: readonly FieldError[];
    readonly requestId?: string | undefined;
    readonly retryAfterSeconds?: number | undefined;
  }) {
    super(fields.detail);
    this.status = fields.status;
    this.code = fields.code;
    this.detail = fields.detail;
    this.errors = fields.errors ?? [];
    this.requestId = fields.requestId;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }
}

/** No answer came: the network, a wrong address, a service that is down, or one that took too long. */
export class EpochdUnreachableError extends Error {
  override readonly name = 'EpochdUnreachableError';
  /** Of the platform, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`; browsers tell none. */
  readonly code: string | undefined;

  constructor(what: string, cause: unknown) {
    const { message, code } = rootOf(cause);
    super(`Expected an answer to ${what}. Received: ${message}.`, { cause });
    this.code = code;
  }
}

/** A job ended, but did not succeed: it failed, or somebody cancelled it. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
  /** As it ended. */
  readonly job: JobData;
  /** Of the service, such as `ERR_LOSS_DIVERGED`; `ERR_CANCELLED` if it was cancelled. */
  readonly code: string;

  constructor(job: JobData) {
    super(`Expected job ${job.id} to succeed. Received: ${job.status}${job.error ? `, ${job.error.message}` : ''}`);
    this.job = job;
    this.code = job.error?.code ?? 'ERR_CANCELLED';
  }
}

const DETAIL_CHARACTERS = 500;

/** @returns it, where it is a success, and not a page that something else than the service answered with. @throws EpochdError */
export async function expectSuccess(response: Response): Promise<Response> {
  if (response.ok && !isPage(response.headers)) return response;
  throw await errorOf(response);
}

/** @throws EpochdError where what came is no JSON. */
export async function jsonOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw notJson(response.status, error);
  }
}

/** Of an answer that was to be JSON. */
export function notJson(status: number, error: unknown): EpochdError {
  return new EpochdError({ status, code: 'ERR_HTTP', detail: `Expected JSON. Received: ${error}` });
}

/** Reads problem details, an `{"error": "…"}` of the prediction protocols, or whatever else came. */
async function errorOf(response: Response): Promise<EpochdError> {
  const { status, headers } = response;
  const text = await response.text().catch(() => '');
  if (isPage(headers)) {
    const title = /<title>([^<]*)/i.exec(text)?.[1]?.trim();
    const detail = `Expected an answer of epochd. Received: HTTP ${status}, "${title ?? ''}".`;
    return new EpochdError({ status, code: 'ERR_HTTP', detail });
  }
  const body = parsed(text);
  const said = [body['detail'], body['error']].find((each) => typeof each === 'string');
  const errors = Array.isArray(body['errors']) ? (body['errors'] as FieldError[]) : [];
  return new EpochdError({
    ...{ status, errors },
    code: typeof body['code'] === 'string' ? body['code'] : 'ERR_HTTP',
    detail: said ?? (text.slice(0, DETAIL_CHARACTERS) || `HTTP ${status}`),
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: retryAfterSeconds(headers),
  });
}

/** @returns the seconds of `Retry-After`, which is a number of them or a date; undefined where there is none. */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = /^\d+$/.test(text.trim()) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isPage(headers: Headers): boolean {
  return /^text\/html\b/i.test(headers.get('content-type') ?? '');
}

/** Node says `fetch failed`, and why in the cause, of which there may be one for each address. */
function rootOf(error: unknown): { message: string; code?: string | undefined } {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const root = (inner as { errors?: unknown[] } | undefined)?.errors?.[0] ?? inner;
  if (!(root instanceof Error)) return { message: String(root) };
  return { message: root.message, code: (root as { code?: string }).code };
}
