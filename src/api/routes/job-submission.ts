/** Submitting a job: checked, planned, and queued once, however often the same request is sent; and again, with changes. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { JobRequest } from '../../models/specification/index.ts';
import { Job } from '../../queue/index.ts';
import { changedRequest, type SubmissionParts, submitJob } from '../../submission/index.ts';
import { IdempotencyHeaders, submitOnce } from '../once.ts';
import { failures } from '../responses.ts';
import { answerWithJob, SUBMISSION_TIMEOUT_MS, WAITING } from '../submitted-job.ts';
import { JobParameters } from './jobs.ts';

export const jobSubmissionRoutes: FastifyPluginAsyncTypebox<SubmissionParts> = async (app, parts) => {
  const { jobs } = parts;
  const common = { handlerTimeout: SUBMISSION_TIMEOUT_MS };
  const documented = { tags: ['jobs'], headers: IdempotencyHeaders };

  app.post(
    '/v1/jobs',
    {
      ...common,
      schema: {
        ...documented,
        summary: 'Train a network',
        description: WAITING,
        body: JobRequest,
        response: { 200: Job, 202: Job, ...failures(400, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const job = await submitOnce(headers['idempotency-key'], body, jobs, (id) =>
        submitJob(id, body, request.id, parts),
      );
      return answerWithJob(job, jobs, request, reply);
    },
  );

  app.post(
    '/v1/jobs/:id/resubmit',
    {
      ...common,
      schema: {
        ...documented,
        summary: 'Train again, with changes',
        description:
          'A new job from the request of one that has ended, changed by the body as a JSON Merge Patch (RFC 7396): fields ' +
          'replace those of the request, `null` removes one, `{}` asks for the same again. The seed stays the same unless ' +
          `it is changed; the dataset is what has its name now. ${WAITING}`,
        params: JobParameters,
        body: Type.Record(Type.String(), Type.Unknown(), { examples: [{ training: { epochs: 20 } }] }),
        response: { 200: Job, 202: Job, ...failures(400, 404, 409, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { body, params, headers } = request;
      const asked = { again: params.id, changes: body };
      const job = await submitOnce(headers['idempotency-key'], asked, jobs, async (id) =>
        submitJob(id, await changedRequest(params.id, body, jobs), request.id, parts),
      );
      return answerWithJob(job, jobs, request, reply);
    },
  );
};
