/**
 * Requests under an `Idempotency-Key`: of those that are sent again, and of several at once, one makes the job and all are
 * answered with it. The claims are the queue's (`idempotency.ts`); this is the waiting for whoever made one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import Type from 'typebox';
import { AppError, codeOf } from '../errors.ts';
import { type Job, type Jobs, newJobId } from '../queue/index.ts';

const KEY_LENGTH_MAX = 255;
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      ...{ minLength: 1, maxLength: KEY_LENGTH_MAX, pattern: '^[\\x21-\\x7e]+$' },
      description:
        'A name of this request, new for each: sent again under it, it makes no second job but answers with the first one. ' +
        'Kept for at least a day.',
    }),
  ),
});
/** Whoever has claimed a key makes the job in less, or has died. */
const CLAIM_BELIEVED_MS = 5000;
const POLL_MS = 50;

/**
 * Makes the job of a request, or finds the one that was made of it before.
 * @param key undefined: the request is one of its own.
 * @param request what must be the same under the same key.
 * @param make makes the job of an id.
 * @throws AppError ERR_IDEMPOTENCY if the key is of another request; what `make` throws.
 */
export async function submitOnce(
  key: string | undefined,
  request: unknown,
  jobs: Jobs,
  make: (id: string) => Promise<Job>,
): Promise<Job> {
  if (key === undefined) return make(newJobId());
  const { idempotency } = jobs;
  for (;;) {
    const made = await madeBefore(key, request, jobs);
    if (made) return made;
    const own = newJobId();
    // A claim that was left without a job is kept to: whoever comes for it makes the job that it names.
    const claimed = await idempotency.claim(key, request, own);
    const found = claimed ? undefined : await madeBefore(key, request, jobs);
    if (found) return found;
    const id = claimed ? own : (await idempotency.find(key, request))?.job;
    if (id === undefined) continue;
    try {
      return await make(id);
    } catch (error) {
      // Of a job that was refused there is none; after any other failure there may be, and the next try finds it.
      if (error instanceof AppError && error.status < 500) await idempotency.release(key);
      throw error;
    }
  }
}

/** The job of an earlier request under a key; undefined where there is none, or its maker died before it made it. */
async function madeBefore(key: string, request: unknown, jobs: Jobs): Promise<Job | undefined> {
  for (;;) {
    const claim = await jobs.idempotency.find(key, request);
    if (!claim) return undefined;
    try {
      return await jobs.get(claim.job);
    } catch (error) {
      if (codeOf(error) !== 'ERR_NOT_FOUND') throw error;
    }
    if (Date.now() - Date.parse(claim.at) > CLAIM_BELIEVED_MS) return undefined;
    await sleep(POLL_MS);
  }
}
