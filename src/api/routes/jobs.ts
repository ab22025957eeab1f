/** Jobs: plan, look at one or many, cancel, pause, resume. Submitting is `job-submission.ts`. */
import { availableParallelism } from 'node:os';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { type DataPlan, estimateSeconds, JobRequest, type JobSpecification } from '../../models/specification/index.ts';
import { JOB_KINDS, JOB_STATUSES, Job } from '../../queue/index.ts';
import { planJob, readWebhook, requestOf, type SubmissionParts } from '../../submission/index.ts';
import { failures } from '../responses.ts';

export const JobParameters = Type.Object({ id: Type.String({ maxLength: 64 }) });

const Count = Type.Integer({ minimum: 0 });
const Data = Type.Unsafe<DataPlan>(
  Type.Object(
    {
      kind: Type.String(),
      task: Type.Object({ type: Type.String(), labels: Type.Array(Type.String()) }),
      inputShape: Type.Array(Count),
      split: Type.Object({ by: Type.String(), validation: Type.Number(), test: Type.Number() }),
      trainingRows: Type.Integer({ minimum: 0, description: 'about how many are trained on in each epoch' }),
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
  trainableParameters: Type.Integer({ minimum: 0, description: 'without those of frozen layers' }),
  base: Type.Optional(
    Type.Object(
      {
        model: Type.String(),
        version: Type.Integer({ minimum: 1 }),
        weightsDigest: Type.String(),
        taken: Type.Array(Type.String()),
        fresh: Type.Array(Type.String()),
        frozen: Type.Array(Type.String()),
      },
      {
        description:
          'the version that `baseModel` means, which layers take its weights, are drawn anew, stay as they are',
      },
    ),
  ),
  validation: Type.Optional(
    Type.Object({ dataset: Type.String(), rows: Count }, { description: 'the other dataset that is validated with' }),
  ),
  bytes: Type.Integer({ minimum: 0, description: 'of the weights' }),
  activationBytes: Type.Integer({
    minimum: 0,
    description:
      'of memory that training takes, about: a batch and its gradients, and the weights with all their copies',
  }),
  estimatedSeconds: Type.Number({ description: 'of training, right to a factor of about three' }),
});
const BYTES_PER_WEIGHT = 4;

const ListQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum([...JOB_STATUSES])),
    kind: Type.Optional(Type.Enum([...JOB_KINDS])),
    model: Type.Optional(Type.String({ maxLength: 64 })),
    sweep: Type.Optional(Type.String({ maxLength: 64, description: 'id of a sweep: only its trainings' })),
    history: Type.Optional(
      Type.Enum(['true', 'false'], {
        description: 'false: all histories are empty, which makes lists of long jobs short',
      }),
    ),
    after: Type.Optional(Type.String({ maxLength: 64, description: 'id of the last job of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { additionalProperties: false },
);

export const jobRoutes: FastifyPluginAsyncTypebox<SubmissionParts> = async (app, parts) => {
  const { jobs, hosts } = parts;
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
      readWebhook(body.webhook, hosts);
      const { plan, specification, trainingExamples } = await planJob(body, parts);
      const { summary, parameters, trainableParameters, activationBytes } = plan;
      const seconds = estimateSeconds(plan, specification.training, trainingExamples, availableParallelism());
      return {
        data: specification.data,
        layers: summary.map(({ name, type, outputShape, parameters: count }) => ({
          ...{ name, type, outputShape: [...outputShape], parameters: count },
        })),
        ...(specification.networkReason !== undefined && { network: specification.networkReason }),
        ...{ parameters, trainableParameters },
        ...chosenBy(specification),
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
      const { history, limit = 20, ...filter } = query;
      const { jobs: data, hasMore } = await jobs.list({ ...filter, limit, history: history !== 'false' });
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

  app.get(
    '/v1/jobs/:id/request',
    {
      schema: {
        tags: ['jobs'],
        summary: 'What a training was asked for',
        description:
          'The body of its submission, with the seed that was drawn where it named none: sent again, it trains the same. Not its webhook.',
        params: JobParameters,
        response: { 200: JobRequest, ...failures(404, 409, 503) },
      },
    },
    async ({ params }) => {
      // Whoever reads jobs is not told where they report to: such addresses are often secrets.
      const { webhook: _, ...request } = await requestOf(params.id, jobs);
      return request;
    },
  );

  const requests = {
    cancel: ['Cancel a job', 'For good; 409 once it is being published or has ended. A sweep cancels its trainings.'],
    pause: [
      'Pause a training or a sweep',
      'One that runs writes a checkpoint first: the answer waits some seconds for it, and says `pausing` if it takes longer. ' +
        'A paused job takes no slot, needs its dataset, and waits until it is resumed or cancelled. A sweep pauses its trainings.',
    ],
    resume: ['Resume a paused job', 'It waits in the line by its priority, and goes on from its checkpoint.'],
  } as const;
  for (const name of ['cancel', 'pause', 'resume'] as const) {
    const [summary, description] = requests[name];
    app.post(
      `/v1/jobs/:id/${name}`,
      {
        schema: {
          ...{ tags: ['jobs'], summary, description, params: JobParameters },
          response: { 200: Job, ...failures(404, 409, ...(name === 'resume' ? [429] : []), 503) },
        },
      },
      ({ params }) => jobs[name](params.id),
    );
  }
};

/** What a plan tells of other versions and datasets. */
function chosenBy({ base, validation }: JobSpecification) {
  return {
    ...(base && { base: { ...base, taken: [...base.taken], fresh: [...base.fresh], frozen: [...base.frozen] } }),
    ...(validation && { validation: { dataset: validation.dataset, rows: validation.data.measuredRows } }),
  };
}
