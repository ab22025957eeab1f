/** Models and their versions: what was learnt, from what, and how well. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { Manifest, type Registry } from '../../registry/index.ts';
import { failures } from '../responses.ts';

const ModelName = Type.String({ maxLength: 64 });
const VersionNumber = Type.Integer({ minimum: 1 });

/** TensorFlow Serving's status of a version, which stands in the same object as our own fields. */
const VersionStatus = Type.Object({
  version: Type.String(),
  state: Type.Literal('AVAILABLE'),
  status: Type.Object({ error_code: Type.Literal('OK'), error_message: Type.Literal('') }),
});

const VersionSummary = Type.Object({
  version: VersionNumber,
  createdAt: Type.String(),
  parameters: Type.Integer(),
  accuracy: Type.Number(),
  loss: Type.Number(),
  job: Type.String(),
});

const ModelView = Type.Object({
  name: Type.String(),
  latestVersion: VersionNumber,
  versions: Type.Array(VersionSummary),
  model_version_status: Type.Array(VersionStatus),
});

const VersionView = Type.Intersect([Manifest, Type.Object({ model_version_status: Type.Array(VersionStatus) })]);

export const modelRoutes: FastifyPluginAsyncTypebox<{ registry: Registry }> = async (app, { registry }) => {
  async function manifestOf(model: string, version: number): Promise<Manifest> {
    const manifest = await registry.manifest({ model, version });
    if (!manifest) throw new AppError('ERR_NOT_FOUND', `Could not find version ${version} of model ${model}`);
    return manifest;
  }

  app.get(
    '/v1/models',
    {
      schema: {
        tags: ['models'],
        summary: 'The models there are',
        response: {
          200: Type.Object({
            data: Type.Array(Type.Object({ name: Type.String(), latestVersion: VersionNumber })),
            hasMore: Type.Boolean(),
          }),
          ...failures(503),
        },
      },
    },
    async () => {
      const names = await registry.models();
      const data = await Promise.all(
        names.map(async (name) => ({ name, latestVersion: (await registry.versions(name)).at(-1) ?? 1 })),
      );
      return { data, hasMore: false };
    },
  );

  app.get(
    '/v1/models/:model',
    {
      schema: {
        tags: ['models'],
        summary: 'One model and its versions',
        params: Type.Object({ model: ModelName }),
        response: { 200: ModelView, ...failures(404, 503) },
      },
    },
    async ({ params: { model } }) => {
      const versions = await registry.versions(model);
      const latestVersion = versions.at(-1);
      if (latestVersion === undefined)
        throw new AppError('ERR_NOT_FOUND', `Could not find any versions of model ${model}`);
      const manifests = await Promise.all(versions.map((version) => manifestOf(model, version)));
      return {
        name: model,
        latestVersion,
        versions: manifests.map(summaryOf),
        model_version_status: versions.map(statusOf),
      };
    },
  );

  app.get(
    '/v1/models/:model/versions/:version',
    {
      schema: {
        tags: ['models'],
        summary: 'One version: network, preprocessing, metrics, lineage',
        params: Type.Object({ model: ModelName, version: VersionNumber }),
        response: { 200: VersionView, ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, version } }) => ({
      ...(await manifestOf(model, version)),
      model_version_status: [statusOf(version)],
    }),
  );
};

function summaryOf({ version, createdAt, parameters, evaluation, lineage }: Manifest) {
  return { version, createdAt, parameters, accuracy: evaluation.accuracy, loss: evaluation.loss, job: lineage.job };
}

function statusOf(version: number) {
  return {
    version: String(version),
    state: 'AVAILABLE' as const,
    status: { error_code: 'OK' as const, error_message: '' as const },
  };
}
