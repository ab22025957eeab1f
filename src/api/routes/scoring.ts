/** The use of versions on datasets: evaluations, which stay with their version, and batch predictions. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { DatasetCatalog } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import type { PrivateHosts } from '../../private-hosts.ts';
import { Job, type Jobs } from '../../queue/index.ts';
import { findVersion, KeptEvaluation, type Registry } from '../../registry/index.ts';
import { EvaluationRequest, PredictionRequest, submitEvaluation, submitPrediction } from '../../submission/index.ts';
import { IdempotencyHeaders, submitOnce } from '../once.ts';
import { failures } from '../responses.ts';
import { answerWithJob, SUBMISSION_TIMEOUT_MS, WAITING } from '../submitted-job.ts';

export interface ScoringRoutesOptions {
  readonly jobs: Jobs;
  readonly catalog: DatasetCatalog;
  readonly registry: Registry;
  /** That webhooks may reach, though they are private. */
  readonly hosts: PrivateHosts;
}

const SHOWN_MAX = 100;
const VersionParameters = Type.Object({ model: Type.String({ maxLength: 64 }), version: Type.Integer({ minimum: 1 }) });

export const scoringRoutes: FastifyPluginAsyncTypebox<ScoringRoutesOptions> = async (app, options) => {
  const { jobs, catalog, registry, hosts } = options;
  const parts = {
    ...{ jobs, catalog, hosts },
    version: (text: string) => findVersion(registry, text),
  };
  const common = { handlerTimeout: SUBMISSION_TIMEOUT_MS };
  const answers = { 200: Job, 202: Job, ...failures(400, 413, 415, 422, 429, 503) };

  app.post(
    '/v1/evaluations',
    {
      ...common,
      schema: {
        tags: ['models'],
        summary: 'Measure a version on a dataset',
        description: `A job whose \`evaluation\` has the figures that the version's training ended with. ${WAITING}`,
        headers: IdempotencyHeaders,
        body: EvaluationRequest,
        response: answers,
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const asked = { evaluate: body };
      const job = await submitOnce(headers['idempotency-key'], asked, jobs, (id) =>
        submitEvaluation(id, body, request.id, parts),
      );
      return answerWithJob(job, jobs, request, reply);
    },
  );

  app.post(
    '/v1/batch-predictions',
    {
      ...common,
      schema: {
        tags: ['predictions'],
        summary: 'Predict a whole dataset',
        description: `A job that predicts every row into a file, to be fetched from \`/v1/jobs/{id}/output\`. ${WAITING}`,
        headers: IdempotencyHeaders,
        body: PredictionRequest,
        response: answers,
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const asked = { predict: body };
      const job = await submitOnce(headers['idempotency-key'], asked, jobs, (id) =>
        submitPrediction(id, body, request.id, parts),
      );
      return answerWithJob(job, jobs, request, reply);
    },
  );

  app.get(
    '/v1/models/:model/versions/:version/evaluations',
    {
      schema: {
        tags: ['models'],
        summary: 'What a version was measured to be after its training, newest first',
        params: VersionParameters,
        response: { 200: Type.Object({ data: Type.Array(KeptEvaluation) }), ...failures(400, 404, 503) },
      },
    },
    async ({ params }) => {
      const manifest = await registry.manifest(params);
      if (!manifest)
        throw new AppError('ERR_NOT_FOUND', `Could not find version ${params.version} of model ${params.model}`);
      return { data: await registry.evaluations(params, SHOWN_MAX) };
    },
  );
};
