/**
 * Requests that are sent again under the same `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) are one request:
 * of several at once one makes the job, the others find it. Knows nothing of HTTP.
 *
 * DESIGN A key is claimed in storage by a conditional put, so it outlasts Redis. The claim names the job that is to be made:
 * whoever finds a claim without a job waits for it, and makes that very job if its first maker died.
 */
import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/index.ts';

export interface Claim {
  /** The job that was made, or is to be. */
  readonly job: string;
  /** Of the request's body. */
  readonly digest: string;
  readonly at: string;
}

export interface Idempotency {
  /** The claim of an earlier request. @throws AppError ERR_IDEMPOTENCY if that was another one. */
  find(key: string, body: unknown): Promise<Claim | undefined>;
  /** Claims a key for a job. @returns whether it was free. */
  claim(key: string, body: unknown, job: string): Promise<boolean>;
  /** Gives a key back whose request was refused. */
  release(key: string): Promise<void>;
}

const PREFIX = 'idempotency';

export function createIdempotency(storage: Storage): Idempotency {
  return {
    async find(key, body) {
      const bytes = await storage.get(placeOf(key));
      if (!bytes) return undefined;
      const claim = JSON.parse(bytes.toString('utf8')) as Claim;
      if (claim.digest === digestOf(body)) return claim;
      const detail = 'Expected the same body as under this Idempotency-Key before. Received: another one.';
      throw new AppError('ERR_IDEMPOTENCY', detail, {
        problems: [{ pointer: '/headers/idempotency-key', detail }],
      });
    },
    claim(key, body, job) {
      const claim: Claim = { job, digest: digestOf(body), at: new Date().toISOString() };
      return storage.putIfAbsent(placeOf(key), JSON.stringify(claim));
    },
    release: (key) => storage.delete(placeOf(key)),
  };
}

/** Forgets claims made before a time. @returns how many. */
export async function forgetClaims(storage: Storage, before: Date, countMax: number): Promise<number> {
  let count = 0;
  for (const name of (await storage.list(PREFIX)).slice(0, countMax)) {
    const bytes = await storage.get(`${PREFIX}/${name}`);
    if (!bytes || Date.parse((JSON.parse(bytes.toString('utf8')) as Claim).at) >= before.getTime()) continue;
    await storage.delete(`${PREFIX}/${name}`);
    count += 1;
  }
  return count;
}

/** Keys are clients' own words: their digests are names that storage can have. */
function placeOf(key: string): string {
  return `${PREFIX}/${createHash('sha256').update(key).digest('hex')}`;
}

/** The same for bodies that differ in the order of their fields, or in spaces. */
function digestOf(body: unknown): string {
  const sorted = JSON.stringify(body, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(sorted).digest('hex');
}
