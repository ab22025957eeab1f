/** How a request that makes a job is answered: at once, or when the job has ended, as its client prefers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Job, Jobs } from '../queue/index.ts';
import { endAsPreferred, WAIT_SECONDS_MAX } from './preference.ts';

/** Of a request that waits for the end of its job, with some time around it. */
export const SUBMISSION_TIMEOUT_MS = (WAIT_SECONDS_MAX + 30) * 1000;
export const WAITING =
  'With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the job, whatever it is.';

/** 202 for a job that goes on, 200 for one whose end was waited for. */
export async function answerWithJob(
  job: Job,
  jobs: Jobs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('location', `/v1/jobs/${job.id}`);
  if (!(await endAsPreferred(job.id, jobs, request, reply))) return reply.code(202).send(job);
  const waited = await jobs.get(job.id);
  return reply.code(waited.finishedAt === null ? 202 : 200).send(waited);
}
