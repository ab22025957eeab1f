/** Jobs: submit, look at one or many, cancel. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { DatasetCatalog } from '../../data/index.ts';
import { JobRequest, type NetworkLimits } from '../../models/specification/index.ts';
import { JOB_STATUSES, Job, type Jobs } from '../../queue/index.ts';
import { failures } from '../responses.ts';
import { specify } from '../submission.ts';

export interface JobRoutesOptions {
  readonly jobs: Jobs;
  readonly catalog: DatasetCatalog;
  readonly limits: NetworkLimits;
}

export const JobParameters = Type.Object({ id: Type.String({ maxLength: 64 }) });

const ListQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum([...JOB_STATUSES])),
    model: Type.Optional(Type.String({ maxLength: 64 })),
    after: Type.Optional(Type.String({ maxLength: 64, description: 'id of the last job of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { additionalProperties: false },
);

export const jobRoutes: FastifyPluginAsyncTypebox<JobRoutesOptions> = async (app, { jobs, catalog, limits }) => {
  app.post(
    '/v1/jobs',
    {
      schema: {
        tags: ['jobs'],
        summary: 'Train a network',
        body: JobRequest,
        response: { 202: Job, ...failures(400, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const specification = await specify(request.body, catalog, limits);
      const job = await jobs.submit({ specification, metadata: request.body.metadata ?? {}, requestId: request.id });
      return reply.code(202).header('location', `/v1/jobs/${job.id}`).send(job);
    },
  );

  app.get(
    '/v1/jobs',
    {
      schema: {
        tags: ['jobs'],
        summary: 'Jobs, newest first',
        querystring: ListQuery,
        response: { 200: Type.Object({ data: Type.Array(Job), hasMore: Type.Boolean() }), ...failures(400, 503) },
      },
    },
    async ({ query }) => {
      const { jobs: data, hasMore } = await jobs.list({ ...query, limit: query.limit ?? 20 });
      return { data, hasMore };
    },
  );

  app.get(
    '/v1/jobs/:id',
    {
      schema: {
        tags: ['jobs'],
        summary: 'One job',
        params: JobParameters,
        response: { 200: Job, ...failures(404, 503) },
      },
    },
    ({ params }) => jobs.get(params.id),
  );

  app.post(
    '/v1/jobs/:id/cancel',
    {
      schema: {
        tags: ['jobs'],
        summary: 'Cancel a job',
        params: JobParameters,
        response: { 200: Job, ...failures(404, 409, 503) },
      },
    },
    ({ params }) => jobs.cancel(params.id),
  );
};
