/** The statistics extension: what was predicted with each version, in all processes of the api, and how long it took. */
import type { FastifyInstance } from 'fastify';
import type { VersionStatistics } from '../../../prediction/index.ts';
import type { VersionReference } from '../../../registry/index.ts';
import { sendJson } from '../answers.ts';
import { modelStatistics } from './metadata.ts';
import { type ModelPath, type OpenInferenceOptions, referenceOf, schemaOf, TARGETS } from './paths.ts';

export async function statisticsRoutes(
  app: FastifyInstance,
  { predictor, models, registry }: OpenInferenceOptions,
): Promise<void> {
  async function statisticsOf(versions: readonly VersionReference[]): Promise<object> {
    const counted = await models.statistics(versions);
    return modelStatistics(
      versions.map((version, index) => ({ ...version, statistics: counted[index] as VersionStatistics })),
    );
  }

  async function versionsOf(model: string): Promise<VersionReference[]> {
    return (await registry.versions(model)).map((version) => ({ model, version }));
  }

  app.get('/models/stats', { schema: schemaOf('Statistics of all models') }, async (_request, reply) => {
    const all = await Promise.all((await registry.models()).map(versionsOf));
    return sendJson(reply, await statisticsOf(all.flat()));
  });

  for (const { path, params } of TARGETS) {
    const schema = schemaOf('Statistics of a model', params);
    app.get<{ Params: ModelPath }>(`${path}/stats`, { schema }, async (request, reply) => {
      const { model, version } = await predictor.find(referenceOf(request.params));
      const versions = request.params.version === undefined ? await versionsOf(model) : [{ model, version }];
      return sendJson(reply, await statisticsOf(versions));
    });
  }
}
