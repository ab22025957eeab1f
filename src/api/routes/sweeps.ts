/** Sweeps: plan, submit, look at one with its table, list. Cancelling, pausing, resuming and watching are those of any job. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { SweepRequest, type SweepSpecification, TrialResult } from '../../models/specification/index.ts';
import { JOB_STATUSES, Job, type Jobs } from '../../queue/index.ts';
import { planSweep, type SubmissionParts, submitSweep } from '../../submission/index.ts';
import { IdempotencyHeaders, submitOnce } from '../once.ts';
import { endAsPreferred, WAIT_SECONDS_MAX } from '../preference.ts';
import { failures } from '../responses.ts';
import { tableAsCsv } from '../trials-csv.ts';
import { JobParameters } from './jobs.ts';

/** Of a request that waits for the end of its sweep, with some time around it. */
const HANDLER_TIMEOUT_MS = (WAIT_SECONDS_MAX + 30) * 1000;

const Count = Type.Integer({ minimum: 0 });
const Values = Type.Record(Type.String(), Type.Unknown(), { description: 'by JSON Pointer into the job' });
const Rungs = Type.Array(Type.Object({ epochs: Count, keep: Count }), {
  description: 'of successive halving: after so many epochs, so many trials go on',
});
const SweepPlan = Type.Object({
  trials: Type.Array(
    Type.Object({
      trial: Type.Integer({ minimum: 1 }),
      values: Values,
      estimatedSeconds: Type.Number({ description: 'of all folds, trained to their end' }),
    }),
  ),
  trainings: Type.Integer({ minimum: 1, description: 'jobs, with folds and the training after a cross-validation' }),
  rungs: Rungs,
  estimatedSeconds: Type.Number({
    description: 'of training in all, one after the other; right to a factor of about three',
  }),
});

const Searched = Type.Object({
  search: Type.Unknown({ description: 'as requested' }),
  space: Type.Record(Type.String(), Type.Unknown()),
  folds: Type.Integer({ minimum: 1 }),
  metric: Type.String(),
  parallel: Type.Integer({ minimum: 1 }),
  rungs: Rungs,
  trials: Type.Array(TrialResult, { description: 'best first' }),
  best: Type.Union([TrialResult, Type.Null()]),
});
const Sweep = Type.Intersect([Job, Searched], {
  description: 'A job of kind `sweep`, what it searches, and its table so far.',
});

const SweepAnswer = {
  description: 'The sweep, or with `Accept: text/csv` its table',
  content: {
    'application/json': { schema: Type.Unsafe<object | string>(Sweep) },
    'text/csv': { schema: Type.String() },
  },
};

const ListQuery = Type.Object(
  {
    status: Type.Optional(Type.Enum([...JOB_STATUSES])),
    model: Type.Optional(Type.String({ maxLength: 64 })),
    after: Type.Optional(Type.String({ maxLength: 64, description: 'id of the last sweep of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  },
  { additionalProperties: false },
);

export const sweepRoutes: FastifyPluginAsyncTypebox<SubmissionParts> = async (app, parts) => {
  const { jobs } = parts;
  const tags = ['sweeps'];

  app.post(
    '/v1/sweeps',
    {
      handlerTimeout: HANDLER_TIMEOUT_MS,
      schema: {
        tags,
        summary: 'Search for the best values of fields of a job',
        description:
          'Trains a job once for each trial, several at once over all workers, and publishes the best one as the next version ' +
          'of its model. With `folds` every trial is cross-validated, and the best values are trained once more on all rows. ' +
          'With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the sweep, whatever it is.',
        headers: IdempotencyHeaders,
        body: SweepRequest,
        response: { 200: Job, 202: Job, ...failures(400, 413, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const job = await submitOnce(headers['idempotency-key'], body, jobs, (id) =>
        submitSweep(id, body, request.id, parts),
      );
      reply.header('location', `/v1/sweeps/${job.id}`);
      if (!(await endAsPreferred(job.id, jobs, request, reply))) return reply.code(202).send(job);
      const waited = await jobs.get(job.id);
      return reply.code(waited.finishedAt === null ? 202 : 200).send(waited);
    },
  );

  app.post(
    '/v1/sweeps/plan',
    {
      schema: {
        tags,
        summary: 'Look at a sweep before it is queued',
        description: 'Its trials, and about how long they take; or the errors that submitting would give.',
        body: SweepRequest,
        response: { 200: SweepPlan, ...failures(400, 413, 415, 422) },
      },
    },
    async ({ body }) => {
      const { trials, trainings, specification, estimatedSeconds } = await planSweep(body, parts);
      return { trials: [...trials], trainings, rungs: [...specification.rungs], estimatedSeconds };
    },
  );

  app.get(
    '/v1/sweeps',
    {
      schema: {
        tags,
        summary: 'Sweeps, newest first',
        querystring: ListQuery,
        response: { 200: Type.Object({ data: Type.Array(Job), hasMore: Type.Boolean() }), ...failures(400, 503) },
      },
    },
    async ({ query }) => {
      const { jobs: data, hasMore } = await jobs.list({ ...query, kind: 'sweep', limit: query.limit ?? 20 });
      return { data, hasMore };
    },
  );

  app.get(
    '/v1/sweeps/:id',
    {
      schema: {
        tags,
        summary: 'One sweep, with its table',
        params: JobParameters,
        response: { 200: SweepAnswer, ...failures(404, 503) },
      },
    },
    async ({ params, headers }, reply) => {
      const { job, specification, trials } = await findSweep(params.id, jobs);
      if (headers.accept?.includes('text/csv'))
        return reply.type('text/csv; charset=utf-8').send(tableAsCsv(trials, Object.keys(specification.space)));
      const { search, space, folds, metric, parallel, rungs } = specification;
      const best = trials.find(({ rank }) => rank === 1) ?? null;
      return reply.send({ ...job, search, space, folds, metric, parallel, rungs, trials, best });
    },
  );
};

/** @throws AppError ERR_NOT_FOUND. */
async function findSweep(
  id: string,
  jobs: Jobs,
): Promise<{ job: Job; specification: SweepSpecification; trials: readonly TrialResult[] }> {
  const [job, internals] = await Promise.all([jobs.get(id), jobs.internals(id)]);
  if (internals.kind === 'sweep')
    return { job, specification: internals.specification, trials: internals.trials ?? [] };
  throw new AppError('ERR_NOT_FOUND', `Expected the id of a sweep. Received: "${id}", which is a job of another kind.`);
}
