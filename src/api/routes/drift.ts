/** Whether what a version predicts still resembles what it was trained with. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import {
  DRIFT_VERDICTS,
  DRIFT_WINDOWS,
  type DriftReport,
  type DriftWatch,
  type Predictor,
  reportDrift,
} from '../../prediction/index.ts';
import type { Registry } from '../../registry/index.ts';
import { sendSharedProblem } from '../problem.ts';
import { failures } from '../responses.ts';

const ModelName = Type.String({ maxLength: 64 });
const Window = Type.Object(
  {
    window: Type.Optional(
      Type.Enum([...DRIFT_WINDOWS], { description: 'how far back, to ten minutes; the last hour' }),
    ),
  },
  { additionalProperties: false },
);
const Columns = Type.Array(Type.Object({ name: Type.String(), verdict: Type.Enum([...DRIFT_VERDICTS]) }));
const Report = Type.Unsafe<DriftReport>(
  Type.Object({
    model: Type.String(),
    version: Type.Integer(),
    window: Type.Enum([...DRIFT_WINDOWS]),
    verdict: Type.Enum([...DRIFT_VERDICTS, 'unknown']),
    instances: Type.Integer({ description: 'that were looked at, in all processes' }),
    columns: Columns,
    outputs: Columns,
  }),
);

const DESCRIPTION =
  'The population stability index of each column and output over a sample of the predictions of all processes, against the training ' +
  'rows: from 0.1 on moderate, from 0.25 on major, tooFew while chance alone may exceed 0.1.';

export interface DriftRoutesOptions {
  readonly registry: Registry;
  readonly predictor: Predictor;
  readonly drift: DriftWatch;
}

export const driftRoutes: FastifyPluginAsyncTypebox<DriftRoutesOptions> = async (app, options) => {
  const { registry, predictor, drift } = options;
  app.setErrorHandler(sendSharedProblem);

  app.get(
    '/v1/models/:model/versions/:version/drift',
    {
      schema: {
        tags: ['models'],
        summary: 'Whether predictions of a version still resemble its training',
        description: DESCRIPTION,
        params: Type.Object({ model: ModelName, version: Type.Integer({ minimum: 1 }) }),
        querystring: Window,
        response: { 200: Report, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, version }, query: { window = 'hour' } }) => {
      const manifest = await registry.manifest({ model, version });
      if (!manifest) throw new AppError('ERR_NOT_FOUND', `Could not find version ${version} of model ${model}`);
      return reportDrift(drift, manifest, window);
    },
  );

  app.get(
    '/v1/models/:model/drift',
    {
      schema: {
        tags: ['models'],
        summary: 'The same of the version that answers for a bare name',
        description: DESCRIPTION,
        params: Type.Object({ model: ModelName }),
        querystring: Window,
        response: { 200: Report, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model }, query: { window = 'hour' } }) =>
      reportDrift(drift, await predictor.find({ model }), window),
  );
};
