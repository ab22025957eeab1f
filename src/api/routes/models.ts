/** Models and their versions: what was learnt, from what, and how well. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError, codeOf, messageOf } from '../../errors.ts';
import { Import, Manifest, type PointingEntry, type Registry } from '../../registry/index.ts';
import { sendSharedProblem } from '../problem.ts';
import { statusOf, VersionStatus } from '../protocols/tf-serving/status.ts';
import { failures } from '../responses.ts';

const ModelName = Type.String({ maxLength: 64 });
const VersionNumber = Type.Integer({ minimum: 1 });

const VersionSummary = Type.Object({
  version: VersionNumber,
  createdAt: Type.String(),
  parameters: Type.Integer(),
  loss: Type.Optional(Type.Number()),
  accuracy: Type.Optional(Type.Number()),
  job: Type.Optional(Type.String({ description: 'that trained it' })),
  import: Type.Optional(Import),
});

const Aliases = Type.Record(Type.String(), VersionNumber, { description: 'which version each of them means' });

const ModelView = Type.Object({
  name: Type.String(),
  latestVersion: VersionNumber,
  aliases: Aliases,
  /** Those whose manifest can be read. */
  versions: Type.Array(VersionSummary),
  /** All. */
  model_version_status: Type.Array(VersionStatus),
});

export const VersionView = Type.Intersect([Manifest, Type.Object({ model_version_status: Type.Array(VersionStatus) })]);

export const modelRoutes: FastifyPluginAsyncTypebox<{ registry: Registry }> = async (app, { registry }) => {
  app.setErrorHandler(sendSharedProblem);

  async function manifestOf(model: string, version: number): Promise<Manifest> {
    const manifest = await registry.manifest({ model, version });
    if (!manifest) throw new AppError('ERR_NOT_FOUND', `Could not find version ${version} of model ${model}`);
    return manifest;
  }

  /** One damaged version must not hide the others. @returns what is wrong with it instead of a manifest. */
  async function manifestOrDamage(model: string, version: number): Promise<{ manifest?: Manifest; damage?: string }> {
    try {
      return { manifest: await manifestOf(model, version) };
    } catch (error) {
      if (codeOf(error) === 'ERR_VERSION_BROKEN') return { damage: messageOf(error) };
      throw error;
    }
  }

  app.get(
    '/v1/models',
    {
      schema: {
        tags: ['models'],
        summary: 'The models there are',
        response: {
          200: Type.Object({
            data: Type.Array(Type.Object({ name: Type.String(), latestVersion: VersionNumber, aliases: Aliases })),
            hasMore: Type.Boolean(),
          }),
          ...failures(503),
        },
      },
    },
    async () => {
      const names = await registry.models();
      const data = await Promise.all(
        names.map(async (name) => ({
          name,
          latestVersion: (await registry.versions(name)).at(-1) ?? 1,
          aliases: targetsOf(await registry.aliases.all(name)),
        })),
      );
      return { data, hasMore: false };
    },
  );

  app.get(
    // A colon begins a verb, which is TensorFlow Serving's.
    '/v1/models/:model([^:]+)',
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
      const found = await Promise.all(versions.map((version) => manifestOrDamage(model, version)));
      return {
        name: model,
        latestVersion,
        aliases: targetsOf(await registry.aliases.all(model)),
        versions: found.flatMap(({ manifest }) => (manifest ? [summaryOf(manifest)] : [])),
        model_version_status: versions.map((version, index) => statusOf(version, found[index]?.damage)),
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

  app.delete(
    '/v1/models/:model/versions/:version',
    {
      schema: {
        tags: ['models'],
        summary: 'Remove a version for good',
        description: 'Its number is not given again. 409 while an alias points at it.',
        params: Type.Object({ model: ModelName, version: VersionNumber }),
        response: { 204: Type.Null(), ...failures(400, 404, 409, 503) },
      },
    },
    async ({ params: { model, version } }, reply) => {
      await registry.remove({ model, version });
      return reply.code(204).send(null);
    },
  );
};

function summaryOf({ version, createdAt, parameters, evaluation, lineage }: Manifest) {
  const { loss, accuracy } = evaluation ?? {};
  return {
    ...{ version, createdAt, parameters },
    ...(loss !== undefined && { loss }),
    ...(accuracy !== undefined && { accuracy }),
    ...(lineage.import ? { import: lineage.import } : { job: lineage.job }),
  };
}

/** What canaries and shadows there are besides is told of each alias. */
function targetsOf(aliases: Readonly<Record<string, PointingEntry>>): Record<string, number> {
  return Object.fromEntries(Object.entries(aliases).map(([name, { version }]) => [name, version]));
}
