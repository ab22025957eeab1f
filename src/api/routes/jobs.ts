/** Jobs: submit, look at one or many, cancel. */
import { availableParallelism } from 'node:os';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { DatasetCatalog } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import { type DataPlan, estimateSeconds, JobRequest, type NetworkLimits } from '../../models/specification/index.ts';
import { JOB_KINDS, JOB_STATUSES, Job, type Jobs } from '../../queue/index.ts';
import { endAsPreferred, WAIT_SECONDS_MAX } from '../preference.ts';
import { failures } from '../responses.ts';
import { planJob } from '../submission.ts';

export interface JobRoutesOptions {
  readonly jobs: Jobs;
  readonly catalog: DatasetCatalog;
  readonly limits: NetworkLimits;
}

export const JobParameters = Type.Object({ id: Type.String({ maxLength: 64 }) });

const Count = Type.Integer({ minimum: 0 });
const Data = Type.Unsafe<DataPlan>(
  Type.Object(
    {
      kind: Type.String(),
      task: Type.Object({ type: Type.String(), labels: Type.Array(Type.String()) }),
      inputShape: Type.Array(Count),
      split: Type.Object({ by: Type.String(), validation: Type.Number(), test: Type.Number() }),
    },
    { description: 'what the rows become: with the features, targets and settings of the kind' },
  ),
);
const JobPlan = Type.Object({
  data: Data,
  layers: Type.Array(
    Type.Object({ name: Type.String(), type: Type.String(), outputShape: Type.Array(Count), parameters: Count }),
  ),
  network: Type.Optional(Type.String({ description: 'which one, and why, where the request leaves it open' })),
  parameters: Count,
  bytes: Type.Integer({ minimum: 0, description: 'of the weights' }),
  activationBytes: Type.Integer({ minimum: 0, description: 'of a batch in training' }),
  estimatedSeconds: Type.Number({ description: 'of training, right to a factor of about three' }),
});
const BYTES_PER_WEIGHT = 4;
/** Of a request that waits for the end of its job, with some time around it. */
const HANDLER_TIMEOUT_MS = (WAIT_SECONDS_MAX + 30) * 1000;

const ListQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum([...JOB_STATUSES])),
    kind: Type.Optional(Type.Enum([...JOB_KINDS])),
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
      handlerTimeout: HANDLER_TIMEOUT_MS,
      schema: {
        tags: ['jobs'],
        summary: 'Train a network',
        description:
          'With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the job, whatever it is.',
        body: JobRequest,
        response: { 200: Job, 202: Job, ...failures(400, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { specification } = await planJob(request.body, catalog, limits);
      const job = await jobs.submit({ specification, metadata: request.body.metadata ?? {}, requestId: request.id });
      await requireDataset(job, specification.datasetDigest, catalog, jobs);
      reply.header('location', `/v1/jobs/${job.id}`);
      if (!(await endAsPreferred(job.id, jobs, request, reply))) return reply.code(202).send(job);
      const waited = await jobs.get(job.id);
      return reply.code(waited.finishedAt === null ? 202 : 200).send(waited);
    },
  );

  app.post(
    '/v1/jobs/plan',
    {
      schema: {
        tags: ['jobs'],
        summary: 'Look at a job before it is queued',
        description:
          'What the network is, and about how long its training takes; or the errors that submitting would give.',
        body: JobRequest,
        response: { 200: JobPlan, ...failures(400, 413, 415, 422) },
      },
    },
    async ({ body }) => {
      const { plan, specification, trainingExamples } = await planJob(body, catalog, limits);
      const { summary, parameters, activationBytes } = plan;
      const seconds = estimateSeconds(plan, specification.training, trainingExamples, availableParallelism());
      return {
        data: specification.data,
        layers: summary.map(({ name, type, outputShape, parameters: count }) => ({
          ...{ name, type, outputShape: [...outputShape], parameters: count },
        })),
        ...(specification.networkReason !== undefined && { network: specification.networkReason }),
        parameters,
        bytes: parameters * BYTES_PER_WEIGHT,
        activationBytes,
        estimatedSeconds: Math.round(seconds * 10) / 10,
      };
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

/** A dataset that was deleted while the job was being submitted: its deletion saw no job, the job must see that. */
async function requireDataset(job: Job, digest: string, catalog: DatasetCatalog, jobs: Jobs): Promise<void> {
  if ((await catalog.manifest(job.dataset))?.digest === digest) return;
  await jobs.cancel(job.id);
  const detail = `Expected the name of a dataset. Received: "${job.dataset}", which was deleted meanwhile.`;
  throw new AppError('ERR_DATASET_UNKNOWN', detail, { problems: [{ pointer: '/dataset', detail }] });
}
