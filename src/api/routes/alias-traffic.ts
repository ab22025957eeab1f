/** How the versions that an alias divides its requests between are doing, as all processes of this api saw it. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import type { Duration, ShadowStatistics, VersionStatistics } from '../../prediction/index.ts';
import { noAlias, type Registry, resolveRoute } from '../../registry/index.ts';
import type { ServedModels } from '../processes/served-models.ts';
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

export const aliasTrafficRoutes: FastifyPluginAsyncTypebox<{ registry: Registry; models: ServedModels }> = async (
  app,
  { registry, models },
) => {
  app.get(
    '/v1/models/:model/aliases/:alias/traffic',
    {
      schema: {
        tags: ['models'],
        summary: 'How the versions of an alias answer',
        description: 'Since this api began, over all of its processes. Another api on the same storage has its own.',
        params: Type.Object({ model: Type.String({ maxLength: 64 }), alias: Type.String({ maxLength: 64 }) }),
        response: { 200: Type.Object({ versions: Type.Array(VersionTraffic) }), ...failures(400, 404, 503) },
      },
    },
    async ({ params: { model, alias } }) => {
      if (!(await registry.aliases.get(model, alias))) throw noAlias(model, alias);
      const { manifest, canaries, shadow } = await resolveRoute(registry, { model, alias });
      const tried = canaries.reduce((sum, { share }) => sum + share, 0);
      const parts: Part[] = [
        { version: manifest.version, role: 'answers', share: 1 - tried },
        ...canaries.map((each) => ({ version: each.manifest.version, role: 'canary' as const, share: each.share })),
        ...(shadow ? [{ version: shadow.manifest.version, role: 'shadow' as const, share: shadow.share }] : []),
      ];
      const [counted, comparison] = await Promise.all([
        models.statistics(parts.map(({ version }) => ({ model, version }))),
        shadow && models.shadowStatistics({ model, version: shadow.manifest.version }),
      ]);
      return {
        versions: parts.map((part, index) => ({
          ...part,
          ...answered(counted[index] as VersionStatistics),
          ...(part.role === 'shadow' && comparison && { compared: compared(comparison) }),
        })),
      };
    },
  );
};

type Part = Pick<VersionTraffic, 'version' | 'role' | 'share'>;

function answered({ success, fail, instances }: VersionStatistics) {
  return { requests: success.count, failures: fail.count, instances, meanMilliseconds: mean(success) };
}

function compared({ outcomes, difference }: ShadowStatistics): NonNullable<VersionTraffic['compared']> {
  const { agreed, differed, failed, dropped } = outcomes;
  const instances = agreed + differed + outcomes.compared;
  return {
    ...{ instances, failed, dropped },
    agreed: agreed + differed > 0 ? agreed / (agreed + differed) : null,
    meanDifference: instances > 0 ? difference / instances : null,
  };
}

const NANOSECONDS_PER_MS = 1e6;

function mean({ count, nanoseconds }: Duration): number | null {
  return count > 0 ? nanoseconds / count / NANOSECONDS_PER_MS : null;
}
