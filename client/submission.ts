/** Requests that make something: each has a name of its own, under which it can be sent again without making it twice. */
import type { CallOptions } from './types.ts';

export interface SubmitOptions extends CallOptions {
  /** A name of the request, to be the same when it is sent again by another process. @default a new one */
  readonly idempotencyKey?: string | undefined;
}

/** Random, by what pages without TLS have, too. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
