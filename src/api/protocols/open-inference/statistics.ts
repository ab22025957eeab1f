/** The statistics extension: what this process predicted with each version, and how long it took. */
import type { FastifyInstance } from 'fastify';
import { sendJson } from '../answers.ts';
import { modelStatistics } from './metadata.ts';
import { type ModelPath, type OpenInferenceOptions, referenceOf, schemaOf, TARGETS } from './paths.ts';

export async function statisticsRoutes(
  app: FastifyInstance,
  { predictor, registry }: OpenInferenceOptions,
): Promise<void> {
  const counted = (model: string, versions: readonly number[]) =>
    versions.map((version) => ({ model, version, statistics: predictor.statistics({ model, version }) }));

  app.get('/models/stats', { schema: schemaOf('Statistics of all models') }, async (_request, reply) => {
    const models = await registry.models();
    const all = await Promise.all(models.map(async (model) => counted(model, await registry.versions(model))));
    return sendJson(reply, modelStatistics(all.flat()));
  });

  for (const { path, params } of TARGETS) {
    const schema = schemaOf('Statistics of a model', params);
    app.get<{ Params: ModelPath }>(`${path}/stats`, { schema }, async (request, reply) => {
      const { model, version } = await predictor.find(referenceOf(request.params));
      const versions = request.params.version === undefined ? await registry.versions(model) : [version];
      return sendJson(reply, modelStatistics(counted(model, versions)));
    });
  }
}
