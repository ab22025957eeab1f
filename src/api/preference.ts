/** The header `Prefer: wait=SECONDS` of RFC 7240: a client would rather wait for the end than ask for it again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeOf } from '../errors.ts';
import type { Jobs } from '../queue/index.ts';

/** What is asked for beyond it is waited for as long. */
export const WAIT_SECONDS_MAX = 300;
const WAIT = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i;

/** Waits for the end of a job, or until the client has waited long enough. @returns whether it liked to wait. */
export async function endAsPreferred(
  job: string,
  jobs: Pick<Jobs, 'untilEnded'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const seconds = preferredWaitSeconds(request.headers['prefer']);
  if (seconds === undefined) return false;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  reply.header('preference-applied', `wait=${seconds}`);
  await jobs.untilEnded(job, seconds * 1000, gone.signal).catch((error: unknown) => {
    // Of a request that came twice at the same time the job may still be on its way.
    if (codeOf(error) !== 'ERR_NOT_FOUND') throw error;
  });
  return true;
}

/** @returns for how long, at most five minutes; undefined where nobody asks for it. What cannot be read is ignored, as the RFC says. */
export function preferredWaitSeconds(header: string | readonly string[] | undefined): number | undefined {
  const preferences = [header ?? []].flat().join(',').split(',');
  const seconds = preferences.flatMap((preference) => WAIT.exec(preference)?.[1] ?? [])[0];
  return seconds === undefined ? undefined : Math.min(Number(seconds), WAIT_SECONDS_MAX);
}
