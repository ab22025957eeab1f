/** Submitting a job: checked, planned, and queued once, however often the same request is sent. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError, codeOf } from '../../errors.ts';
import { JobRequest } from '../../models/specification/index.ts';
import { Job, type Jobs, newJobId } from '../../queue/index.ts';
import { type SubmissionParts, submitJob } from '../../submission/index.ts';
import { endAsPreferred, WAIT_SECONDS_MAX } from '../preference.ts';
import { failures } from '../responses.ts';

/** Of a request that waits for the end of its job, with some time around it. */
const HANDLER_TIMEOUT_MS = (WAIT_SECONDS_MAX + 30) * 1000;
const KEY_LENGTH_MAX = 255;
const Headers = Type.Object({
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

export const jobSubmissionRoutes: FastifyPluginAsyncTypebox<SubmissionParts> = async (app, options) => {
  const { jobs } = options;
  app.post(
    '/v1/jobs',
    {
      handlerTimeout: HANDLER_TIMEOUT_MS,
      schema: {
        tags: ['jobs'],
        summary: 'Train a network',
        description:
          'With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the job, whatever it is.',
        headers: Headers,
        body: JobRequest,
        response: { 200: Job, 202: Job, ...failures(400, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { body, headers, id } = request;
      const key = headers['idempotency-key'];
      const job =
        key === undefined
          ? await submitJob(newJobId(), body, id, options)
          : ((await madeBefore(key, body, jobs)) ?? (await submitOnce(key, body, id, options)));
      reply.header('location', `/v1/jobs/${job.id}`);
      if (!(await endAsPreferred(job.id, jobs, request, reply))) return reply.code(202).send(job);
      const waited = await jobs.get(job.id);
      return reply.code(waited.finishedAt === null ? 202 : 200).send(waited);
    },
  );
};

/** The job of an earlier request under a key; undefined where there is none, or its maker died before it made it. */
async function madeBefore(key: string, request: JobRequest, jobs: Jobs): Promise<Job | undefined> {
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

async function submitOnce(key: string, request: JobRequest, requestId: string, options: SubmissionParts): Promise<Job> {
  const { idempotency } = options.jobs;
  for (;;) {
    const own = newJobId();
    const claimed = await idempotency.claim(key, request, own);
    const made = claimed ? undefined : await madeBefore(key, request, options.jobs);
    if (made) return made;
    // A claim that was left without a job is kept to: whoever comes for it makes the job that it names.
    const id = claimed ? own : (await idempotency.find(key, request))?.job;
    if (id === undefined) continue;
    try {
      return await submitJob(id, request, requestId, options);
    } catch (error) {
      // Of a job that was refused there is none; after any other failure there may be, and the next try finds it.
      if (error instanceof AppError && error.status < 500) await idempotency.release(key);
      throw error;
    }
  }
}
