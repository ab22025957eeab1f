/** How the versions that an alias divides its requests between are doing, as this process saw it. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import type { Duration, Predictor } from '../../prediction/index.ts';
import { noAlias, type Registry, resolveRoute } from '../../registry/index.ts';
import { failures } from '../responses.ts';

const Count = Type.Integer({ minimum: 0 });
const OrNull = Type.Union([Type.Number(), Type.Null()]);
const VersionTraffic = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  role: Type.Enum(['answers', 'canary', 'shadow']),
  share: Type.Number({ description: 'of the requests, that it is to have' }),
  requests: Type.Integer({ minimum: 0, description: 'that it answered, whatever they named it by' }),
  failures: Count,
  instances: Count,
  meanMilliseconds: Type.Union([Type.Number(), Type.Null()], { description: 'of an answer' }),
  compared: Type.Optional(
    Type.Object(
      {
        instances: Count,
        agreed: Type.Union([Type.Number(), Type.Null()], {
          description: 'share with the same labels; null for numbers',
        }),
        meanDifference: OrNull,
        failed: Count,
        dropped: Type.Integer({ minimum: 0, description: 'requests that came when too many were computed' }),
      },
      { description: 'of a shadow, with what was answered: over the instances, the largest difference of an output' },
    ),
  ),
});
type VersionTraffic = Static<typeof VersionTraffic>;

export const aliasTrafficRoutes: FastifyPluginAsyncTypebox<{ registry: Registry; predictor: Predictor }> = async (
  app,
  { registry, predictor },
) => {
  app.get(
    '/v1/models/:model/aliases/:alias/traffic',
    {
      schema: {
        tags: ['models'],
        summary: 'How the versions of an alias answer',
        description: 'Since this process began, and in this process: `/metrics` has it for all of them.',
        params: Type.Object({ model: Type.String({ maxLength: 64 }), alias: Type.String({ maxLength: 64 }) }),
        response: { 200: Type.Object({ versions: Type.Array(VersionTraffic) }), ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, alias } }) => {
      if (!(await registry.aliases.get(model, alias))) throw noAlias(model, alias);
      const { manifest, canaries, shadow } = await resolveRoute(registry, { model, alias });
      const tried = canaries.reduce((sum, { share }) => sum + share, 0);
      const versions = [
        trafficOf(manifest.version, 'answers', 1 - tried),
        ...canaries.map((each) => trafficOf(each.manifest.version, 'canary', each.share)),
      ];
      if (!shadow) return { versions };
      const { version } = shadow.manifest;
      return {
        versions: [...versions, { ...trafficOf(version, 'shadow', shadow.share), compared: compared(version) }],
      };

      function trafficOf(number: number, role: VersionTraffic['role'], share: number): VersionTraffic {
        const { success, fail, instances } = predictor.statistics({ model, version: number });
        const counts = { requests: success.count, failures: fail.count, instances };
        return { version: number, role, share, ...counts, meanMilliseconds: mean(success) };
      }

      function compared(number: number): NonNullable<VersionTraffic['compared']> {
        const { outcomes, difference } = predictor.shadowStatistics({ model, version: number });
        const { agreed, differed, failed, dropped } = outcomes;
        const instances = agreed + differed + outcomes.compared;
        return {
          ...{ instances, failed, dropped },
          agreed: agreed + differed > 0 ? agreed / (agreed + differed) : null,
          meanDifference: instances > 0 ? difference / instances : null,
        };
      }
    },
  );
};

const NANOSECONDS_PER_MS = 1e6;

function mean({ count, nanoseconds }: Duration): number | null {
  return count > 0 ? nanoseconds / count / NANOSECONDS_PER_MS : null;
}
